/* What is larger than a limit, on the wire: 413, 414, 431. */
#include "base/clock.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 1000, TARGET = 8000, HEAD = 8192, LINGER = 2000 };

static void start(void)
{
    static const char *const arguments[] = {"--max-content", "1000", NULL};
    wire_start(arguments);
}

/* length times c, in the client's arena. */
static const char *run_of(char c, size_t length)
{
    char *run = arena_alloc(&client->arena, length + 1);
    memset(run, c, length);
    return run;
}

/* Sends the head of a POST. */
static void post(const char *fields)
{
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\n%s\r\n", fields);
}

START_TEST(content_up_to_the_limit)
{
    post("Content-Length: 1000\r\n");
    client_print(client, "%s", run_of('x', MOST));
    expect_code(client_read(client, "POST"), 200);
    expect_alive(client);
    reconnect();
    post("Transfer-Encoding: chunked\r\n");
    client_print(client, "1F4\r\n%s\r\n", run_of('x', MOST / 2));
    client_print(client, "1f4\r\n%s\r\n0\r\n\r\n", run_of('x', MOST / 2));
    expect_code(client_read(client, "POST"), 200);
    expect_alive(client);
}

static void expect_refusal_and_end(int code)
{
    struct message *message = client_read(client, "POST");
    expect_problem(message, code);
    expect_member(message, "Connection", "close");
    expect_closed(client);
}

/* The content is refused as soon as it is announced: it never comes. */
static const char *const announcements[] = {
    "Content-Length: 1001\r\n", "Content-Length: 18446744073709551615\r\n",
    "Content-Length: 1001\r\nExpect: 100-continue\r\n", /* RFC 9110 §10.1.1: the refusal comes in place of the 100 */
};

START_TEST(announced_content)
{
    post(announcements[_i]);
    expect_refusal_and_end(413);
}

START_TEST(chunked_content_over_the_limit)
{
    post("Transfer-Encoding: chunked\r\n");
    client_print(client, "3E8\r\n%s\r\n1\r\nx\r\n", run_of('x', MOST));
    expect_refusal_and_end(413);
}

/* RFC 9112 §9.6: the server goes on reading for a while after its refusal, and throws away what comes. Were it to close
 * at once, a RST would follow, and the client could lose the answer to it. A client that takes longer than LINGER
 * milliseconds may be cut off. */
static const struct {
    const char *fields, *before;
} floods[] = {{"Content-Length: 320000\r\n", ""}, {"Transfer-Encoding: chunked\r\n", "4E200\r\n"}};

START_TEST(refusal_survives_a_flood)
{
    int64_t since = clock_milliseconds();
    post(floods[_i].fields);
    client_print(client, "%s", floods[_i].before);
    ck_assert_msg(client_flood(client, 1001), "the connection broke before the limit");
    struct message *message = client_read(client, "POST");
    expect_problem(message, 413);
    bool whole = client_flood(client, 320000 - 1001);
    bool closed = whole && client_wait_for_end(client) == CLOSED;
    ck_assert_msg(closed || clock_milliseconds() - since >= LINGER, "the connection broke behind the refusal");
}

/* The refusal is code; where it does not say that the connection ends, the connection goes on. */
static void expect_refusal(const struct message *message, int code)
{
    expect_problem(message, code);
    if (message_field(message, "Connection") == NULL) {
        expect_alive(client);
    }
}

START_TEST(target_limit)
{
    size_t rest = TARGET - strlen("/anything?");
    client_print(client, "GET /anything?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", run_of('x', rest));
    expect_code(client_read(client, "GET"), 200);
    reconnect();
    client_print(client, "GET /anything?%s HTTP/1.1\r\nHost: localhost\r\n\r\n", run_of('x', rest + 1));
    expect_refusal(client_read(client, "GET"), 414);
}

/* Asks with a field that has so long a value. */
static struct message *get_with_field(size_t length)
{
    return client_get(client, "/status/200", arena_printf(&client->arena, "X-A: %s\r\n", run_of('x', length)).at);
}

START_TEST(head_limit)
{
    size_t rest = HEAD - strlen("Host: 127.0.0.1\r\nX-A: \r\n");
    expect_code(get_with_field(rest), 200);
    reconnect();
    expect_refusal(get_with_field(rest + 1), 431);
}

/* What is far over the limit is refused with the same status (RFC 9112 §3, RFC 6585 §5), whether statusd refuses it or
 * libmicrohttpd already does, and before all of it has come. */
static const struct {
    const char *head;
    int code;
} endless[] = {{"GET /anything?", 414}, {"GET /anything HTTP/1.1\r\nHost: localhost\r\nX-A: ", 431}};

START_TEST(far_over_the_limit)
{
    client_print(client, "%s", endless[_i].head);
    client_flood(client, 100 * 1000);
    expect_code(client_read_head(client), endless[_i].code);
}

SUITE("limits on the wire")
{
    TCase *tcase = wire_case_with(suite, "limits", start);
    tcase_add_test(tcase, content_up_to_the_limit);
    tcase_add_loop_test(tcase, announced_content, 0, COUNT(announcements));
    tcase_add_test(tcase, chunked_content_over_the_limit);
    tcase_add_loop_test(tcase, refusal_survives_a_flood, 0, COUNT(floods));
    tcase_add_test(tcase, target_limit);
    tcase_add_test(tcase, head_limit);
    tcase_add_loop_test(tcase, far_over_the_limit, 0, COUNT(endless));
}
