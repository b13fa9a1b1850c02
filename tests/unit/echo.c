/* The WebSocket echo as bytes in and bytes out, without a socket. */
#include "http/echo.h"

#include "base/buffer.h"
#include "tests/kit/frame.h"
#include "tests/kit/suite.h"

#include <string.h>

static struct arena arena;
static struct echo *echo;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
    echo = echo_new();
}

static void teardown(void)
{
    echo_free(echo);
    arena_release(&arena);
}

static void begin_again(void)
{
    echo_free(echo);
    echo = echo_new();
}

/* All that the echo says to the bytes, which it gets in pieces of piece bytes, with room for so many at a time. */
static struct text said(struct text bytes, size_t piece, size_t room)
{
    struct buffer all = buffer_in(&arena);
    char *out = arena_alloc(&arena, room);
    while (bytes.length > 0 && !echo_has_ended(echo)) {
        struct text in = {bytes.at, piece < bytes.length ? piece : bytes.length};
        bytes = text_from(bytes, in.length);
        for (size_t size; (size = echo_run(echo, &in, out, room)) > 0;) {
            ck_assert_uint_le(size, room);
            buffer_add(&all, (struct text){out, size});
        }
        ck_assert(in.length == 0 || echo_has_ended(echo));
    }
    return buffer_text(&all);
}

static const size_t pieces[][2] = {{100000, 100000}, {1, 1}, {2, 3}, {3, 100000}, {100000, 1}, {7, 2}};

static void expect_said(const char *what, struct text bytes, struct text answer)
{
    for (int i = 0; i < COUNT(pieces); i++) {
        begin_again();
        struct text all = said(bytes, pieces[i][0], pieces[i][1]);
        ck_assert_msg(text_equal(all, answer), "%s in pieces of %zu: %zu bytes came, not %zu", what, pieces[i][0],
                      all.length, answer.length);
    }
}

START_TEST(dialogue)
{
    const struct dialogue *d = &dialogues[_i];
    expect_said(d->what, dialogue_sent(&arena, d), d->answer);
    ck_assert(echo_has_ended(echo));
    struct text more = TEXT("\x89\x80mask");
    char out[16];
    ck_assert_uint_eq(echo_run(echo, &more, out, sizeof out), 0);
}

START_TEST(size)
{
    const struct sized *sized = &sizes[_i];
    struct text letters = frame_letters(&arena, sized->size);
    struct buffer answer = buffer_in(&arena);
    buffer_add(&answer, sized->head);
    buffer_add(&answer, letters);
    expect_said("a message", frame_masked(&arena, sized->first, letters), buffer_text(&answer));
    ck_assert(!echo_has_ended(echo));
}

/* As long as may be in the smallest fragments; one byte more is too much. */
START_TEST(many_fragments)
{
    struct buffer sent = buffer_in(&arena), answer = buffer_in(&arena);
    struct text letters = frame_letters(&arena, ECHO_MESSAGE);
    for (size_t i = 0; i < letters.length; i++) {
        bool last = i + 1 == letters.length;
        buffer_add(&sent, frame_masked(&arena, (last ? 0x80 : 0) | (i == 0 ? 2 : 0), (struct text){letters.at + i, 1}));
    }
    buffer_add(&answer, frame_unmasked(&arena, 0x82, letters));
    struct text all = said(buffer_text(&sent), 4000, 4000);
    ck_assert(text_equal(all, buffer_text(&answer)));
    begin_again();
    struct text first = buffer_text(&sent);
    first.length -= 7; /* without the last frame */
    ck_assert_uint_eq(said(first, 4000, 4000).length, 0);
    ck_assert(text_equal(said(frame_masked(&arena, 0x00, TEXT("ab")), 100, 100), TEXT("\x88\x02\x03\xf1")));
}

/* Bytes are taken only as answers are. */
START_TEST(no_more_than_can_be_answered)
{
    struct buffer pings = buffer_in(&arena);
    for (int i = 0; i < 10000; i++) {
        buffer_add(&pings, frame_masked(&arena, 0x89, TEXT("")));
    }
    struct text in = buffer_text(&pings);
    char out[20];
    ck_assert_uint_eq(echo_run(echo, &in, out, sizeof out), sizeof out);
    ck_assert_uint_ge(in.length, 6 * 10000 - 8 * 1024);
}

/* 1001 (RFC 6455 §7.4.1): between messages, and within one that is still coming; not after a Close. */
START_TEST(leaving)
{
    static const struct text before[] = {TEXT(""), TEXT("\x01\x81maska"), TEXT("\x82\xfe\x10\0maskabc")};
    for (int i = 0; i < COUNT(before); i++) {
        begin_again();
        ck_assert_uint_eq(said(before[i], 100, 100).length, 0);
        echo_leave(echo);
        struct text none = TEXT("");
        char out[16];
        ck_assert_uint_eq(echo_run(echo, &none, out, sizeof out), 4);
        ck_assert_mem_eq(out, "\x88\x02\x03\xe9", 4);
        ck_assert(echo_has_ended(echo));
        echo_leave(echo);
        ck_assert_uint_eq(echo_run(echo, &none, out, sizeof out), 0);
    }
}

/* An echo can be freed at any time, also with a message in it, and so can none. */
START_TEST(freeing)
{
    struct text in = frame_masked(&arena, 0x82, frame_letters(&arena, 1000));
    char out[16];
    ck_assert_uint_eq(echo_run(echo, &in, out, sizeof out), sizeof out);
    begin_again();
    in = TEXT("\x82\xfe\x10\0maskabc");
    ck_assert_uint_eq(echo_run(echo, &in, out, sizeof out), 0);
    begin_again();
    echo_free(NULL);
}

SUITE("echo")
{
    TCase *tcase = tcase_create("echo");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, dialogue, 0, dialogue_count);
    tcase_add_loop_test(tcase, size, 0, size_count);
    tcase_add_test(tcase, many_fragments);
    tcase_add_test(tcase, no_more_than_can_be_answered);
    tcase_add_test(tcase, leaving);
    tcase_add_test(tcase, freeing);
    suite_add_tcase(suite, tcase);
}
