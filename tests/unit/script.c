/* Answers written by hand, as plain data, without a socket. */
#include "server/script.h"

#include "base/buffer.h"
#include "http/date.h"
#include "tests/kit/suite.h"
#include "tests/unit/make.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
}

static void teardown(void)
{
    arena_release(&arena);
}

/* What the script sends, with content in its place, and how it ends. */
static struct text performed(const struct script *script, const struct reply *reply, enum script_act *end)
{
    struct buffer all = buffer_in(&arena);
    ck_assert_int_gt(script->count, 0);
    for (int i = 0; i < script->count; i++) {
        const struct script_step *step = &script->steps[i];
        if (step->act == SCRIPT_SAY) {
            buffer_add(&all, step->bytes);
        } else if (step->act == SCRIPT_CONTENT) {
            ck_assert_uint_le(step->length, reply->content.length);
            buffer_add(&all, (struct text){reply->content.unit.at, (size_t)step->length});
        }
    }
    *end = script->steps[script->count - 1].act;
    return buffer_text(&all);
}

/* The same without the value of Date, which differs from run to run; it has to be a valid date. */
static const char *sent(struct reply *reply, int code, enum script_act *end)
{
    struct request request = make_request(&arena, "GET", "/", "");
    reply_finish(reply, code, &request);
    struct script script = script_by_hand(&arena, reply, code, REQUEST_WHOLE);
    struct text all = performed(&script, reply, end);
    const char *date = memmem(all.at, all.length, "\r\nDate: ", 8);
    ck_assert_msg(date != NULL, "no Date in %.*s", (int)all.length, all.at);
    ck_assert(date_is_valid((struct text){date + 8, 29}));
    size_t before = (size_t)(date - all.at) + 8;
    return arena_printf(&arena, "%.*s%.*s", (int)before, all.at, (int)(all.length - before - 29), date + 8 + 29).at;
}

/* An answer that is written by hand is the last one on its connection, and says so (RFC 9112 §9.6). */
START_TEST(plain_reply)
{
    struct reply reply = {.arena = &arena};
    enum script_act end;
    reply_content(&reply, TEXT("text/plain"), TEXT("hello"));
    ck_assert_str_eq(sent(&reply, 404, &end),
                     "HTTP/1.1 404 Not Found\r\nDate: \r\nContent-Type: text/plain\r\nConnection: close\r\n"
                     "Content-Length: 5\r\n\r\nhello");
    ck_assert_int_eq(end, SCRIPT_FINISH);
}

START_TEST(own_phrase)
{
    struct reply reply = {.arena = &arena, .phrase = TEXT("Nope")};
    enum script_act end;
    ck_assert_str_eq(sent(&reply, 404, &end),
                     "HTTP/1.1 404 Nope\r\nDate: \r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    ck_assert_int_eq(end, SCRIPT_FINISH);
}

/* RFC 9110 §8.6: neither length nor coding. The connection ends behind the head, or when the echo has ended. */
START_TEST(switching)
{
    for (int echoes = 0; echoes < 2; echoes++) {
        struct reply reply = {.arena = &arena, .echoes = echoes};
        enum script_act end;
        reply_add(&reply, "Upgrade", TEXT("websocket"));
        ck_assert_str_eq(sent(&reply, 101, &end), "HTTP/1.1 101 Switching Protocols\r\nDate: \r\nUpgrade: websocket\r\n"
                                                  "Connection: Upgrade\r\n\r\n");
        ck_assert_int_eq(end, SCRIPT_FINISH);
        struct script script = script_by_hand(&arena, &reply, 101, REQUEST_WHOLE);
        ck_assert_int_eq(script.count, 2 + echoes);
        ck_assert_int_eq(script.steps[1].act, echoes ? SCRIPT_ECHO : SCRIPT_FINISH);
    }
}

START_TEST(no_content)
{
    struct reply reply = {.arena = &arena};
    enum script_act end;
    reply_content(&reply, TEXT("text/plain"), TEXT("hello"));
    ck_assert_str_eq(sent(&reply, 204, &end), "HTTP/1.1 204 No Content\r\nDate: \r\nConnection: close\r\n\r\n");
}

/* A given Date stays the only one. */
START_TEST(own_date)
{
    struct reply reply = {.arena = &arena};
    struct request request = make_request(&arena, "GET", "/", "");
    enum script_act end;
    reply_add(&reply, "Date", TEXT("Sun, 06 Nov 1994 08:49:37 GMT"));
    reply_finish(&reply, 200, &request);
    struct script script = script_by_hand(&arena, &reply, 200, REQUEST_WHOLE);
    struct text all = performed(&script, &reply, &end);
    ck_assert_str_eq(arena_copy(&arena, all).at,
                     "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n"
                     "Content-Length: 0\r\n\r\n");
}

SUITE("script")
{
    TCase *tcase = tcase_create("script");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, plain_reply);
    tcase_add_test(tcase, own_phrase);
    tcase_add_test(tcase, switching);
    tcase_add_test(tcase, no_content);
    tcase_add_test(tcase, own_date);
    suite_add_tcase(suite, tcase);
}
