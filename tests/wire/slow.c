/* Answers that take their time, come in parts, or come after others. By the clock the tests only look whether something
 * came too early: how late it comes depends on the machine. */
#include "base/clock.h"
#include "tests/kit/expect.h"
#include "tests/kit/patience.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Waits until a byte is there, and returns how many milliseconds that was after start. */
static int64_t first_byte_after(int64_t start)
{
    struct pollfd ready = {client->fd, POLLIN, 0};
    ck_assert_msg(client->length > 0 || client_hears(client) || poll(&ready, 1, PATIENCE) == 1, "%s: nothing came",
                  client->about);
    return clock_milliseconds() - start;
}

/* One millisecond less is allowed, as the clock cuts both its readings down to whole milliseconds. */
static void expect_not_before(int64_t waited, int64_t delay)
{
    ck_assert_msg(waited >= delay - 1, "%s: came after %d ms", client->about, (int)waited);
}

START_TEST(delays)
{
    static const struct {
        const char *target, *fields;
        int64_t delay;
    } cases[] = {
        {"/status/200?delay=80ms", "", 80},
        {"/status/200?delay=0.08s", "", 80},
        {"/status/503;delay=80ms", "", 80},
        {"/status/200?delay=.08", "", 80},
        {"/status/200?delay=60ms-90ms", "", 60},
        {"/anything?delay=80ms", "", 80},
        {"/catalog/404?delay=80ms", "", 80},
        {"/sequence/delays/200?delay=80ms", "", 80},
        {"/delay/0.08", "", 80},
        {"/delay/80ms", "", 80},
        {"/404?sleep=80", "", 80},
        {"/404", "x-httpstatus-sleep: 80\r\n", 80},
        {"/random/200,404?sleep=80", "", 80},
        {"/drip?duration=0&delay=80ms", "", 80},
        {"/status/204?delay=80ms", "", 80},
        {"/status/200?delay=80ms&reason=Slow", "", 80},
        {"/status/200?delay=80ms&fault=nul", "", 80},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        int64_t start = clock_milliseconds();
        client_request(client, "GET", cases[i].target, cases[i].fields);
        expect_not_before(first_byte_after(start), cases[i].delay);
    }
}

static const char *const delayed[] = {"/status/200?delay=1s", "/status/200?delay=1s&reason=Slow",
                                      "/status/200?interim=103&gap=1s&fault=nul"};

/* Date is the moment at which the answer goes out, not that at which it was asked for (RFC 9110 §6.6.1). */
START_TEST(date_of_a_delayed_answer)
{
    struct tm date = {0};
    time_t asked = time(NULL);
    client_request(client, "GET", delayed[_i], "");
    while (client_receive(client)) {
        const char *field = memmem(client->unread, client->length, "\r\nDate: ", 8);
        if (field != NULL && strptime(field + 8, "%a, %d %b %Y %H:%M:%S GMT", &date) != NULL) {
            break;
        }
    }
    time_t said = timegm(&date), came = time(NULL);
    ck_assert_msg(said >= asked + 1 && said <= came, "%s: asked at %ld, came at %ld with a Date of %ld", client->about,
                  (long)asked, (long)came, (long)said);
}

enum { WAITING = 100 };

/* A hundred requests wait; a plain one that comes after them is answered before any of them. */
START_TEST(waiting_holds_up_nobody)
{
    struct client *clients[WAITING];
    for (int i = 0; i < WAITING; i++) {
        clients[i] = client_open(wire_port());
        client_request(clients[i], "GET", "/status/200?delay=" FOREVER, "");
    }
    expect_code(client_get(client, "/status/200", ""), 200);
    for (int i = 0; i < WAITING; i++) {
        struct pollfd ready = {clients[i]->fd, POLLIN, 0};
        ck_assert_msg(poll(&ready, 1, 0) == 0, "an answer came before its time");
        client_reset(clients[i]);
    }
}

/* All who wait at once get their answers. */
START_TEST(waiting_together)
{
    struct client *clients[WAITING];
    for (int i = 0; i < WAITING; i++) {
        clients[i] = client_open(wire_port());
        client_request(clients[i], "GET", "/status/200?delay=300ms", "");
    }
    for (int i = 0; i < WAITING; i++) {
        expect_code(client_read(clients[i], "GET"), 200);
        client_close(clients[i]);
    }
}

/* Each interim head comes after its gap, whatever the final status is: also before one without content, and before 101.
 * The nth is not to come before n gaps after the request; it is not measured against the head before it, as the client
 * may have been late to read that. */
START_TEST(interim_heads)
{
    static const int finals[] = {200, 204, 205, 304, 404, 503, 101, 999}, interims[] = {103, 102, 199, 100};
    for (int i = 0; i < COUNT(finals); i++) {
        reconnect();
        const char *target = arena_printf(&client->arena, "/status/%d?interim=103,102,199,100&gap=30ms", finals[i]).at;
        int64_t start = clock_milliseconds();
        client_request(client, "GET", target, "");
        for (int n = 0; n < COUNT(interims); n++) {
            struct message *interim = client_read(client, "GET");
            expect_code(interim, interims[n]);
            expect_no_field(interim, "Content-Length");
            expect_no_field(interim, "Transfer-Encoding");
            expect_not_before(first_byte_after(start), (n + 1) * 30);
        }
        expect_code(client_read(client, "GET"), finals[i]);
    }
}

/* An interim head, or the first content, is sent at once and does not wait for what comes after the gap or the pause.
 * The whole answer would take longer than a test waits. */
START_TEST(nothing_waits_for_what_is_slow)
{
    static const char *const heads[] = {"/status/200?interim=103,102&gap=" FOREVER,
                                        "/status/101?interim=103&gap=" FOREVER};
    static const char *const contents[] = {
        "/status/200?size=280&pace=1/s", "/status/200?size=2000&pace=9s", "/status/200?size=280&pace=1/s&reason=Slow",
        "/status/200?size=200&chunked=100&pace=145s", "/drip?duration=290&numbytes=2"};
    for (int i = 0; i < COUNT(heads); i++) {
        struct client *other = client_open(wire_port());
        struct message *interim = client_get(other, heads[i], "");
        expect_code(interim, 103);
        EXPECT(interim, other->length == 0, "the next head came along");
        client_reset(other);
    }
    for (int i = 0; i < COUNT(contents); i++) {
        struct client *other = client_open(wire_port());
        client_request(other, "GET", contents[i], "");
        expect_code(client_read_head(other), 200);
        client_take(other, 1);
        client_reset(other);
    }
}

START_TEST(interim_fields)
{
    struct message *hints = client_get(client, "/status/200;interim=103?header=X-A:1", "");
    expect_code(hints, 103);
    EXPECT(hints, message_field(hints, "Link") != NULL, "103 without a Link");
    expect_no_field(hints, "X-A");
    expect_field(client_read(client, "GET"), "X-A", "1");
    expect_alive(client);
}

/* RFC 9110 §15.2: never to an HTTP/1.0 client. */
START_TEST(interim_to_an_old_client)
{
    client_print(client, "GET /status/404?interim=103,102&chunked&trailer=X-A:1 HTTP/1.0\r\n\r\n");
    struct raw raw = raw_read(client);
    ck_assert(strncmp(raw.bytes + strlen("HTTP/1.x "), "404 ", 4) == 0);
    ck_assert_int_eq(raw_count(&raw, "HTTP/1."), 1);
    ck_assert(!raw_says(&raw, "Transfer-Encoding") && !raw_says(&raw, "Trailer"));
}

/* The sizes of all chunks of an answer, read off the bytes (RFC 9112 §7.1); the last one is 0. */
static int chunk_sizes(const struct raw *raw, size_t *sizes, int room)
{
    size_t length;
    const char *at = raw_content(raw, &length), *end = raw->bytes + raw->length;
    int count = 0;
    ck_assert_msg(at != NULL, "%s: no content", raw->about);
    do {
        char *digits_end;
        ck_assert_msg(count < room && at < end, "%s: too many chunks, or none that is the last", raw->about);
        sizes[count] = strtoul(at, &digits_end, 16);
        ck_assert_msg(digits_end > at && strncmp(digits_end, "\r\n", 2) == 0, "%s: not a chunk size: %.20s", raw->about,
                      at);
        at = digits_end + 2 + sizes[count];
        ck_assert_msg(sizes[count] == 0 || (at + 2 <= end && strncmp(at, "\r\n", 2) == 0),
                      "%s: a chunk of another size", raw->about);
        at += sizes[count] > 0 ? 2 : 0;
    } while (sizes[count++] > 0);
    return count;
}

START_TEST(chunks)
{
    static const struct {
        const char *parameters;
        size_t total, chunk;
    } cases[] = {
        {"size=1000&chunked=100", 1000, 100},
        {"size=1050&chunked=100", 1050, 100},
        {"size=5&chunked=1", 5, 1},
        {"size=3k&chunked", 3072, 1024},
        {"size=64k&chunked=8k", 65536, 8192},
        {"size=64k&chunked=5000", 65536, 5000},
        {"size=50&chunked=100", 50, 100},
        {"size=0&chunked", 0, 1024},
        {"body=hello&chunked=2", 5, 2},
        {"size=1k&chunked=100&pace=1ms", 1024, 100},
        {"size=20k&chunked=4k&pace=200k/s", 20480, 4096},
        {"size=1000&chunked=100&reason=Other", 1000, 100},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        size_t sizes[1024];
        struct raw raw = raw_get(client, arena_printf(&client->arena, "/status/200?close&%s", cases[i].parameters).at);
        ck_assert_msg(raw_says(&raw, "\r\nTransfer-Encoding: chunked\r\n"), "%s: not chunked", raw.about);
        ck_assert_msg(!raw_says(&raw, "Content-Length"), "%s: a length too", raw.about);
        int count = chunk_sizes(&raw, sizes, 1024);
        size_t left = cases[i].total;
        for (int n = 0; n < count; n++) {
            size_t wanted = left < cases[i].chunk ? left : cases[i].chunk;
            ck_assert_msg(sizes[n] == wanted, "%s: chunk %d has %zu bytes, not %zu", raw.about, n, sizes[n], wanted);
            left -= sizes[n];
        }
        ck_assert_uint_eq(left, 0);
    }
}

/* The chunks have their size also where the request fills most of the memory that the library has for it. */
START_TEST(chunks_after_a_long_head)
{
    size_t sizes[16];
    char fill[7001];
    memset(fill, 'a', sizeof fill - 1);
    fill[sizeof fill - 1] = '\0';
    client_request(client, "GET", "/status/200?close&size=32k&chunked=8k",
                   arena_printf(&client->arena, "X-Fill: %s\r\n", fill).at);
    struct raw raw = raw_read(client);
    int count = chunk_sizes(&raw, sizes, 16);
    ck_assert_int_eq(count, 5);
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(sizes[i], 8192);
    }
}

/* RFC 9110 §6.6.2: trailer fields are announced in Trailer, and sent behind the last chunk. */
START_TEST(trailers)
{
    static const char *const cases[] = {"/status/200?trailer=X-Sum:%2042&trailer=X-Other:%20a:b",
                                        "/anything?trailer=X-Sum:42&trailer=X-Other:a:b&chunked=10",
                                        "/status/404;trailer=X-Sum:42?trailer=X-Other:a:b&size=3k",
                                        "/status/200?trailer=X-Sum:42&trailer=X-Other:a:b&size=0",
                                        "/status/200?trailer=X-Sum:42&trailer=X-Other:a:b&reason=Other"};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_get(client, cases[i], "");
        EXPECT(message, message->framing == FRAMED_BY_CHUNKS, "not chunked");
        expect_member(message, "Trailer", "X-Sum");
        expect_member(message, "Trailer", "X-Other");
        expect_no_field(message, "X-Sum");
        EXPECT(message, message->trailer_count == 2, "%d trailers", message->trailer_count);
        EXPECT(message,
               strcmp(message->trailers[0].name, "X-Sum") == 0 && strcmp(message->trailers[0].value, "42") == 0,
               "the first is %s: %s", message->trailers[0].name, message->trailers[0].value);
        EXPECT(message, strcmp(message->trailers[1].value, "a:b") == 0, "%s", message->trailers[1].value);
    }
}

/* A byte depends on its position alone, so that a long answer begins with the shorter one. */
START_TEST(generated_content)
{
    struct message *small = client_get(client, "/status/200?size=1000", "");
    struct message *large = client_get(client, "/status/200?size=1M", "");
    struct message *chunked = client_get(client, "/status/404?size=1M&chunked=777", "");
    struct message *none = client_get(client, "/status/200?size=0", "");
    EXPECT(small, small->length == 1000, "%zu bytes", small->length);
    EXPECT(large, large->length == 1024 * 1024, "%zu bytes", large->length);
    EXPECT(none, none->length == 0 && none->framing == FRAMED_BY_LENGTH, "%zu bytes", none->length);
    ck_assert(memcmp(small->content, large->content, small->length) == 0);
    ck_assert_uint_eq(chunked->length, large->length);
    ck_assert(memcmp(chunked->content, large->content, large->length) == 0);
    expect_alive(client);
}

START_TEST(paced_content)
{
    static const struct {
        const char *target;
        size_t total;
        int64_t least; /* milliseconds from the request to the last byte: after the last piece there is no pause */
    } cases[] = {
        {"/status/200?size=20k&pace=100k/s", 20480, 180},         {"/status/200?size=20&pace=100/s", 20, 180},
        {"/drip?duration=0.001&numbytes=20&pace=100/s", 20, 180}, {"/status/200?size=640&pace=20ms", 640, 170},
        {"/status/200?size=640&pace=20ms&reason=Slow", 640, 170}, {"/drip?duration=0.2&numbytes=10", 10, 170},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        int64_t start = clock_milliseconds();
        struct message *message = client_get(client, cases[i].target, "");
        EXPECT(message, message->framing == FRAMED_BY_LENGTH && message->length == cases[i].total, "another length");
        expect_not_before(clock_milliseconds() - start, cases[i].least);
    }
}

/* A client that ends its own direction after its request gets its answer, and then the server ends the connection,
 * which nobody can use any more. */
START_TEST(client_that_says_no_more)
{
    static const char *const targets[] = {"/status/200", "/status/200?delay=50ms", "/status/200?size=100k&pace=1M/s",
                                          "/anything?chunked", "/status/200?interim=103"};
    for (int i = 0; i < 5 * COUNT(targets); i++) {
        reconnect();
        client_request(client, "GET", targets[i % COUNT(targets)], "");
        client_finish(client);
        struct raw raw = raw_read(client);
        ck_assert_msg(strncmp(raw.bytes, "HTTP/1.1 ", 9) == 0, "%s: no answer", raw.about);
    }
}

/* The same where the answer needs no time, so that the server may see the FIN together with the request. */
START_TEST(end_right_behind_the_request)
{
    for (int i = 0; i < 25; i++) {
        reconnect();
        client_request(client, "GET", "/status/200", "");
        client_finish(client);
        expect_code(client_read(client, "GET"), 200);
        expect_closed(client);
    }
}

SUITE("slow answers on the wire")
{
    TCase *tcase = wire_case(suite, "slow");
    tcase_add_test(tcase, delays);
    tcase_add_loop_test(tcase, date_of_a_delayed_answer, 0, COUNT(delayed));
    tcase_add_test(tcase, waiting_holds_up_nobody);
    tcase_add_test(tcase, waiting_together);
    tcase_add_test(tcase, interim_heads);
    tcase_add_test(tcase, nothing_waits_for_what_is_slow);
    tcase_add_test(tcase, interim_fields);
    tcase_add_test(tcase, interim_to_an_old_client);
    tcase_add_test(tcase, chunks);
    tcase_add_test(tcase, chunks_after_a_long_head);
    tcase_add_test(tcase, trailers);
    tcase_add_test(tcase, generated_content);
    tcase_add_test(tcase, paced_content);
    tcase_add_test(tcase, client_that_says_no_more);
    tcase_add_test(tcase, end_right_behind_the_request);
}
