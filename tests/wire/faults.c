/* Faults: which bytes arrive, and how the connection ends. raw.ending is RESET after a RST, CLOSED after a FIN,
 * over TLS CUT after a FIN without the closure alert. */
#include "base/clock.h"
#include "http/fault.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void start(void)
{
    static const char *const arguments[] = {"--max-hang", "300ms", NULL};
    wire_start(arguments);
}

#define TEN "0123456789"

/* Where reset, close and hang strike, and what has come until then. */
static const struct {
    const char *at;
    bool head;           /* the whole header section has come */
    const char *content; /* behind it; NULL where that is not looked at */
} places[] = {
    {"", false, NULL},
    {"&at=start", false, NULL},
    {"&at=head", false, NULL},
    {"&at=after-head", true, ""},
    {"&at=body", true, "01234"},
    {"&at=0", true, ""},
    {"&at=1", true, "0"},
    {"&at=7", true, "0123456"},
    {"&at=10", true, TEN},
    {"&at=1000", true, TEN},
    {"&at=last-chunk", true, "a\r\n" TEN "\r\n"},
    {"&at=trailers", true, "a\r\n" TEN "\r\n0\r\n\r"},
    {"&at=trailers&trailer=X-Sum:42", true, "a\r\n" TEN "\r\n0\r\nX-Sum:"}, /* half of "X-Sum: 42" and two line ends */
};

static void expect_place(const struct raw *raw, int place)
{
    size_t length;
    const char *content = raw_content(raw, &length);
    if (place < 2) {
        ck_assert_msg(raw->length == 0, "%s: %zu bytes came before the start", raw->about, raw->length);
        return;
    }
    ck_assert_msg(strncmp(raw->bytes, "HTTP/1.1 200 OK\r\n", 17) == 0, "%s: begins with %.20s", raw->about, raw->bytes);
    ck_assert_msg((content != NULL) == places[place].head, "%s: the head is %s", raw->about,
                  content != NULL ? "whole" : "not whole");
    if (places[place].content != NULL) {
        ck_assert_msg(length == strlen(places[place].content) && memcmp(content, places[place].content, length) == 0,
                      "%s: the content is %s", raw->about, content);
    }
}

/* Asks for ten bytes of content, and for the fault at that place of the answer. */
static struct raw break_off(const char *fault, int place)
{
    return raw_get(client,
                   arena_printf(&client->arena, "/status/200?body=" TEN "&fault=%s%s", fault, places[place].at).at);
}

START_TEST(reset)
{
    struct raw raw = break_off("reset", _i);
    ck_assert_msg(raw.ending == RESET, "%s: no RST", raw.about);
    expect_place(&raw, _i);
    expect_serving(wire_port());
}

START_TEST(fin)
{
    struct raw raw = break_off("close", _i);
    ck_assert_msg(raw.ending == client_cut(client), "%s: %d", raw.about, (int)raw.ending);
    expect_place(&raw, _i);
    expect_serving(wire_port());
}

/* The answer hangs until --max-hang is over, not less, and then the connection ends. */
START_TEST(hang)
{
    int64_t asked = clock_milliseconds();
    struct raw raw = break_off("hang", _i);
    ck_assert_msg(clock_milliseconds() - asked >= 299, "%s: ended early", raw.about);
    expect_place(&raw, _i);
    expect_serving(wire_port());
}

/* Clients may leave while their answers hang, by FIN or by RST. The server then lets go of them, long before the limit;
 * it serves others meanwhile, and when it is told to stop it neither waits for the limit nor crashes. */
START_TEST(hang_until_the_client_leaves)
{
    struct client *clients[64];
    static const char *const arguments[] = {"--max-hang", "1000s", NULL};
    struct statusd *own = statusd_start(arguments);
    for (int i = 0; i < 64; i++) {
        clients[i] = client_open(own->ports[0]);
        client_request(clients[i], "GET", i % 2 == 0 ? "/status/200?fault=hang" : "/status/200?fault=hang&at=body", "");
    }
    expect_serving(own->ports[0]);
    for (int i = 0; i < 64; i += 2) {
        client_finish(clients[i]);
        struct raw raw = raw_read(clients[i]); /* ends although the limit is far */
        ck_assert_uint_eq(raw.length, 0);
    }
    for (int i = 0; i < 60; i++) {
        (i % 4 >= 2 ? client_reset : client_close)(clients[i]);
    }
    expect_serving(own->ports[0]);
    statusd_stop(own);
    for (int i = 60; i < 64; i++) {
        client_close(clients[i]); /* hung until the server stopped */
    }
}

/* A client that sends a stray byte before its FIN has left too: its connection ends long before the limit. */
START_TEST(hang_until_a_talkative_client_leaves)
{
    static const char *const arguments[] = {"--max-hang", "1000s", NULL};
    struct statusd *own = statusd_start(arguments);
    for (int i = 0; i < 10; i++) {
        struct client *other = client_open(own->ports[0]);
        client_request(other, "GET", i % 2 == 0 ? "/status/200?fault=hang" : "/status/200?fault=hang&at=after-head",
                       "");
        if (i % 2 != 0) {
            expect_code(client_read_head(other), 200); /* it hangs already */
        }
        client_send(other, "x", 1);
        client_finish(other);
        client_wait_for_end(other);
        client_close(other);
    }
    statusd_stop(own);
}

/* How many faults there are. */
static int count_faults(void)
{
    int count = 0;
    while (fault_nth(count) != NULL) {
        count++;
    }
    return count;
}

/* Whatever the method and the status, the fault ends the connection, and the server goes on. A HEAD gets no content
 * even then; garbage is no message, so there is no content to look at. */
START_TEST(with_head_and_any_status)
{
    static const int codes[] = {200, 204, 205, 304, 101, 103, 206, 302, 401, 999};
    for (int i = 0; i < COUNT(codes); i++) {
        for (int get = 0; get < 2; get++) {
            reconnect();
            client_request(client, get ? "GET" : "HEAD",
                           arena_printf(&client->arena, "/status/%d?fault=%s", codes[i], fault_nth(_i)->name).at, "");
            struct raw raw = raw_read(client);
            size_t length;
            const char *content = raw_content(&raw, &length);
            const struct malformation *wrong = &fault_nth(_i)->malformation;
            bool wrapped = wrong->before.length > 0 || wrong->after.length > 0;
            ck_assert_msg(get || codes[i] < 200 || wrapped || content == NULL || length == 0, "%s: content %s",
                          raw.about, content);
        }
    }
    expect_serving(wire_port());
}

/* Interim responses come whole and after their gaps, whatever then happens to the final one. */
static const char *const final_faults[] = {"reset&at=head", "close&at=after-head", "hang&at=body", "garbage",
                                           "bare-lf",       "no-status-line"};

START_TEST(after_interim_heads)
{
    int64_t asked = clock_milliseconds();
    client_request(client, "GET",
                   arena_printf(&client->arena, "/status/503?interim=103,102&gap=30ms&fault=%s", final_faults[_i]).at,
                   "");
    expect_code(client_read_head(client), 103);
    expect_code(client_read_head(client), 102);
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.length > 0, "%s: nothing of the final response", raw.about);
    ck_assert_msg(clock_milliseconds() - asked >= 59, "%s: ended before both gaps", raw.about);
}

/* HTTP/1.0 has no chunks, so that a fault cannot strike between them (RFC 9112 §6.1). */
START_TEST(no_chunks_for_old_clients)
{
    static const char *const points[] = {"last-chunk", "trailers"};
    for (int i = 0; i < COUNT(points); i++) {
        reconnect();
        client_print(client, "GET /status/200?body=" TEN "&fault=close&at=%s&trailer=X:1 HTTP/1.0\r\n\r\n", points[i]);
        struct raw raw = raw_read(client);
        ck_assert_msg(!raw_says(&raw, "Transfer-Encoding") && !raw_says(&raw, "Trailer") &&
                          raw_says(&raw, "\r\n\r\n" TEN),
                      "%s: %s", raw.about, raw.bytes);
    }
}

/* RFC 9110 §6.6.2: Trailer announces what comes behind chunks, and here are none. */
START_TEST(no_trailers_without_chunks)
{
    static const char *const unchunked[] = {"short-length", "until-close", "http10", "bad-coding-identity"};
    for (int i = 0; i < COUNT(unchunked); i++) {
        reconnect();
        struct raw raw = raw_get(
            client, arena_printf(&client->arena, "/status/200?body=" TEN "&trailer=X:1&fault=%s", unchunked[i]).at);
        ck_assert_msg(!raw_says(&raw, "Trailer"), "%s: %s", raw.about, raw.bytes);
    }
}

/* Every route can break, and so can a step of a sequence. */
START_TEST(anywhere)
{
    static const char *const targets[] = {"/anything?fault=reset",
                                          "/catalog?fault=reset",
                                          "/404?fault=reset",
                                          "/status/200;fault=reset",
                                          "/sequence/faults/200;fault=reset,200",
                                          "/drip?duration=0&fault=reset",
                                          "/redirect/1?fault=reset"};
    for (int i = 0; i < COUNT(targets); i++) {
        reconnect();
        struct raw raw = raw_get(client, targets[i]);
        ck_assert_msg(raw.length == 0 && raw.ending == RESET, "%s: %s", raw.about, raw.bytes);
    }
    expect_serving(wire_port());
}

/* The server reads the content that the client sent before it breaks off the answer. With bytes unread its close would
 * send a RST in place of the FIN. */
START_TEST(after_content)
{
    client_print(client, "POST /status/200?fault=close HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.length == 0 && raw.ending == client_cut(client), "%s: %s", raw.about, raw.bytes);
}

static void start_careful(void)
{
    static const char *const arguments[] = {"--no-faults", NULL};
    wire_start(arguments);
}

START_TEST(switched_off)
{
    static const char *const fields[] = {"X-HttpStatus-AbortBeforeHeaders: true\r\n",
                                         "x-httpstatus-abortafterheaders: True\r\n",
                                         "X-HttpStatus-AbortDuringBody: true\r\n"};
    for (int i = 0; i < count_faults(); i++) {
        expect_problem(
            client_get(client, arena_printf(&client->arena, "/status/200?fault=%s", fault_nth(i)->name).at, ""), 403);
    }
    expect_problem(client_get(client, "/status/200;fault=reset", ""), 403);
    expect_problem(client_get(client, "/anything?fault=reset&at=body", ""), 403);
    expect_problem(client_get(client, "/sequence/careful/200;fault=reset,200", ""), 403);
    expect_field(client_get(client, "/sequence/careful/200,200", ""), "X-Attempt", "1/2");
    for (int i = 0; i < COUNT(fields); i++) {
        struct message *message = client_get(client, "/200", fields[i]);
        expect_problem(message, 403);
        EXPECT(message, strstr(message->content, "--no-faults") != NULL, "the option is not named: %s",
               message->content);
    }
    expect_code(client_get(client, "/200", "X-HttpStatus-AbortBeforeHeaders: false\r\n"), 200);
    expect_alive(client);
}

SUITE("faults on the wire")
{
    TCase *tcase = wire_case_with(suite, "faults", start);
    tcase_add_loop_test(tcase, reset, 0, COUNT(places));
    tcase_add_loop_test(tcase, fin, 0, COUNT(places));
    tcase_add_loop_test(tcase, hang, 0, COUNT(places));
    tcase_add_test(tcase, hang_until_the_client_leaves);
    tcase_add_test(tcase, hang_until_a_talkative_client_leaves);
    tcase_add_loop_test(tcase, with_head_and_any_status, 0, count_faults());
    tcase_add_loop_test(tcase, after_interim_heads, 0, COUNT(final_faults));
    tcase_add_test(tcase, no_chunks_for_old_clients);
    tcase_add_test(tcase, no_trailers_without_chunks);
    tcase_add_test(tcase, anywhere);
    tcase_add_test(tcase, after_content);
    tcase_add_test(wire_case_with(suite, "no faults", start_careful), switched_off);
}
