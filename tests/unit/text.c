/* Texts, without a socket. */
#include "base/text.h"

#include "tests/kit/suite.h"

#include <stdio.h>
#include <string.h>

static void expect_text(struct text text, const char *expected)
{
    ck_assert_msg(text_equal(text, text_of(expected)), "\"%.*s\", not \"%s\"", (int)text.length, text.at, expected);
}

START_TEST(comparing)
{
    struct text none = {NULL, 0}, key = TEXT("Key");
    ck_assert_uint_eq(text_of(NULL).length, 0);
    ck_assert(text_equal(none, TEXT("")));
    ck_assert(text_equal(key, text_of("Key")));
    ck_assert(!text_equal(key, TEXT("key")));
    ck_assert(!text_equal(key, TEXT("Keys")));
    ck_assert(text_same(key, TEXT("kEY")));
    ck_assert(!text_same(key, TEXT("kEZ")));
    ck_assert(!text_same(key, TEXT("ke")));
    ck_assert(!text_equal(TEXT("a\0b"), TEXT("a\0c")));
    ck_assert(text_begins(key, TEXT("Ke")));
    ck_assert(text_begins(key, TEXT("")));
    ck_assert(text_begins(none, none));
    ck_assert(!text_begins(key, TEXT("Keys")));
    ck_assert(!text_begins(key, TEXT("ke")));
}

START_TEST(cutting_off)
{
    struct text text = TEXT("W/\"tag\"");
    ck_assert(!text_skip(&text, TEXT("w/")));
    expect_text(text, "W/\"tag\"");
    ck_assert(text_skip(&text, TEXT("W/")));
    expect_text(text, "\"tag\"");
    expect_text(text_from(TEXT("abc"), 1), "bc");
    expect_text(text_from(TEXT("abc"), 3), "");
    expect_text(text_from(TEXT("abc"), 4), "");
    expect_text(text_trim(TEXT(" \t a b\t ")), "a b");
    expect_text(text_trim(TEXT(" \t ")), "");
    expect_text(text_trim(TEXT("\na\n")), "\na\n"); /* OWS is SP and HTAB only (RFC 9110 §5.6.3) */
    ck_assert_uint_eq(text_find(TEXT("a=b=c"), '='), 1);
    ck_assert_uint_eq(text_find(TEXT("abc"), '='), 3);
    ck_assert_uint_eq(text_find((struct text){NULL, 0}, '='), 0);
}

/* The pieces, each with a bar behind it. */
static const char *pieces(struct text text, bool (*next)(struct text *, struct text *))
{
    static char all[256];
    struct text piece;
    size_t length = 0;
    all[0] = '\0';
    while (next(&text, &piece) && length < sizeof all) {
        length += (size_t)snprintf(all + length, sizeof all - length, "%.*s|", (int)piece.length, piece.at);
    }
    return all;
}

static bool next_by_comma(struct text *rest, struct text *piece)
{
    return text_cut(rest, ',', piece);
}

START_TEST(cutting_up)
{
    ck_assert_str_eq(pieces(TEXT("a,,b"), next_by_comma), "a||b|");
    ck_assert_str_eq(pieces(TEXT("a"), next_by_comma), "a|");
    ck_assert_str_eq(pieces(TEXT(""), next_by_comma), "|");
    ck_assert_str_eq(pieces(TEXT(","), next_by_comma), "||");
    ck_assert_str_eq(pieces((struct text){NULL, 0}, next_by_comma), "");
}

/* RFC 9110 §5.6.1: empty members do not count; §5.6.4: a comma in a quoted string separates nothing. */
START_TEST(lists)
{
    ck_assert_str_eq(pieces(TEXT("foo , ,bar,charlie"), text_list), "foo|bar|charlie|");
    ck_assert_str_eq(pieces(TEXT(", ,"), text_list), "");
    ck_assert_str_eq(pieces(TEXT(""), text_list), "");
    ck_assert_str_eq(pieces(TEXT("\"a,b\", c"), text_list), "\"a,b\"|c|");
    ck_assert_str_eq(pieces(TEXT("\"a\\\",b\",c"), text_list), "\"a\\\",b\"|c|");
    ck_assert_str_eq(pieces(TEXT("\"open, c"), text_list), "\"open, c|");
    ck_assert_str_eq(pieces(TEXT("\"a\\"), text_list), "\"a\\|");
    ck_assert(text_lists(TEXT("keep-alive, UPGRADE"), TEXT("Upgrade")));
    ck_assert(!text_lists(TEXT("keep-alive, Upgraded"), TEXT("Upgrade")));
    ck_assert(!text_lists(TEXT(""), TEXT("Upgrade")));
}

/* RFC 9110 §5.6.2, each of the 256 bytes. */
START_TEST(tokens)
{
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        bool expected = c != 0 && strchr("!#$%&'*+-.^_`|~0123456789"
                                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                         c) != NULL;
        ck_assert_msg(text_is_token((struct text){&byte, 1}) == expected, "byte %d", c);
    }
    ck_assert(!text_is_token(TEXT("")));
    ck_assert(text_is_token(TEXT("X-Name")));
    ck_assert(!text_is_token(TEXT("X Name")));
    ck_assert(!text_is_token(TEXT("X-Name ")));
}

/* The edges of RFC 3629 §4. */
START_TEST(utf8)
{
    static const struct {
        struct text text;
        bool right;
    } cases[] = {
        {TEXT(""), true},
        {TEXT("a\0\x7f"), true},
        {TEXT("\xc2\x80\xdf\xbf"), true},
        {TEXT("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"), true},
        {TEXT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true},
        {TEXT("\x80"), false},
        {TEXT("\xc0\x80"), false},         /* overlong */
        {TEXT("\xc1\xbf"), false},         /* overlong */
        {TEXT("\xe0\x9f\xbf"), false},     /* overlong */
        {TEXT("\xf0\x8f\xbf\xbf"), false}, /* overlong */
        {TEXT("\xed\xa0\x80"), false},     /* a surrogate */
        {TEXT("\xf4\x90\x80\x80"), false}, /* past U+10FFFF */
        {TEXT("\xf5\x80\x80\x80"), false},
        {TEXT("\xc3"), false}, /* cut short */
        {TEXT("\xe2\x82"), false},
        {TEXT("\xf0\x9f\xab"), false},
        {TEXT("\xc3(\xa9"), false},
        {TEXT("\xe2\x82("), false},
        {TEXT("a\xff"), false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(text_is_utf8(cases[i].text) == cases[i].right, "case %d", i);
    }
}

SUITE("text")
{
    TCase *tcase = tcase_create("text");
    tcase_add_test(tcase, comparing);
    tcase_add_test(tcase, cutting_off);
    tcase_add_test(tcase, cutting_up);
    tcase_add_test(tcase, lists);
    tcase_add_test(tcase, tokens);
    tcase_add_test(tcase, utf8);
    suite_add_tcase(suite, tcase);
}
