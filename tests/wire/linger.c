/* Connections that stay open behind a complete answer, although no other request is answered on them: keep and linger.
 */
#include "base/clock.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <string.h>

static void start(void)
{
    static const char *const arguments[] = {"--max-hang", "400ms", NULL};
    wire_start(arguments);
}

/* RFC 9112 §9.3: an answer of HTTP/1.1 without "close" says that the connection persists. */
static struct message *expect_unannounced(const char *target)
{
    struct message *message = client_get(client, target, "");
    expect_code(message, 200);
    expect_no_field(message, "Connection");
    return message;
}

/* How it ends: at the end of its time, or at the first byte of the next request. */
static const struct {
    const char *end;
    enum ending ending;
    bool says_408;
} ends[] = {{"", CLOSED, false}, {"&end=fin", CLOSED, false}, {"&end=reset", RESET, false}, {"&end=408", CLOSED, true}};

static void expect_end(int which)
{
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.ending == ends[which].ending, "%s: the wrong end", raw.about);
    if (!ends[which].says_408) {
        ck_assert_msg(raw.length == 0, "%s: %s", raw.about, raw.bytes);
        return;
    }
    /* A complete response (RFC 9112 §6), so that it can be taken for that to the next request. */
    ck_assert_msg(strncmp(raw.bytes, "HTTP/1.1 408 Request Timeout\r\n", 30) == 0 &&
                      raw_says(&raw, "\r\nConnection: close\r\n") && raw_says(&raw, "\r\nContent-Length: 0\r\n\r\n") &&
                      raw_says(&raw, "\r\nDate: "),
                  "%s: %s", raw.about, raw.bytes);
}

START_TEST(ends_at_its_time)
{
    int64_t asked = clock_milliseconds();
    expect_unannounced(arena_printf(&client->arena, "/status/200?body=hi&linger=100ms%s", ends[_i].end).at);
    expect_end(_i);
    ck_assert_msg(clock_milliseconds() - asked >= 99, "%s: ended at once", client->about);
}

START_TEST(ends_at_the_next_request)
{
    static const char *const arguments[] = {"--max-hang", "1000s", NULL};
    struct statusd *own = statusd_start(arguments);
    client_close(client);
    client = client_open(own->ports[0]);
    client_request(client, "GET", arena_printf(&client->arena, "/status/200?linger=900s%s", ends[_i].end).at, "");
    expect_code(client_read(client, "GET"), 200);
    client_send(client, "G", 1);
    expect_end(_i); /* long before the 900 seconds */
    statusd_stop(own);
}

/* The client may leave first. */
START_TEST(client_leaves)
{
    static const char *const arguments[] = {"--max-hang", "1000s", NULL};
    struct statusd *own = statusd_start(arguments);
    static const char *const targets[] = {"/status/200?linger=900s", "/status/200?keep"};
    for (int i = 0; i < 2; i++) {
        struct client *other = client_open(own->ports[0]);
        client_request(other, "GET", targets[i], "");
        expect_code(client_read(other, "GET"), 200);
        client_finish(other);
        expect_closed(other);
        client_close(other);
    }
    struct client *other = client_open(own->ports[0]);
    client_request(other, "GET", "/status/200?linger=900s", "");
    expect_code(client_read(other, "GET"), 200);
    statusd_stop(own); /* it neither waits nor crashes */
    client_close(other);
}

/* keep: the next request is read and not answered, until --max-hang has passed. */
START_TEST(kept)
{
    static const char *const targets[] = {"/status/200?body=hi&keep", "/status/200?body=hi&keep&chunked",
                                          "/status/200?body=hi&keep=1&header=X-A:1"};
    for (int i = 0; i < COUNT(targets); i++) {
        reconnect();
        struct message *message = expect_unannounced(targets[i]);
        EXPECT(message, strcmp(message->content, "hi") == 0, "the content is %s", message->content);
        client_request(client, "GET", "/status/200", "");
        struct raw raw = raw_read(client);
        ck_assert_msg(raw.length == 0 && raw.ending == CLOSED, "%s: %s", raw.about, raw.bytes);
    }
}

/* A fault says that the connection ends, so that the next request of the client does not suffer from it; with keep, and
 * with linger, it does not say so, and the connection does not end at once. */
START_TEST(faults_announce)
{
    struct raw raw = raw_get(client, "/status/200?body=hello&fault=short-length");
    ck_assert_msg(raw_count(&raw, "\r\nConnection: close\r\n") == 1, "%s: %s", raw.about, raw.bytes);
    static const char *const open[] = {"keep", "linger=300ms", "linger=300ms&end=408"};
    for (int i = 0; i < COUNT(open); i++) {
        reconnect();
        int64_t asked = clock_milliseconds();
        raw = raw_get(client, arena_printf(&client->arena, "/status/200?body=hello&fault=surplus&%s", open[i]).at);
        struct text first = {raw.bytes, (size_t)(strstr(raw.bytes, "\r\n\r\n") - raw.bytes)};
        ck_assert_msg(memmem(first.at, first.length, "Connection", 10) == NULL, "%s: %s", raw.about, raw.bytes);
        ck_assert_msg(clock_milliseconds() - asked >= 299, "%s: ended at once", raw.about);
    }
}

/* Behind a 101 there is no HTTP, so that no 408 comes. */
START_TEST(nothing_behind_a_switch)
{
    struct raw raw = raw_get(client, "/status/101?linger=100ms&end=408");
    ck_assert_msg(raw_count(&raw, "HTTP/1.1 ") == 1 && raw.ending == CLOSED, "%s: %s", raw.about, raw.bytes);
}

static void start_careful(void)
{
    static const char *const arguments[] = {"--no-faults", NULL};
    wire_start(arguments);
}

START_TEST(switched_off)
{
    expect_problem(client_get(client, "/status/200?keep", ""), 403);
    expect_problem(client_get(client, "/status/200?linger=1s", ""), 403);
    expect_code(client_get(client, "/status/200?close=0", ""), 200);
}

SUITE("connections that linger")
{
    TCase *tcase = wire_case_with(suite, "linger", start);
    tcase_add_loop_test(tcase, ends_at_its_time, 0, COUNT(ends));
    tcase_add_loop_test(tcase, ends_at_the_next_request, 0, COUNT(ends));
    tcase_add_test(tcase, client_leaves);
    tcase_add_test(tcase, kept);
    tcase_add_test(tcase, faults_announce);
    tcase_add_test(tcase, nothing_behind_a_switch);
    tcase_add_test(wire_case_with(suite, "careful", start_careful), switched_off);
}
