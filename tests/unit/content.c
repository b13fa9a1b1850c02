/* Content, at hand and generated, without a socket. */
#include "http/content.h"

#include "base/random.h"
#include "tests/kit/suite.h"

#include <stdlib.h>
#include <string.h>

START_TEST(at_hand)
{
    struct content content = content_of(TEXT("0123456789"));
    char into[20];
    ck_assert_uint_eq(content_read(&content, 0, into, 4), 4);
    ck_assert_mem_eq(into, "0123", 4);
    ck_assert_uint_eq(content_read(&content, 7, into, sizeof into), 3);
    ck_assert_mem_eq(into, "789", 3);
    ck_assert_uint_eq(content_read(&content, 10, into, sizeof into), 0);
    ck_assert_uint_eq(content_read(&content, 11, into, sizeof into), 0);
    content = content_of((struct text){NULL, 0});
    ck_assert_uint_eq(content_read(&content, 0, into, sizeof into), 0);
    ck_assert(content_is_at_hand(&content)); /* empty, not generated */
}

/* Whatever the pieces it is read in, generated content is the same bytes. */
START_TEST(generated)
{
    enum { LENGTH = 1000 };
    static const size_t rooms[] = {1, 7, 63, 64, 65, 999};
    struct content content = content_generated(LENGTH), longer = content_generated(1 << 20);
    char whole[LENGTH], pieces[LENGTH];
    ck_assert_uint_eq(content_read(&content, 0, whole, LENGTH), LENGTH);
    for (int r = 0; r < COUNT(rooms); r++) {
        size_t got, at = 0;
        memset(pieces, 0, LENGTH);
        while ((got = content_read(&content, at, pieces + at, rooms[r] < LENGTH - at ? rooms[r] : LENGTH - at)) > 0) {
            at += got;
        }
        ck_assert_uint_eq(at, LENGTH);
        ck_assert_mem_eq(pieces, whole, LENGTH);
    }
    ck_assert_uint_eq(content_read(&longer, 0, pieces, LENGTH), LENGTH);
    ck_assert_mem_eq(pieces, whole, LENGTH);
    ck_assert_uint_eq(content_read(&content, LENGTH - 3, pieces, LENGTH), 3);
}

/* Random content too, wherever a piece of it begins. */
START_TEST(random_bytes)
{
    enum { LENGTH = 100 };
    struct content content = content_random(42, LENGTH), other = content_random(43, LENGTH);
    char whole[LENGTH], piece[LENGTH], others[LENGTH];
    ck_assert(!content_is_at_hand(&content));
    ck_assert_uint_eq(content_read(&content, 0, whole, LENGTH), LENGTH);
    ck_assert_uint_eq(content_read(&other, 0, others, LENGTH), LENGTH);
    ck_assert_mem_ne(whole, others, LENGTH);
    for (size_t at = 0; at < LENGTH; at++) {
        ck_assert_uint_eq(content_read(&content, at, piece, LENGTH), LENGTH - at);
        ck_assert_mem_eq(piece, whole + at, LENGTH - at);
    }
    struct random random = random_from(42);
    uint64_t first = random_next(&random);
    ck_assert_int_eq(whole[0], (char)(first & 0xFF));
    ck_assert_int_eq(whole[7], (char)(first >> 56));
    ck_assert_uint_eq(random_nth(42, 1), random_next(&random));
}

/* Text that can be read as lines of 64 bytes. */
START_TEST(generated_lines)
{
    struct content content = content_generated(64 * 5);
    char text[64 * 5];
    ck_assert_uint_eq(content_read(&content, 0, text, sizeof text), sizeof text);
    for (size_t i = 0; i < sizeof text; i++) {
        ck_assert((text[i] == '\n') == (i % 64 == 63));
        ck_assert(text[i] == '\n' || (text[i] >= ' ' && text[i] < 0x7F));
    }
}

/* Positions past 32 bits, as a size may be as large as 2^40. */
START_TEST(far_out)
{
    const uint64_t length = UINT64_C(1) << 40;
    struct content content = content_generated(length);
    char there[100], here[100];
    ck_assert_uint_eq(content_read(&content, length - 64, there, sizeof there), 64);
    ck_assert_uint_eq(content_read(&content, 0, here, sizeof here), 100);
    ck_assert_mem_eq(there, here, 64);
}

SUITE("content")
{
    TCase *tcase = tcase_create("content");
    tcase_add_test(tcase, at_hand);
    tcase_add_test(tcase, generated);
    tcase_add_test(tcase, random_bytes);
    tcase_add_test(tcase, generated_lines);
    tcase_add_test(tcase, far_out);
    suite_add_tcase(suite, tcase);
}
