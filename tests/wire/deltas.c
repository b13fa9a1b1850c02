/* /earn/changing on the wire: who gets a delta, and what it makes of the old version. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdlib.h>
#include <string.h>

#define V1 "If-None-Match: \"v1\"\r\n"
#define V2 "If-None-Match: \"v2\"\r\n"
#define DIFFE "A-IM: diffe\r\n"

static const struct {
    const char *method, *fields;
    int code;
    const char *base; /* of a 226 */
} cases[] = {
    {"GET", DIFFE V1, 226, "\"v1\""},
    {"GET", DIFFE V2, 226, "\"v2\""},
    {"GET", DIFFE "If-None-Match: \"v1\", \"v2\"\r\n", 226, "\"v2\""}, /* RFC 3229 §10.5.1: which of them */
    {"GET", DIFFE V1 V2, 226, "\"v2\""},
    {"GET", DIFFE "If-None-Match: \"of old\", \"v1\"\r\n", 226, "\"v1\""},
    {"GET", "A-IM: vcdiff, DIFFE;q=0.3\r\n" V1, 226, "\"v1\""},
    {"GET", "A-IM: gzip\r\nA-IM: diffe\r\n" V1, 226, "\"v1\""},
    {"GET", "A-IM: identity;q=0.1, diffe\r\n" V1, 226, "\"v1\""},
    {"GET", DIFFE V1 "If-Match: \"v3\"\r\n", 226, "\"v1\""},
    {"GET", V1, 200, NULL}, /* no 226 to who does not ask for one (RFC 3229 §10.4.1) */
    {"GET", DIFFE, 200, NULL},
    {"GET", DIFFE "If-None-Match: \"of old\"\r\n", 200, NULL},
    {"GET", DIFFE "If-None-Match: W/\"v1\"\r\n", 200, NULL},
    {"GET", DIFFE "If-None-Match: v1\r\n", 200, NULL},
    {"GET", "A-IM: diffe;q=0\r\n" V1, 200, NULL},
    {"GET", "A-IM: diffe;q=0.000\r\n" V1, 200, NULL},
    {"GET", "A-IM: diffe;q=0.5, identity\r\n" V1, 200, NULL},
    {"GET", "A-IM: vcdiff, gdiff, gzip\r\n" V1, 200, NULL},
    {"GET", "A-IM: *\r\n" V1, 200, NULL},
    {"GET", "A-IM: \r\n" V1, 200, NULL},
    {"GET", "A-IM: \"diffe\"\r\n" V1, 200, NULL},
    {"HEAD", DIFFE V1, 200, NULL}, /* of a GET alone */
    {"GET", DIFFE "If-None-Match: \"v3\"\r\n", 304, NULL},
    {"GET", DIFFE "If-None-Match: \"v1\", W/\"v3\"\r\n", 304, NULL},
    {"GET", DIFFE "If-None-Match: *\r\n", 304, NULL},
    {"GET", DIFFE V1 "If-Match: \"v2\"\r\n", 412, NULL},
    {"GET", "Range: bytes=0-3\r\n", 206, NULL},
    {"POST", DIFFE V1, 405, NULL},
};

START_TEST(who_gets_a_delta)
{
    struct message *message = client_ask(client, cases[_i].method, "/earn/changing", cases[_i].fields);
    EXPECT(message, message->code == cases[_i].code, "with %s: %d", cases[_i].fields, message->code);
    if (cases[_i].base != NULL) {
        expect_field(message, "IM", "diffe");
        expect_field(message, "Delta-Base", cases[_i].base);
        expect_member(message, "Cache-Control", "no-store");
        expect_member(message, "Cache-Control", "im");
    } else {
        expect_no_field(message, "IM");
        expect_no_field(message, "Delta-Base");
    }
    if (cases[_i].code != 405) {
        expect_field(message, "ETag", "\"v3\"");
        expect_member(message, "Vary", "A-IM");
        expect_member(message, "Vary", "If-None-Match");
    }
    expect_alive(client);
}

/* The beginning of a line, counted from 1; of the one behind the last, the end. */
static const char *line_of(const char *text, int number)
{
    for (; number > 1; number--) {
        const char *end = strchr(text, '\n');
        ck_assert_msg(end != NULL, "no such line");
        text = end + 1;
    }
    return text;
}

/* What one command of a script that "diff -e" prints makes of text: a, c or d, with lines up to a dot. *script is moved
 * on. */
static const char *edit(const char *text, const char **script)
{
    char *end;
    int first = (int)strtol(*script, &end, 10), last = first;
    if (*end == ',') {
        last = (int)strtol(end + 1, &end, 10);
    }
    ck_assert_msg(strchr("acd", *end) != NULL && end[1] == '\n', "no command of ed: %s", *script);
    const char *lines = end + 2, *dot = lines;
    if (*end != 'd') {
        dot = strncmp(lines, ".\n", 2) == 0 ? lines : strstr(lines, "\n.\n") + 1;
    }
    const char *from = line_of(text, *end == 'a' ? first + 1 : first), *to = line_of(text, last + 1);
    *script = *end == 'd' ? lines : dot + 2;
    return arena_printf(&client->arena, "%.*s%.*s%s", (int)(from - text), text, (int)(dot - lines), lines, to).at;
}

START_TEST(a_delta_makes_the_new_of_the_old)
{
    static const char *const versions[] = {"v1", "v2"};
    struct message *old = client_get(client, arena_printf(&client->arena, "/earn/changing/%s", versions[_i]).at, "");
    struct message *now = client_get(client, "/earn/changing", "");
    struct message *delta =
        client_get(client, "/earn/changing",
                   arena_printf(&client->arena, DIFFE "If-None-Match: %s\r\n", message_field(old, "ETag")).at);
    expect_code(old, 200);
    expect_code(delta, 226);
    const char *text = old->content, *script = delta->content;
    while (*script != '\0') {
        text = edit(text, &script);
    }
    ck_assert_str_eq(text, now->content);
    ck_assert_str_ne(old->content, now->content);
}

START_TEST(no_such_version)
{
    expect_problem(client_get(client, "/earn/changing/v3", ""), 404);
    expect_problem(client_get(client, "/earn/changing/", ""), 404);
}

SUITE("deltas on the wire")
{
    TCase *tcase = wire_case(suite, "deltas");
    tcase_add_loop_test(tcase, who_gets_a_delta, 0, COUNT(cases));
    tcase_add_loop_test(tcase, a_delta_makes_the_new_of_the_old, 0, 2);
    tcase_add_test(tcase, no_such_version);
}
