/* Answers that come before the content of the request: to an expectation (RFC 9110 §10.1.1), and where early= asks. */
#include "base/clock.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <string.h>
#include <sys/socket.h>

static void start(void)
{
    static const char *const arguments[] = {"--max-content", "64k", NULL};
    wire_start(arguments);
}

/* Sends the head of a POST of five bytes, and none of them. */
static void post_head(const char *target, const char *fields)
{
    client_print(client, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n%s\r\n", target, fields);
}

#define EXPECTANT "Expect: 100-continue\r\n"

/* The answer has to be there before any content is sent: the client sends none. */
static struct message *answer_without_content(const char *target, const char *fields)
{
    reconnect();
    post_head(target, fields);
    return client_read(client, "POST");
}

/* RFC 9110 §10.1.1: a final status that is known from the head comes in place of the 100, with the warning that the
 * connection ends, as the content may follow or not. */
static const struct {
    const char *target;
    int code;
} refusals[] = {
    {"/status/301", 301},
    {"/status/401", 401},
    {"/status/413", 413},
    {"/status/417", 417},
    {"/status/500", 500},
    {"/status/600", 600},
    {"/status/400-499", 0}, /* one of them */
    {"/status/404?body=no", 404},
    {"/status/503?chunked", 503},
    {"/status/404?interim=103", 103},
    {"/503", 503},
    {"/random/404", 404},
    {"/nowhere", 404},
    {"/catalog", 405},
    {"/earn/moved", 301},
    {"/status/200?delay=soon", 400},
    {"/anything?delay=soon", 400},
};

START_TEST(final_in_place_of_100)
{
    struct message *message = answer_without_content(refusals[_i].target, EXPECTANT);
    if (message->code == 103) {
        message = client_read(client, "POST");
        expect_code(message, 404);
    } else if (refusals[_i].code != 0) {
        expect_code(message, refusals[_i].code);
    }
    EXPECT(message, message->code >= 300, "no refusal");
    expect_member(message, "Connection", "close");
    client_send(client, "hello", 5); /* in vain, but it does no harm (RFC 9112 §9.6) */
    expect_closed(client);
}

/* A success waits for the content, and so does a route that answers with it. One 100 each. */
static const char *const successes[] = {
    "/status/200", "/status/204",           "/status/100",         "/status/102",
    "/anything",   "/status/200?delay=1ms", "/status/200?chunked", "/status/200?reason=Fine"};

START_TEST(continue_before_success)
{
    reconnect();
    post_head(successes[_i], EXPECTANT);
    expect_code(client_read_head(client), 100);
    client_send(client, "hello", 5);
    struct message *message = client_read(client, "POST");
    if (message->code == 102) {
        message = client_read(client, "POST");
    }
    EXPECT(message, message->code >= 200 && message->code < 300, "no success");
    EXPECT(message, strncmp(successes[_i], "/anything", 9) != 0 || strstr(message->content, "hello") != NULL,
           "the content is not there");
}

/* Waits until the server has turned to another request, which was sent later: it had time to answer the first. */
static void expect_silence(void)
{
    expect_serving(wire_port());
    ck_assert_msg(!client_hears(client), "%s: something came", client->about);
}

/* continue=: the 100 first all the same, or none; the content is waited for. */
static const char *const targets[] = {"/status/200", "/status/417", "/anything", "/status/404;", "/503"};

START_TEST(always_continues)
{
    reconnect();
    post_head(arena_printf(&client->arena, "%s?continue=always", targets[_i]).at, EXPECTANT);
    expect_code(client_read_head(client), 100);
    expect_silence();
    client_send(client, "hello", 5);
    EXPECT(client_read(client, "POST"), true, "no answer");
    expect_alive(client);
}

START_TEST(never_continues)
{
    reconnect();
    post_head(arena_printf(&client->arena, "%s?continue=never", targets[_i]).at, EXPECTANT);
    expect_silence();
    client_send(client, "hello", 5);
    struct message *message = client_read(client, "POST");
    EXPECT(message, message->code >= 200, "a %d", message->code);
    expect_alive(client);
}

START_TEST(continues_later)
{
    int64_t asked = clock_milliseconds();
    reconnect();
    post_head(arena_printf(&client->arena, "%s?continue=50ms", targets[_i]).at, EXPECTANT);
    expect_code(client_read_head(client), 100);
    ck_assert_msg(clock_milliseconds() - asked >= 49, "%s: a 100 before its time", client->about);
    client_send(client, "hello", 5);
    EXPECT(client_read(client, "POST"), true, "no answer");
    expect_alive(client);
}

/* §15.5.18: a client that gets a 417 repeats without the expectation; the sequence tells whether it does. */
START_TEST(repeated_without_expectation)
{
    expect_code(answer_without_content("/sequence/expectant/417,200", EXPECTANT), 417);
    reconnect();
    post_head("/sequence/expectant/417,200", "");
    client_send(client, "hello", 5);
    struct message *message = client_read(client, "POST");
    expect_code(message, 200);
    expect_field(message, "X-Attempt", "2/2");
}

/* A request counts once, whether it is answered from its head or later. */
START_TEST(counted_once)
{
    post_head("/sequence/once/200,503", EXPECTANT);
    expect_code(client_read_head(client), 100);
    client_send(client, "hello", 5);
    struct message *message = client_read(client, "POST");
    expect_code(message, 200);
    expect_field(message, "X-Attempt", "1/2");
}

/* early=final: also where nothing is expected. */
static const char *const earlies[] = {"/status/200?early=final", "/status/404?early=final&chunked",
                                      "/status/200;early=final", "/status/204?early=final", "/503?early=final"};

START_TEST(early_final)
{
    for (int expects = 0; expects < 2; expects++) {
        struct message *message = answer_without_content(earlies[_i], expects ? EXPECTANT : "");
        EXPECT(message, message->code >= 200, "a %d", message->code);
        expect_member(message, "Connection", "close");
        client_send(client, "hello", 5);
        expect_closed(client);
    }
}

/* RFC 9112 §9.6: a client that goes on to send its content gets the whole answer, and no reset before it. */
START_TEST(early_final_and_much_content)
{
    reconnect();
    client_print(client,
                 "POST /status/200?early=final&size=100k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n");
    client_flood(client, 60000);
    struct message *message = client_read(client, "POST");
    expect_code(message, 200);
    ck_assert_uint_eq(message->length, 100 * 1024);
    expect_closed(client);
}

/* early=interim: the interim responses come while the content is still to come, the final one behind it, once. */
static const char *const uploads[] = {"/status/201", "/anything", "/status/404"};

START_TEST(early_interim)
{
    for (int expects = 0; expects < 2; expects++) {
        reconnect();
        post_head(arena_printf(&client->arena, "%s?early=interim&interim=102*2,104&continue=always", uploads[_i]).at,
                  expects ? EXPECTANT : "");
        static const int codes[] = {100, 102, 102, 104};
        for (int i = expects ? 0 : 1; i < COUNT(codes); i++) {
            expect_code(client_read_head(client), codes[i]);
        }
        expect_silence();
        client_send(client, "hello", 5);
        struct message *message = client_read(client, "POST");
        EXPECT(message, message->code >= 200, "another %d", message->code);
        expect_alive(client);
    }
}

/* A fault at the start strikes before the content is in. */
static const char *const faults[] = {"/status/200?fault=close", "/anything?fault=close&at=start",
                                     "/status/200;fault=close", "/post?fault=close"};

START_TEST(early_fault)
{
    reconnect();
    post_head(faults[_i], "");
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.length == 0 && raw.ending == client_cut(client), "%s: %s", raw.about, raw.bytes);
}

/* An answer that is made from the content cannot be early: nothing is stored, nothing echoed. */
START_TEST(too_early)
{
    static const char *const made[] = {"/anything", "/post", "/earn/upload"};
    for (int i = 0; i < COUNT(made); i++) {
        reconnect();
        post_head(arena_printf(&client->arena, "%s?early=final", made[i]).at, EXPECTANT);
        expect_problem(client_read(client, "POST"), 400);
    }
}

/* Content that nobody reads has the limit of all. */
START_TEST(limit_of_content_that_is_not_read)
{
    reconnect();
    client_print(client, "POST /status/200 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 5; i++) {
        client_print(client, "4000\r\n");
        client_flood(client, 0x4000);
        client_print(client, "\r\n");
    }
    expect_problem(client_read(client, "POST"), 413);
    ck_assert_int_ne(client_wait_for_end(client), OPEN);
}

/* HTTP/1.0 has no expectations (RFC 9110 §10.1.1), so its content is waited for. */
START_TEST(old_clients_expect_nothing)
{
    client_print(client, "POST /status/417 HTTP/1.0\r\nContent-Length: 5\r\n" EXPECTANT "\r\n");
    expect_silence();
    client_send(client, "hello", 5);
    expect_code(client_read(client, "POST"), 417);
}

/* RFC 9110 §15.2: no 1xx to an HTTP/1.0 client, also where the final response is made from the content. */
static const char *const old_targets[] = {"/status/200", "/anything", "/post", "/earn/upload"};

START_TEST(early_interim_to_an_old_client)
{
    client_print(client, "POST %s?early=interim&interim=103 HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
                 old_targets[_i]);
    struct message *message = client_read(client, "POST");
    EXPECT(message, message->code >= 200, "a %d", message->code);
}

/* What is drawn from the head is what is answered: a refusal at once, or a success after its 100. */
START_TEST(drawn_once)
{
    int refused = 0, continued = 0;
    while (refused < 4 || continued < 4) {
        struct message *message = answer_without_content("/status/200,503", EXPECTANT);
        if (message->code == 503) {
            refused++;
            continue;
        }
        expect_code(message, 100);
        client_send(client, "hello", 5);
        expect_code(client_read(client, "POST"), 200);
        continued++;
    }
}

/* A DELETE that is looked at deletes nothing yet. */
START_TEST(deleted_once)
{
    client_get(client, "/sequence/deleted/200", "");
    client_print(client, "DELETE /sequence/deleted HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" EXPECTANT "\r\n");
    expect_code(client_read_head(client), 100);
    struct client *other = client_open(wire_port());
    struct message *message = client_get(other, "/sequence/deleted", "");
    EXPECT(message, strstr(message->content, "\"attempts\": 1") != NULL, "%s", message->content);
    client_send(client, "hi", 2);
    message = client_read(client, "DELETE");
    expect_code(message, 200);
    EXPECT(message, strstr(message->content, "\"attempts\": 1") != NULL, "%s", message->content);
    message = client_get(other, "/sequence/deleted", "");
    EXPECT(message, strstr(message->content, "\"attempts\": 0") != NULL, "%s", message->content);
    client_close(other);
}

/* A request that is refused for its content was no attempt, and changes nothing. */
START_TEST(refused_content_does_not_count)
{
    client_print(client, "POST /sequence/refused/503,200 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                         "chunked\r\n\r\nzz\r\n");
    expect_code(client_read(client, "POST"), 400);
    reconnect();
    struct message *message = client_get(client, "/sequence/refused", "");
    EXPECT(message, strstr(message->content, "\"attempts\": 0") != NULL, "it was counted");
}

/* The interim responses of a resource take fields too, and come although early=interim has nothing to send. */
static const char *const own_interims[] = {"interim_header=X-A:b", "early=interim"};

START_TEST(interim_of_a_resource_with_content)
{
    client_print(client,
                 "POST /earn/upload?%s HTTP/1.1\r\nHost: localhost\r\nUpload-Draft-Interop-Version: 8\r\n"
                 "Upload-Complete: ?0\r\nContent-Length: 5\r\n\r\nhello",
                 own_interims[_i]);
    expect_code(client_read_head(client), 104);
}

/* What an early answer sends before it lingers does not end with the rest of its own request. */
START_TEST(lingers_over_its_own_content)
{
    post_head("/status/200?early=final&linger=60s&end=408", "");
    expect_code(client_read(client, "POST"), 200);
    client_send(client, "hello", 5);
    expect_silence();
}

SUITE("answers before the content")
{
    TCase *tcase = wire_case_with(suite, "arrival", start);
    tcase_add_loop_test(tcase, final_in_place_of_100, 0, COUNT(refusals));
    tcase_add_loop_test(tcase, continue_before_success, 0, COUNT(successes));
    tcase_add_loop_test(tcase, always_continues, 0, COUNT(targets));
    tcase_add_loop_test(tcase, never_continues, 0, COUNT(targets));
    tcase_add_loop_test(tcase, continues_later, 0, COUNT(targets));
    tcase_add_test(tcase, repeated_without_expectation);
    tcase_add_test(tcase, counted_once);
    tcase_add_loop_test(tcase, early_final, 0, COUNT(earlies));
    tcase_add_test(tcase, early_final_and_much_content);
    tcase_add_loop_test(tcase, early_interim, 0, COUNT(uploads));
    tcase_add_loop_test(tcase, early_fault, 0, COUNT(faults));
    tcase_add_test(tcase, limit_of_content_that_is_not_read);
    tcase_add_test(tcase, too_early);
    tcase_add_test(tcase, old_clients_expect_nothing);
    tcase_add_loop_test(tcase, early_interim_to_an_old_client, 0, COUNT(old_targets));
    tcase_add_test(tcase, drawn_once);
    tcase_add_test(tcase, deleted_once);
    tcase_add_test(tcase, refused_content_does_not_count);
    tcase_add_loop_test(tcase, interim_of_a_resource_with_content, 0, COUNT(own_interims));
    tcase_add_test(tcase, lingers_over_its_own_content);
}
