/* Forms as multipart/form-data, without a socket (RFC 7578, RFC 2046 §5.1.1). */
#include "site/form.h"

#include "base/arena.h"
#include "tests/kit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool lies_inside(struct text part, const char *content, size_t length)
{
    return part.length == 0 || (part.at >= content && part.at + part.length <= content + length);
}

/* The parts of content with the boundary B, as "name=value;…", "name@value;…" where it is a file. The content is read
 * from a copy of just its size. */
static const char *parts_of(const char *content, size_t length)
{
    static char all[512];
    struct form_part part;
    size_t end = 0;
    char *copy = memory_new(length + 1);
    copy = memory_grow(copy, length > 0 ? length : 1);
    memcpy(copy, content, length);
    struct form form = form_begin((struct text){copy, length}, TEXT("B"));
    all[0] = '\0';
    while (form_next(&form, &part)) {
        ck_assert_msg(lies_inside(part.name, copy, length) && lies_inside(part.value, copy, length),
                      "a part beyond the first %zu bytes of %s", length, content);
        end += (size_t)snprintf(all + end, sizeof all - end, "%.*s%c%.*s;", (int)part.name.length, part.name.at,
                                part.is_file ? '@' : '=', (int)part.value.length, part.value.at);
        ck_assert_uint_lt(end, sizeof all);
    }
    free(copy);
    return all;
}

#define NAMED(name) "Content-Disposition: form-data; name=" name "\r\n"
#define A NAMED("\"a\"") "\r\n"

static const struct {
    const char *content, *parts;
} cases[] = {
    {"--B\r\n" A "1\r\n--B--\r\n", "a=1;"},
    {"--B\r\n" A "1\r\n--B--", "a=1;"},
    {"--B \t\r\n" A "1\r\n--B-- \r\nepilogue\r\n--B\r\n" A "2\r\n--B--", "a=1;"},
    {"preamble\r\n--B\r\n" A "1\r\n--B--\r\n", "a=1;"},
    {"a preamble with --B\r\n" A "0\r\nin its line\r\n--B\r\n" A "1\r\n--B--\r\n", "a=1;"},
    {"\r\n--B\r\n" A "1\r\n--B--\r\n", "a=1;"},
    {"--B\r\n" A "x--B\r\n--B--\r\n", "a=x--B;"},
    {"--B\r\n" A "x--B--\r\ny\r\n--B--\r\n", "a=x--B--\r\ny;"},
    {"--B\r\n" A " --B\r\n-B\r\nB\r\n--B--\r\n", "a= --B\r\n-B\r\nB;"},
    {"--B\r\n" A "x\n--B\r\n--B--\r\n", "a=x\n--B;"},
    {"--B\r\n" A "\r\n--B--\r\n", "a=;"},
    {"--B\r\n--B--\r\n", ""}, /* a delimiter, and no head behind it */
    {"--B\r\n" A "--B--\r\n", "a=;"},
    {"--B\r\n" A "\r\n\r\n--B--\r\n", "a=\r\n;"},
    {"--B\r\n" A "\r\n--B\r\n" A "\r\n--B--\r\n", "a=;a=;"},
    {"--B\r\n" NAMED("\"a;b=c; name=d\"") "\r\n1\r\n--B--\r\n", "a;b=c; name=d=1;"},
    {"--B\r\n" NAMED("\"a; filename=f\"") "\r\n1\r\n--B--\r\n", "a; filename=f=1;"},
    {"--B\r\n" NAMED("\"\"") "\r\n1\r\n--B--\r\n", "=1;"},
    {"--B\r\n" NAMED("a; filename=\"f;g\"") "Content-Type: text/plain\r\n\r\n1\r\n--B--\r\n", "a@1;"},
    {"--B\r\ncontent-disposition:form-data;NAME=a\r\n\r\n1\r\n--B--\r\n", "a=1;"},
    {"--B\r\n\r\n1\r\n--B--\r\n", "=1;"},
    {"--B--\r\n", ""},
    {"--C\r\n" A "1\r\n--C--\r\n", ""},
    {"B\r\n" A "1\r\nB--\r\n", ""},
    {"", ""},
};

START_TEST(parts)
{
    for (int i = 0; i < COUNT(cases); i++) {
        const char *got = parts_of(cases[i].content, strlen(cases[i].content));
        ck_assert_msg(strcmp(got, cases[i].parts) == 0, "%s: %s, not %s", cases[i].content, got, cases[i].parts);
    }
}

/* Content that is cut short anywhere has the parts whose end is still there, as they were, and no others. */
START_TEST(cut_short)
{
    for (int i = 0; i < COUNT(cases); i++) {
        for (size_t length = 0; length < strlen(cases[i].content); length++) {
            const char *got = parts_of(cases[i].content, length);
            ck_assert_msg(strncmp(got, cases[i].parts, strlen(got)) == 0, "%zu bytes of %s: %s, but all has %s", length,
                          cases[i].content, got, cases[i].parts);
        }
    }
}

START_TEST(boundaries)
{
    static const char *const types[][2] = {
        {"multipart/form-data; boundary=B", "B"},
        {"Multipart/Form-Data ;charset=utf-8; BOUNDARY=\"x y\"", "x y"},
        {"multipart/form-data; a=\"; boundary=C\"; boundary=\"B;\"", "B;"},
        {"multipart/form-data", NULL},
        {"multipart/form-data; boundary=", NULL},
        {"multipart/form-data; boundary=\"\"", NULL},
        {"multipart/mixed; boundary=B", NULL},
        {"", NULL},
    };
    for (int i = 0; i < COUNT(types); i++) {
        struct text boundary;
        bool got = form_boundary(text_of(types[i][0]), &boundary);
        ck_assert_msg(got == (types[i][1] != NULL), "%s", types[i][0]);
        ck_assert_msg(!got || text_equal(boundary, text_of(types[i][1])), "%s: %.*s", types[i][0], (int)boundary.length,
                      boundary.at);
    }
}

SUITE("form")
{
    TCase *tcase = tcase_create("form");
    tcase_add_test(tcase, parts);
    tcase_add_test(tcase, cut_short);
    tcase_add_test(tcase, boundaries);
    suite_add_tcase(suite, tcase);
}
