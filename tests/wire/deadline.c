/* A client that takes too long to send its request gets a 408 (RFC 9110 §15.5.9). The deadlines here are short; the
 * tests wait for the 408, and expect that it does not come before the deadline. */
#include "base/clock.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { HEAD_TIME = 1500, CONTENT_TIME = 3000 };

static void start(void)
{
    static const char *const arguments[] = {"--head-time", "1500ms", "--content-time", "3s", "--idle", "0", NULL};
    wire_start(arguments);
}

static void sleep_milliseconds(int milliseconds)
{
    nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
}

/* The client gets a whole 408 and an orderly end of its connection, not earlier than time milliseconds after since. */
static void expect_408(struct client *late, int64_t since, int64_t time)
{
    struct message *message = client_read(late, "GET");
    EXPECT(message, clock_milliseconds() - since >= time - 10, "408 after %d ms", (int)(clock_milliseconds() - since));
    expect_problem(message, 408);
    expect_member(message, "Connection", "close");
    expect_closed(late);
}

/* Sends prefix and one of the beginnings on each of so many connections at once, and nothing more: each gets a 408. */
static void expect_408_each(const char *const beginnings[], int count, const char *prefix, int64_t time)
{
    struct client *clients[8];
    int64_t since = clock_milliseconds();
    ck_assert_int_le(count, COUNT(clients));
    for (int i = 0; i < count; i++) {
        clients[i] = client_open(wire_port());
        client_print(clients[i], "%s%s", prefix, beginnings[i]);
    }
    for (int i = 0; i < count; i++) {
        expect_408(clients[i], since, time);
        client_close(clients[i]);
    }
}

START_TEST(unfinished_heads)
{
    static const char *const beginnings[] = {"GET /status/200 HTTP/1.1\r\nHost: local",
                                             "GET /status/200 HTTP/1.1\r\nHost: localhost\r\n", "G",
                                             "GET /status/200 HTTP/1.1"};
    int told = client->tls == NULL ? COUNT(beginnings) : 2; /* over TLS only when the request line is in */
    expect_408_each(beginnings, told, "", HEAD_TIME);
}

/* A client that goes on sending its head, a byte at a time, gets no more time: the whole head has to be there. */
START_TEST(trickled_head)
{
    static const char head[] =
        "GET /status/200 HTTP/1.1\r\nHost: localhost\r\nX-Long: 0123456789012345678901234567890123456789";
    int64_t since = clock_milliseconds();
    reconnect(); /* the connection is not older than since */
    size_t at_once = client->tls == NULL ? 1 : sizeof "GET /status/200 HTTP/1.1\r\n";
    client_send(client, head, at_once);
    for (size_t i = at_once; i < sizeof head - 1; i++) {
        if (client_hears(client)) {
            break;
        }
        client_send(client, head + i, 1);
        sleep_milliseconds(HEAD_TIME / 20);
    }
    expect_408(client, since, HEAD_TIME);
}

/* A client that has not begun a request gets no answer: its connection is closed. */
START_TEST(silent_connection)
{
    ck_assert_int_eq(client_wait_for_end(client), client_cut(client));
}

START_TEST(second_head)
{
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
    expect_408_each(beginnings, COUNT(beginnings), "POST /anything HTTP/1.1\r\nHost: localhost\r\n", CONTENT_TIME);
}

START_TEST(unfinished_content_behind_100)
{
    int64_t since = clock_milliseconds();
    client_print(client,
                 "POST /anything HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
    expect_code(client_read_head(client), 100);
    expect_408(client, since, CONTENT_TIME);
}

/* The time for the content counts from the last byte of it that came. */
START_TEST(slow_content_that_goes_on)
{
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
    for (int i = 0; i < 10; i++) {
        sleep_milliseconds(CONTENT_TIME / 5);
        client_print(client, "%d", i);
    }
    expect_code(client_read(client, "POST"), 200);
    expect_alive(client);
}

/* The deadlines are for what the client sends: an answer that takes longer than they allow still comes. */
START_TEST(our_own_time_does_not_count)
{
    static const char *const targets[] = {"/status/200?delay=4s", "/status/200?size=8&pace=2/s",
                                          "/status/200?interim=103&gap=4s"};
    struct client *clients[COUNT(targets)];
    for (int i = 0; i < COUNT(targets); i++) {
        clients[i] = client_open(wire_port());
        client_request(clients[i], "GET", targets[i], "");
    }
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_read(clients[i], "GET");
        expect_code(message->code < 200 ? client_read(clients[i], "GET") : message, 200);
        expect_alive(clients[i]);
        client_close(clients[i]);
    }
}

/* A client that sends the rest of its request when it has got the 408 gets no second answer. */
START_TEST(late_rest)
{
    client_print(client, "GET /status/200 HTTP/1.1\r\nHost: local");
    struct message *message = client_read(client, "GET");
    expect_problem(message, 408);
    client_push(client, "host\r\n\r\n", 8);
    ck_assert_int_ne(client_wait_for_end(client), OPEN);
}

SUITE("deadlines (wire)")
{
    TCase *tcase = wire_case_with(suite, "deadlines", start);
    tcase_add_test(tcase, unfinished_heads);
    tcase_add_test(tcase, trickled_head);
    tcase_add_test(tcase, silent_connection);
    tcase_add_test(tcase, second_head);
    tcase_add_test(tcase, unfinished_content);
    tcase_add_test(tcase, unfinished_content_behind_100);
    tcase_add_test(tcase, slow_content_that_goes_on);
    tcase_add_test(tcase, our_own_time_does_not_count);
    tcase_add_test(tcase, late_rest);
}
