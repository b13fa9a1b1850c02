/* What is larger than a limit, on the wire: 413, 414, 431. */
#include "base/clock.h"
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/suites.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1000, TARGET = 8000, HEAD = 8192, LINGER = 2000 };

static struct statusd *statusd;

static void start(void)
{
    static const char *const arguments[] = {"--max-content", "1000", NULL};
    statusd = statusd_start(arguments);
}

static void stop(void)
{
    statusd_stop(statusd);
}

/* length times c, in the client's arena. */
static const char *run_of(struct client *client, char c, size_t length)
{
    char *run = arena_alloc(&client->arena, length + 1);
    memset(run, c, length);
    return run;
}

static struct client *post(const char *fields)
{
    struct client *client = client_open(statusd->ports[0]);
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\n%s\r\n", fields);
    return client;
}

START_TEST(content_up_to_the_limit)
{
    struct client *length = post("Content-Length: 1000\r\n"), *chunked = post("Transfer-Encoding: chunked\r\n");
    client_print(length, "%s", run_of(length, 'x', MOST));
    expect_code(client_read(length, "POST"), 200);
    expect_alive(length);
    client_print(chunked, "1F4\r\n%s\r\n", run_of(chunked, 'x', MOST / 2));
    client_print(chunked, "1f4\r\n%s\r\n0\r\n\r\n", run_of(chunked, 'x', MOST / 2));
    expect_code(client_read(chunked, "POST"), 200);
    expect_alive(chunked);
    client_close(length);
    client_close(chunked);
}

static void expect_refusal_and_end(struct client *client, int code)
{
    struct message *message = client_read(client, "POST");
    expect_problem(message, code);
    expect_member(message, "Connection", "close");
    expect_closed(client);
    client_close(client);
}

/* The announcement is enough: the content never comes. */
START_TEST(announced_content)
{
    expect_refusal_and_end(post("Content-Length: 1001\r\n"), 413);
    expect_refusal_and_end(post("Content-Length: 18446744073709551615\r\n"), 413);
    /* RFC 9110 §10.1.1: a final response in place of the 100. */
    expect_refusal_and_end(post("Content-Length: 1001\r\nExpect: 100-continue\r\n"), 413);
}

START_TEST(chunked_content_over_the_limit)
{
    struct client *client = post("Transfer-Encoding: chunked\r\n");
    client_print(client, "3E8\r\n%s\r\n1\r\nx\r\n", run_of(client, 'x', MOST));
    expect_refusal_and_end(client, 413);
}

/* RFC 9112 §9.6: what comes in behind the refusal is read and thrown away for a while, as to close at once would make a
 * reset, which can take the answer away from the client. A client that is slower than LINGER milliseconds may be cut
 * off. */
START_TEST(refusal_survives_a_flood)
{
    static const struct {
        const char *fields, *before;
    } cases[] = {{"Content-Length: 320000\r\n", ""}, {"Transfer-Encoding: chunked\r\n", "4E200\r\n"}};
    for (size_t i = 0; i < 2; i++) {
        int64_t start = clock_milliseconds();
        struct client *client = post(cases[i].fields);
        client_print(client, "%s", cases[i].before);
        ck_assert_msg(client_flood(client, 1001), "the connection broke before the limit");
        struct message *message = client_read(client, "POST");
        expect_problem(message, 413);
        bool whole = client_flood(client, 320000 - 1001);
        bool closed = whole && client_wait_for_end(client) == CLOSED;
        ck_assert_msg(closed || clock_milliseconds() - start >= LINGER, "the connection broke behind the refusal");
        client_close(client);
    }
}

START_TEST(target_limit)
{
    struct client *fits = client_open(statusd->ports[0]), *over = client_open(statusd->ports[0]);
    size_t rest = TARGET - strlen("/anything?");
    client_print(fits, "GET /anything?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", run_of(fits, 'x', rest));
    expect_code(client_read(fits, "GET"), 200);
    client_print(over, "GET /anything?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", run_of(over, 'x', rest + 1));
    struct message *message = client_read(over, "GET");
    expect_problem(message, 414);
    if (message_field(message, "Connection") == NULL) {
        expect_alive(over);
    }
    client_close(fits);
    client_close(over);
}

START_TEST(head_limit)
{
    struct client *fits = client_open(statusd->ports[0]), *over = client_open(statusd->ports[0]);
    size_t rest = HEAD - strlen("Host: 127.0.0.1\r\nX-A: \r\n");
    expect_code(client_get(fits, "/status/200", arena_printf(&fits->arena, "X-A: %s\r\n", run_of(fits, 'x', rest)).at),
                200);
    struct message *message =
        client_get(over, "/status/200", arena_printf(&over->arena, "X-A: %s\r\n", run_of(over, 'x', rest + 1)).at);
    expect_problem(message, 431);
    if (message_field(message, "Connection") == NULL) {
        expect_alive(over);
    }
    client_close(fits);
    client_close(over);
}

/* Far over the limit it is still that status (RFC 9112 §3, RFC 6585 §5), whoever refuses, and before all has come. */
START_TEST(far_over_the_limit)
{
    static const struct {
        const char *head;
        int code;
    } cases[] = {{"GET /anything?", 414}, {"GET /anything HTTP/1.1\r\nHost: localhost\r\nX-A: ", 431}};
    for (size_t i = 0; i < 2; i++) {
        struct client *client = client_open(statusd->ports[0]);
        client_print(client, "%s", cases[i].head);
        client_flood(client, 100 * 1000);
        expect_code(client_read_head(client), cases[i].code);
        client_close(client);
    }
}

Suite *oversize_wire_suite(void)
{
    Suite *suite = suite_create("limits on the wire");
    TCase *tcase = tcase_create("limits");
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_test(tcase, content_up_to_the_limit);
    tcase_add_test(tcase, announced_content);
    tcase_add_test(tcase, chunked_content_over_the_limit);
    tcase_add_test(tcase, refusal_survives_a_flood);
    tcase_add_test(tcase, target_limit);
    tcase_add_test(tcase, head_limit);
    tcase_add_test(tcase, far_over_the_limit);
    suite_add_tcase(suite, tcase);
    return suite;
}
