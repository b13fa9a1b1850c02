/* The arena, buffers and digests, without a socket. */
#include "base/arena.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "tests/kit/suite.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

/* An assertion for each byte would have Check write down millions of them. */
static bool is_filled(const unsigned char *bytes, unsigned char with, size_t size)
{
    bool filled = true;
    for (size_t i = 0; i < size; i++) {
        filled = filled && bytes[i] == with;
    }
    return filled;
}

/* Memory that is given out is zeroed, aligned and nobody else's, whether or not it comes out of the first block. */
START_TEST(allocations_stand_apart)
{
    static const size_t sizes[] = {1, 7, 16, 100, 0, 3000, 5000, 100000, 1, 33};
    enum { ALLOCATIONS = 20 * COUNT(sizes) };
    struct arena arena;
    unsigned char first[200], *given[ALLOCATIONS];
    memset(first, 0xAA, sizeof first);
    arena_init(&arena, first + 1, sizeof first - 1);
    for (int i = 0; i < ALLOCATIONS; i++) {
        size_t size = sizes[i % COUNT(sizes)];
        given[i] = arena_alloc(&arena, size);
        ck_assert_uint_eq((uintptr_t)given[i] % alignof(max_align_t), 0);
        ck_assert_msg(is_filled(given[i], 0, size), "allocation %d is not zeroed", i);
        memset(given[i], i, size);
    }
    for (int i = 0; i < ALLOCATIONS; i++) {
        ck_assert_msg(is_filled(given[i], (unsigned char)i, sizes[i % COUNT(sizes)]), "allocation %d was written over",
                      i);
    }
    arena_release(&arena);
    ck_assert_ptr_nonnull(arena_alloc(&arena, 10)); /* empty, and can be used again */
    arena_release(&arena);
    arena_release(&arena);
}

/* An array that grows keeps its members, and does not move while there is room. */
START_TEST(arrays_grow)
{
    struct arena arena;
    int *numbers = NULL;
    size_t room = 0;
    arena_init(&arena, NULL, 0);
    for (size_t count = 0; count < 1000; count++) {
        const int *before = numbers;
        bool full = count == room;
        numbers = arena_extend(&arena, numbers, count, &room, sizeof *numbers);
        ck_assert(full || numbers == before);
        ck_assert_uint_gt(room, count);
        numbers[count] = (int)count;
    }
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(numbers[i], i);
    }
    arena_release(&arena);
}

START_TEST(copies_are_terminated)
{
    struct arena arena;
    char name[] = "name";
    arena_init(&arena, NULL, 0);
    struct text copy = arena_copy(&arena, (struct text){name, 2}), empty = arena_copy(&arena, (struct text){NULL, 0});
    name[0] = 'x';
    ck_assert_str_eq(copy.at, "na");
    ck_assert_uint_eq(copy.length, 2);
    ck_assert_str_eq(empty.at, "");
    struct text printed = arena_printf(&arena, "%d-%s", 42, "x");
    ck_assert_str_eq(printed.at, "42-x");
    ck_assert_uint_eq(printed.length, 4);
    arena_release(&arena);
}

START_TEST(buffers_grow)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct buffer buffer = buffer_in(&arena);
    ck_assert_uint_eq(buffer_text(&buffer).length, 0);
    for (int i = 0; i < 3000; i++) {
        buffer_add(&buffer, TEXT("ab"));
        buffer_add(&buffer, (struct text){NULL, 0});
        buffer_print(&buffer, "%c", 'c');
    }
    struct text text = buffer_text(&buffer);
    ck_assert_uint_eq(text.length, 9000);
    size_t right = 0;
    while (right < text.length && text.at[right] == "abc"[right % 3]) {
        right++;
    }
    ck_assert_uint_eq(right, text.length);
    arena_release(&arena);
}

START_TEST(html_is_escaped)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct buffer buffer = buffer_in(&arena);
    buffer_add_html(&buffer, TEXT("<a href=\"x\">I'm & you</a>;"));
    buffer_add_html(&buffer, TEXT(""));
    struct text text = buffer_text(&buffer);
    ck_assert(text_equal(text, TEXT("&lt;a href=&quot;x&quot;&gt;I&#39;m &amp; you&lt;/a&gt;;")));
    arena_release(&arena);
}

/* The test vectors of RFC 4648 §10, RFC 3174 §7.3 (test 1) and FIPS 180-2 B.1. */
START_TEST(digests)
{
    static const char *const vectors[][2] = {{"", ""},
                                             {"f", "Zg=="},
                                             {"fo", "Zm8="},
                                             {"foo", "Zm9v"},
                                             {"foob", "Zm9vYg=="},
                                             {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};
    struct arena arena;
    arena_init(&arena, NULL, 0);
    for (int i = 0; i < COUNT(vectors); i++) {
        ck_assert_str_eq(digest_base64(&arena, text_of(vectors[i][0])).at, vectors[i][1]);
    }
    ck_assert_str_eq(digest_sha1_base64(&arena, TEXT("abc")).at, "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    ck_assert_str_eq(digest_tag(&arena, TEXT("abc")).at, "ba7816bf8f01cfea");
    arena_release(&arena);
}

SUITE("arena")
{
    TCase *tcase = tcase_create("arena");
    tcase_add_test(tcase, allocations_stand_apart);
    tcase_add_test(tcase, arrays_grow);
    tcase_add_test(tcase, copies_are_terminated);
    tcase_add_test(tcase, buffers_grow);
    tcase_add_test(tcase, html_is_escaped);
    tcase_add_test(tcase, digests);
    suite_add_tcase(suite, tcase);
}
