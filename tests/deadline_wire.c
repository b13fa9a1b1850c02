/* How long a client may take to send its request: 408 (RFC 9110 §15.5.9). The deadlines here are short, and the answer
 * is waited for; that it does not come too early is the other half. */
#include "base/clock.h"
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/suites.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { HEAD_TIME = 1500, CONTENT_TIME = 3000 };

static struct statusd *statusd;

static void start(void)
{
    static const char *const arguments[] = {"--head-time", "1500ms", "--content-time", "3s", "--idle", "0", NULL};
    statusd = statusd_start(arguments);
}

static void stop(void)
{
    statusd_stop(statusd);
}

static struct client *open_client(void)
{
    return client_open(statusd->ports[0]);
}

static void sleep_milliseconds(int milliseconds)
{
    nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
}

/* A whole answer, with a content that says so, and an orderly end; not before time is over. */
static void expect_408(struct client *client, int64_t since, int64_t time)
{
    struct message *message = client_read(client, "GET");
    EXPECT(message, clock_milliseconds() - since >= time - 10, "408 after %d ms", (int)(clock_milliseconds() - since));
    expect_problem(message, 408);
    expect_member(message, "Connection", "close");
    expect_closed(client);
    client_close(client);
}

/* The same for so many requests of which no more comes than before and their beginning, side by side. */
static void expect_408_each(const char *const beginnings[], size_t count, const char *before, int64_t time)
{
    struct client *clients[8];
    int64_t since = clock_milliseconds();
    ck_assert_uint_le(count, sizeof clients / sizeof clients[0]);
    for (size_t i = 0; i < count; i++) {
        clients[i] = open_client();
        client_print(clients[i], "%s%s", before, beginnings[i]);
    }
    for (size_t i = 0; i < count; i++) {
        expect_408(clients[i], since, time);
    }
}

START_TEST(unfinished_heads)
{
    static const char *const beginnings[] = {"G", "GET /status/200 HTTP/1.1", "GET /status/200 HTTP/1.1\r\nHost: local",
                                             "GET /status/200 HTTP/1.1\r\nHost: localhost\r\n"};
    expect_408_each(beginnings, sizeof beginnings / sizeof beginnings[0], "", HEAD_TIME);
}

/* Bytes that go on coming are no excuse: it is the whole head that has to be there. */
START_TEST(trickled_head)
{
    static const char head[] =
        "GET /status/200 HTTP/1.1\r\nHost: localhost\r\nX-Long: 0123456789012345678901234567890123456789";
    int64_t since = clock_milliseconds();
    struct client *client = open_client();
    for (size_t i = 0; i < sizeof head - 1; i++) {
        char answer;
        if (recv(client->fd, &answer, 1, MSG_PEEK | MSG_DONTWAIT) > 0) {
            break;
        }
        client_send(client, head + i, 1);
        sleep_milliseconds(HEAD_TIME / 20);
    }
    expect_408(client, since, HEAD_TIME);
}

/* Who has not begun a request is not answered, but let go. */
START_TEST(silent_connection)
{
    struct client *client = open_client();
    expect_closed(client);
    client_close(client);
}

START_TEST(second_head)
{
    struct client *client = open_client();
    expect_code(client_get(client, "/status/200", ""), 200);
    sleep_milliseconds(HEAD_TIME * 2); /* between two requests only --idle counts */
    expect_code(client_get(client, "/status/404", ""), 404);
    sleep_milliseconds(HEAD_TIME * 2);
    int64_t since = clock_milliseconds();
    client_print(client, "GET /status/200 HTTP/1.1\r\nHo");
    expect_408(client, since, HEAD_TIME);
}

START_TEST(unfinished_content)
{
    static const char *const beginnings[] = {
        "Content-Length: 10\r\n\r\n", "Content-Length: 10\r\n\r\n123", "Transfer-Encoding: chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n12", "Transfer-Encoding: chunked\r\n\r\n2\r\n12\r\n0\r\nX-Trailer: a"};
    expect_408_each(beginnings, sizeof beginnings / sizeof beginnings[0],
                    "POST /anything HTTP/1.1\r\nHost: localhost\r\n", CONTENT_TIME);
}

START_TEST(unfinished_content_behind_100)
{
    struct client *client = open_client();
    int64_t since = clock_milliseconds();
    client_print(client,
                 "POST /anything HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
    expect_code(client_read_head(client), 100);
    expect_408(client, since, CONTENT_TIME);
}

/* Each byte of content starts the time anew. */
START_TEST(slow_content_that_goes_on)
{
    struct client *client = open_client();
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
    for (int i = 0; i < 10; i++) {
        sleep_milliseconds(CONTENT_TIME / 5);
        client_print(client, "%d", i);
    }
    expect_code(client_read(client, "POST"), 200);
    expect_alive(client);
    client_close(client);
}

/* What the client has to wait for does not count, nor what it takes to read. */
START_TEST(our_own_time_does_not_count)
{
    static const char *const targets[] = {"/status/200?delay=4s", "/status/200?size=8&pace=2/s",
                                          "/status/200?interim=103&gap=4s"};
    struct client *clients[3];
    for (int i = 0; i < 3; i++) {
        clients[i] = open_client();
        client_request(clients[i], "GET", targets[i], "");
    }
    for (int i = 0; i < 3; i++) {
        struct message *message = client_read(clients[i], "GET");
        expect_code(message->code < 200 ? client_read(clients[i], "GET") : message, 200);
        expect_alive(clients[i]);
        client_close(clients[i]);
    }
}

/* A request that comes to its end behind the 408 gets nothing more. */
START_TEST(late_rest)
{
    struct client *client = open_client();
    client_print(client, "GET /status/200 HTTP/1.1\r\nHost: local");
    struct message *message = client_read(client, "GET");
    expect_problem(message, 408);
    (void)!send(client->fd, "host\r\n\r\n", 8, MSG_NOSIGNAL);
    ck_assert_int_ne(client_wait_for_end(client), OPEN);
    client_close(client);
}

Suite *deadline_wire_suite(void)
{
    Suite *suite = suite_create("deadlines (wire)");
    TCase *tcase = tcase_create("deadlines");
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_test(tcase, unfinished_heads);
    tcase_add_test(tcase, trickled_head);
    tcase_add_test(tcase, silent_connection);
    tcase_add_test(tcase, second_head);
    tcase_add_test(tcase, unfinished_content);
    tcase_add_test(tcase, unfinished_content_behind_100);
    tcase_add_test(tcase, slow_content_that_goes_on);
    tcase_add_test(tcase, our_own_time_does_not_count);
    tcase_add_test(tcase, late_rest);
    suite_add_tcase(suite, tcase);
    return suite;
}
