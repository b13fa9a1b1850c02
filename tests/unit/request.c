/* Targets, queries and what a request says, without a socket. */
#include "http/request.h"

#include "http/precondition.h"
#include "http/websocket.h"
#include "tests/kit/suite.h"
#include "tests/unit/make.h"

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

static void expect_text(const char *about, struct text text, const char *expected)
{
    ck_assert_msg(text_equal(text, text_of(expected)), "%s: \"%.*s\", not \"%s\"", about, (int)text.length, text.at,
                  expected);
}

/* RFC 9112 §3.2.4: absolute-form without path and query, for OPTIONS alone. */
START_TEST(who_asks_the_server)
{
    static const struct {
        const char *method, *target;
        bool asks;
    } cases[] = {{"OPTIONS", "http://a", true},   {"OPTIONS", "http://a:80", true}, {"OPTIONS", "http://a/", false},
                 {"OPTIONS", "http://a?", false}, {"OPTIONS", "/", false},          {"GET", "http://a", false}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, cases[i].method, cases[i].target, "");
        ck_assert_msg(request_asks_server(&request) == cases[i].asks, "%s %s", cases[i].method, cases[i].target);
    }
}

/* RFC 9112 §3.2: origin-form, absolute-form, asterisk-form. */
START_TEST(targets)
{
    static const struct {
        const char *target, *raw_path, *path, *query;
    } cases[] = {
        {"/", "/", "/", ""},
        {"/a/b", "/a/b", "/a/b", ""},
        {"/a?b=c", "/a", "/a", "b=c"},
        {"/a?", "/a", "/a", ""},
        {"/a?b?c", "/a", "/a", "b?c"},
        {"/a%20b%2Fc?d%20e", "/a%20b%2Fc", "/a b/c", "d%20e"},
        {"//host/a", "//host/a", "//host/a", ""},
        {"/http://x/y", "/http://x/y", "/http://x/y", ""},
        {"http://host/a?b", "/a", "/a", "b"},
        {"http://host:81/a/b", "/a/b", "/a/b", ""},
        {"http://host", "/", "/", ""},
        {"http://host?b", "/", "/", "b"},
        {"https://user@host/a", "/a", "/a", ""},
        {"*", "*", "*", ""},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = {0};
        request_set_target(&request, &arena, text_of(cases[i].target));
        expect_text(cases[i].target, request.target, cases[i].target);
        expect_text(cases[i].target, request.raw_path, cases[i].raw_path);
        expect_text(cases[i].target, request.path, cases[i].path);
        expect_text(cases[i].target, request.query, cases[i].query);
    }
}

START_TEST(percent)
{
    static const char *const decoded[][2] = {{"", ""},         {"a", "a"},     {"%41%62", "Ab"},
                                             {"%4", "%4"},     {"%", "%"},     {"%zz%41", "%zzA"},
                                             {"%%41", "%A"},   {"a+b", "a+b"}, {"%e2%82%AC", "\xe2\x82\xac"},
                                             {"%2541", "%41"}, {"%4g", "%4g"}};
    for (int i = 0; i < COUNT(decoded); i++) {
        expect_text(decoded[i][0], percent_decode(&arena, text_of(decoded[i][0])), decoded[i][1]);
    }
    struct text nul = percent_decode(&arena, TEXT("a%00b"));
    ck_assert(text_equal(nul, TEXT("a\0b")));
    ck_assert_str_eq(percent_encode(&arena, TEXT("/a-B.9_~ %?&=\xc3\xa9")).at, "/a-B.9_~%20%25%3F%26%3D%C3%A9");
    ck_assert_str_eq(percent_encode(&arena, TEXT("")).at, "");
}

/* All parameters, as "name=value;…". */
static const char *parameters(const char *query, char separator)
{
    static char all[256];
    struct text rest = text_of(query);
    struct parameter parameter;
    all[0] = '\0';
    while (parameter_next(&arena, &rest, separator, &parameter)) {
        strncat(all, parameter.name.at, parameter.name.length);
        strcat(all, "=");
        strncat(all, parameter.value.at, parameter.value.length);
        strcat(all, ";");
    }
    return all;
}

START_TEST(queries)
{
    ck_assert_str_eq(parameters("a=1&b=2", '&'), "a=1;b=2;");
    ck_assert_str_eq(parameters("a&&b=&=c&", '&'), "a=;b=;=c;");
    ck_assert_str_eq(parameters("a=b=c", '&'), "a=b=c;");
    ck_assert_str_eq(parameters("a+b=c+d%2B%26", '&'), "a b=c d+&;");
    ck_assert_str_eq(parameters("a=1;b=2", '&'), "a=1;b=2;");
    ck_assert_str_eq(parameters("a=c+d;b=%3B", ';'), "a=c+d;b=;;");
    ck_assert_str_eq(parameters("", '&'), "");
    struct request request = make_request(&arena, "GET", "/x?a=1&empty&a=2&%62=3", "");
    expect_text("a", request_parameter(&request, &arena, "a"), "1");
    expect_text("b", request_parameter(&request, &arena, "b"), "3");
    ck_assert_ptr_nonnull(request_parameter(&request, &arena, "empty").at);
    expect_text("A", request_parameter(&request, &arena, "A"), "1");
    ck_assert_ptr_null(request_parameter(&request, &arena, "aa").at);
    ck_assert(request_has_parameter(&request, &arena, "empty"));
    ck_assert(!request_has_parameter(&request, &arena, "c"));
}

START_TEST(what_it_says)
{
    struct request get = make_request(&arena, "GET", "/", "Host: a:1\r\nx-a: 1\r\nX-A: 2\r\n");
    struct request head = make_request(&arena, "HEAD", "/", ""), post = make_request(&arena, "POST", "/", "Host: \r\n");
    struct request lower = make_request(&arena, "get", "/", "");
    expect_text("X-A", request_field(&get, &arena, "X-A"), "1, 2");
    expect_text("X-B", request_field(&get, &arena, "X-B"), "");
    expect_text("Host", request_host(&get), "a:1");
    ck_assert_uint_gt(request_host(&head).length, 0);
    ck_assert_uint_gt(request_host(&post).length, 0);
    ck_assert(request_reads(&get) && request_reads(&head));
    ck_assert(!request_reads(&post) && !request_reads(&lower)); /* methods have case: RFC 9110 §9.1 */
}

#define EARLIER "Sun, 06 Nov 1994 08:49:36 GMT\r\n"
#define THEN "Sun, 06 Nov 1994 08:49:37 GMT\r\n"
#define LATER "Sun, 06 Nov 1994 08:49:38 GMT\r\n"

/* RFC 9110 §13, §8.8.3.2, of a representation that was last modified THEN; without a tag there is none. */
START_TEST(preconditions)
{
    static const struct {
        const char *method, *fields, *tag;
        int code;
    } cases[] = {
        {"GET", "If-None-Match: \"a\"\r\n", "\"a\"", 304},
        {"HEAD", "If-None-Match: \"a\"\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: W/\"a\"\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: \"a\"\r\n", "W/\"a\"", 304},
        {"GET", "If-None-Match: \"b\", \"a\"\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: \"b\"\r\nIf-None-Match: \"a\"\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: \"x,\\\"a\\\"\", \"c\"\r\n", "\"a\"", 0},
        {"GET", "If-None-Match: \"x\\\", \"a\"\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: \"x\\\"\r\n", "\"x\\\"", 304},
        {"GET", "If-None-Match: W/\"x\\\" ,, W/\"a\"\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: *\r\n", "\"a\"", 304},
        {"GET", "If-None-Match: \"A\"\r\n", "\"a\"", 0},
        {"GET", "If-None-Match: a\r\n", "\"a\"", 0},
        {"GET", "If-None-Match: w/\"a\"\r\n", "\"a\"", 0},
        {"GET", "If-None-Match: \r\n", "\"a\"", 0},
        {"GET", "If-Match: \"a\"\r\n", "\"a\"", 0},
        {"GET", "", "\"a\"", 0},
        {"POST", "If-None-Match: \"a\"\r\n", "\"a\"", 412},
        {"PUT", "If-None-Match: *\r\n", "\"a\"", 412},
        {"PUT", "If-None-Match: *\r\n", "", 0}, /* nothing is there */
        {"PUT", "If-Match: *\r\n", "", 412},
        {"PUT", "If-Match: *\r\n", "\"a\"", 0},
        {"PUT", "If-Match: \"a\"\r\n", "\"a\"", 0},
        {"PUT", "If-Match: \"b\", \"a\"\r\n", "\"a\"", 0},
        {"PUT", "If-Match: \"b\"\r\n", "\"a\"", 412},
        {"GET", "If-Match: \"b\"\r\n", "\"a\"", 412},
        {"PUT", "If-Match: W/\"a\"\r\n", "\"a\"", 412}, /* the comparison is strong */
        {"PUT", "If-Match: W/\"a\"\r\n", "W/\"a\"", 412},
        {"GET", "If-Match: \"a\"\r\nIf-None-Match: \"a\"\r\n", "\"a\"", 304},
        {"GET", "If-Match: \"b\"\r\nIf-None-Match: \"a\"\r\n", "\"a\"", 412}, /* the order of §13.2.2 */
        {"GET", "If-Modified-Since: " LATER, "\"a\"", 304},
        {"GET", "If-Modified-Since: " THEN, "\"a\"", 304},
        {"GET", "If-Modified-Since: " EARLIER, "\"a\"", 0},
        {"GET", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n", "\"a\"", 304},
        {"GET", "If-Modified-Since: Sun Nov  6 08:49:37 1994\r\n", "\"a\"", 304},
        {"GET", "If-Modified-Since: yesterday\r\n", "\"a\"", 0},
        {"PUT", "If-Modified-Since: " THEN, "\"a\"", 0},                         /* for GET and HEAD alone: §13.1.3 */
        {"GET", "If-None-Match: \"b\"\r\nIf-Modified-Since: " THEN, "\"a\"", 0}, /* the tag counts more */
        {"PUT", "If-Unmodified-Since: " THEN, "\"a\"", 0},
        {"PUT", "If-Unmodified-Since: " EARLIER, "\"a\"", 412},
        {"PUT", "If-Unmodified-Since: yesterday\r\n", "\"a\"", 0},
        {"PUT", "If-Match: \"a\"\r\nIf-Unmodified-Since: " EARLIER, "\"a\"", 0},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, cases[i].method, "/", cases[i].fields);
        struct text tag = text_of(cases[i].tag);
        struct validators validators = {tag.length > 0, tag, tag.length > 0 ? 784111777 : 0};
        int code = (int)precondition_check(&request, &arena, &validators);
        ck_assert_msg(code == cases[i].code, "%s with %s: %d", cases[i].method, cases[i].fields, code);
    }
}

/* RFC 9110 §13.1.5: the very same strong validator, or the Range is passed over. */
START_TEST(if_range)
{
    static const struct {
        const char *fields, *tag;
        bool taken;
    } cases[] = {
        {"", "\"a\"", true},
        {"If-Range: \"a\"\r\n", "\"a\"", true},
        {"If-Range: \"b\"\r\n", "\"a\"", false},
        {"If-Range: W/\"a\"\r\n", "W/\"a\"", false},
        {"If-Range: " THEN, "\"a\"", true},
        {"If-Range: " LATER, "\"a\"", false},
        {"If-Range: " EARLIER, "\"a\"", false},
        {"If-Range: a\r\n", "\"a\"", false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, "GET", "/", cases[i].fields);
        struct validators validators = {true, text_of(cases[i].tag), 784111777};
        ck_assert_msg(precondition_takes_range(&request, &arena, &validators, 784111778) == cases[i].taken, "%s",
                      cases[i].fields);
        validators.modified = 784111778; /* in the second of the answer a date is no strong validator (§8.8.2.2) */
        bool by_date = strstr(cases[i].fields, " GMT") != NULL;
        ck_assert(!by_date || !precondition_takes_range(&request, &arena, &validators, 784111778));
    }
}

#define OFFER "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

/* RFC 6455 §4.2.1; the key and what it gives are those of §1.3. */
START_TEST(handshakes)
{
    static const struct {
        const char *method, *fields;
        int minor;
        enum handshake is;
    } cases[] = {
        {"GET", OFFER KEY, 1, HANDSHAKE_GOOD},
        {"GET", "connection: x, upgrade\r\nUPGRADE: h2c, WebSocket\r\nSec-WebSocket-Version: 13\r\n" KEY, 1,
         HANDSHAKE_GOOD},
        {"GET", OFFER KEY, 0, HANDSHAKE_NONE},
        {"HEAD", OFFER KEY, 1, HANDSHAKE_NONE},
        {"POST", OFFER KEY, 1, HANDSHAKE_NONE},
        {"GET", "", 1, HANDSHAKE_NONE},
        {"GET", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" KEY, 1, HANDSHAKE_NONE},
        {"GET", "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" KEY, 1, HANDSHAKE_NONE},
        {"GET", "Connection: Upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Version: 13\r\n" KEY, 1, HANDSHAKE_NONE},
        {"GET", OFFER, 1, HANDSHAKE_BAD_KEY},
        {"GET", OFFER "Sec-WebSocket-Key:\r\n", 1, HANDSHAKE_BAD_KEY},
        {"GET", OFFER "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n", 1, HANDSHAKE_BAD_KEY},
        {"GET", OFFER "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ!==\r\n", 1, HANDSHAKE_BAD_KEY},
        {"GET", OFFER KEY KEY, 1, HANDSHAKE_BAD_KEY},
        {"GET", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n" KEY, 1,
         HANDSHAKE_OLD_VERSION},
        {"GET", "Connection: Upgrade\r\nUpgrade: websocket\r\n", 1, HANDSHAKE_OLD_VERSION},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, cases[i].method, "/", cases[i].fields);
        request.minor = cases[i].minor;
        ck_assert_msg(websocket_judge(&request, &arena) == cases[i].is, "case %d", i);
    }
}

/* RFC 6455 §4.2.2; without an offer no subprotocol may be named, and no extension is ever. */
START_TEST(accepted_handshakes)
{
    static const struct {
        const char *fields, *protocol;
    } cases[] = {
        {"", NULL},
        {"Sec-WebSocket-Protocol: chat\r\n", "chat"},
        {"Sec-WebSocket-Protocol: , b ,a\r\nSec-WebSocket-Protocol: c\r\n", "b"},
        {"Sec-WebSocket-Protocol:\r\n", NULL},
        {"Sec-WebSocket-Protocol: a b\r\n", NULL},
        {"Sec-WebSocket-Extensions: permessage-deflate\r\n", NULL},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request =
            make_request(&arena, "GET", "/", arena_printf(&arena, OFFER KEY "%s", cases[i].fields).at);
        struct reply reply = {.arena = &arena};
        websocket_accept(&request, &reply);
        ck_assert(reply.echoes);
        ck_assert_int_eq((int)reply.fields.count, cases[i].protocol != NULL ? 2 : 1);
        expect_text("accept", *fields_find(&reply.fields, TEXT("Sec-WebSocket-Accept")),
                    "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        if (cases[i].protocol != NULL) {
            expect_text("protocol", *fields_find(&reply.fields, TEXT("Sec-WebSocket-Protocol")), cases[i].protocol);
        }
    }
}

SUITE("request")
{
    TCase *tcase = tcase_create("request");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, targets);
    tcase_add_test(tcase, who_asks_the_server);
    tcase_add_test(tcase, percent);
    tcase_add_test(tcase, queries);
    tcase_add_test(tcase, what_it_says);
    tcase_add_test(tcase, preconditions);
    tcase_add_test(tcase, if_range);
    tcase_add_test(tcase, handshakes);
    tcase_add_test(tcase, accepted_handshakes);
    suite_add_tcase(suite, tcase);
}
