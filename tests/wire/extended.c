/* /earn/extended on the wire: which requests have to be extended, by RFC 2774. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

#define KNOWN "Man: \"http://example.org/capitals\"\r\n"
#define UNKNOWN "Man: \"http://example.org/unknown\"; ns=16\r\n"

static const struct {
    const char *method, *fields;
    int code;
    bool extended; /* Ext comes with it */
} cases[] = {
    {"GET", "", 200, false},
    {"HEAD", "", 200, false},
    {"M-GET", KNOWN, 200, true},
    {"M-GET", "Man: \"http://example.org/capitals\" ; ns=16; x=\"a,b\"\r\n16-a: b\r\n", 200, true},
    {"M-GET", KNOWN "Opt: \"http://example.org/unknown\"\r\n", 200, true}, /* optional: may be ignored */
    {"GET", "Opt: \"http://example.org/unknown\"\r\n", 200, false},
    {"M-GET", KNOWN "If-None-Match: *\r\n", 304, true},
    {"M-GET", KNOWN "If-Match: \"other\"\r\n", 412, false},
    {"M-GET", UNKNOWN, 510, false},
    {"M-GET", KNOWN UNKNOWN, 510, false}, /* all of them have to be known */
    {"M-GET", "Man: \"http://example.org/capitals\", \"http://example.org/unknown\"\r\n", 510, false},
    {"M-GET", "Man: \"http://example.org/CAPITALS\"\r\n", 510, false},
    {"M-GET", "Man: \"Range\"\r\n", 510, false},
    {"M-GET", KNOWN "C-Man: \"http://example.org/capitals\"\r\nConnection: C-Man\r\n", 510, false},
    {"M-GET", "", 510, false}, /* what a proxy may leave of one with C-Man (RFC 2774 §12) */
    {"M-FROB", UNKNOWN, 510, false},
    {"M-PUT", KNOWN, 405, false},
    {"M-", KNOWN, 501, false},
    {"M-M-GET", KNOWN, 501, false},
    {"m-get", "", 501, false}, /* methods have a case */
    {"PUT", "", 405, false},
    {"GET", KNOWN, 400, false}, /* without the prefix nothing tells that it was heeded */
    {"GET", UNKNOWN, 400, false},
    {"M-GET", "Man: http://example.org/capitals\r\n", 400, false},
    {"M-GET", "Man: \"\"\r\n", 400, false},
    {"M-GET", "Man: \"http://example.org/capitals\r\n", 400, false},
    {"M-GET", "Man: \"http://example.org/capitals\" ns=16\r\n", 400, false},
    {"M-GET", KNOWN "Man: x\r\n", 400, false},
};

START_TEST(what_is_needed)
{
    struct message *message = client_ask(client, cases[_i].method, "/earn/extended", cases[_i].fields);
    EXPECT(message, message->code == cases[_i].code, "with %s: %d", cases[_i].fields, message->code);
    if (cases[_i].extended) {
        ck_assert_str_eq(message_field(message, "Ext"), ""); /* RFC 2774 §4.3 */
        EXPECT(message, strstr(message_field(message, "Cache-Control"), "no-cache=\"Ext\"") != NULL, "it is cached");
    } else {
        expect_no_field(message, "Ext");
    }
    if (cases[_i].code == 510) { /* §7: all that the client needs */
        expect_problem(message, 510);
        EXPECT(message, strstr(message->content, "http://example.org/capitals") != NULL, "%s", message->content);
    } else if (cases[_i].code == 405) {
        expect_member(message, "Allow", "M-GET");
    }
    expect_alive(client);
}

START_TEST(the_extension_is_heeded)
{
    struct message *plain = client_get(client, "/earn/extended", "");
    struct message *extended = client_ask(client, "M-GET", "/earn/extended", KNOWN);
    ck_assert_uint_eq(plain->length, extended->length);
    ck_assert_str_ne(plain->content, extended->content);
    for (size_t i = 0; i < extended->length; i++) {
        ck_assert(extended->content[i] < 'a' || extended->content[i] > 'z');
    }
}

START_TEST(options)
{
    struct message *message = client_ask(client, "OPTIONS", "/earn/extended", "");
    expect_code(message, 204);
    expect_member(message, "Allow", "M-GET");
}

SUITE("extensions on the wire")
{
    TCase *tcase = wire_case(suite, "extended");
    tcase_add_loop_test(tcase, what_is_needed, 0, COUNT(cases));
    tcase_add_test(tcase, the_extension_is_heeded);
    tcase_add_test(tcase, options);
}
