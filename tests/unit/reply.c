/* What is added to every reply and taken from it, without a socket. */
#include "http/reply.h"

#include "http/status.h"
#include "tests/kit/suite.h"
#include "tests/unit/make.h"

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
}

static void teardown(void)
{
    arena_release(&arena);
}

/* A finished reply to code that was as full as one can be. */
static struct reply finished(int code, const char *method, int minor)
{
    struct request request = make_request(&arena, method, "/", "");
    struct reply reply = {.arena = &arena, .chunk = 10};
    request.minor = minor;
    reply_content(&reply, TEXT("text/plain"), TEXT("hello"));
    fields_add(&arena, &reply.trailers, TEXT("X-Trailer"), TEXT("1"));
    ck_assert(reply_add_interim(&reply, 103, &request) == (minor > 0)); /* RFC 9110 §15.2 */
    reply_finish(&reply, code, &request);
    return reply;
}

static bool has(const struct reply *reply, const char *name)
{
    return fields_find(&reply->fields, text_of(name)) != NULL;
}

static const char *field(const struct reply *reply, const char *name)
{
    const struct text *value = fields_find(&reply->fields, text_of(name));
    return value != NULL ? arena_copy(&arena, *value).at : "";
}

/* What becomes of the content and the connection, by status and method (RFC 9110 §8.6, §15; RFC 9112 §6.1, §6.3). */
START_TEST(content_rules)
{
    static const struct {
        int code;
        const char *method;
        bool content; /* stays */
        bool head_only;
        bool close;
    } cases[] = {
        {200, "GET", true, false, false},     {200, "HEAD", true, true, true},
        {404, "POST", true, false, false},    {204, "GET", false, true, false},
        {205, "GET", false, false, false},    {205, "HEAD", false, true, false},
        {101, "GET", false, true, true},      {200, "CONNECT", false, false, true},
        {299, "CONNECT", false, false, true}, {404, "CONNECT", true, false, false},
        {304, "GET", true, true, false},      {599, "GET", true, false, false},
        {408, "GET", true, false, true},      {777, "GET", true, false, false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct reply reply = finished(cases[i].code, cases[i].method, 1);
        const char *method = cases[i].method;
        ck_assert_msg((reply.content.length > 0) == cases[i].content, "%s %d: content", method, cases[i].code);
        ck_assert_msg(reply.head_only == cases[i].head_only, "%s %d: head_only", method, cases[i].code);
        ck_assert_msg(reply.close == cases[i].close, "%s %d: close", method, cases[i].code);
        bool typed = cases[i].content && cases[i].code != 304;
        ck_assert_msg(has(&reply, "Content-Type") == typed, "%s %d: Content-Type", method, cases[i].code);
        /* The head of an answer to HEAD is that of an answer to GET (RFC 9110 §9.3.2). */
        ck_assert_msg((reply.chunk > 0) == typed, "%s %d: chunked", method, cases[i].code);
        ck_assert_msg((reply.trailers.count > 0) == typed, "%s %d: trailers", method, cases[i].code);
        ck_assert_int_eq(reply.interim_count, 1);
    }
}

/* An HTTP/1.0 client gets no interim responses and no chunks (RFC 9110 §15.2; RFC 9112 §6.1). */
START_TEST(old_clients)
{
    struct reply reply = finished(200, "GET", 0);
    ck_assert_int_eq(reply.interim_count, 0);
    ck_assert_uint_eq(reply.chunk, 0);
    ck_assert_uint_eq(reply.trailers.count, 0);
    ck_assert_uint_eq(reply.content.length, 5);
}

/* What Connection says (RFC 9110 §7.6.1, §7.8; RFC 9112 §9.6). */
START_TEST(connection)
{
    static const struct {
        int code;
        const char *upgrade, *given;
        bool close;
        const char *expected;
    } cases[] = {
        {200, "", "", false, ""},
        {200, "", "", true, "close"},
        {426, "websocket", "Upgrade", false, "Upgrade"},
        {426, "websocket", "", false, "Upgrade"},
        {426, "websocket", "Upgrade", true, "close, Upgrade"},
        {101, "websocket", "Upgrade", true, "Upgrade"},
        {408, "", "close", false, "close"},
        {408, "", "", false, "close"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, "GET", "/", "");
        struct reply reply = {.arena = &arena, .close = cases[i].close};
        reply_set(&reply, "Upgrade", text_of(cases[i].upgrade));
        reply_set(&reply, "Connection", text_of(cases[i].given));
        reply_finish(&reply, cases[i].code, &request);
        ck_assert_str_eq(field(&reply, "Connection"), cases[i].expected);
        reply_finish(&reply, cases[i].code, &request); /* once more changes nothing */
        ck_assert_str_eq(field(&reply, "Connection"), cases[i].expected);
        ck_assert_uint_le(fields_count(&reply.fields, TEXT("connection")), 1);
    }
}

/* A field that the reply has already stays; one of which the definition has several lines comes with all of them. */
START_TEST(defined_fields)
{
    struct request get = make_request(&arena, "GET", "/", ""), post = make_request(&arena, "POST", "/", "");
    struct reply given = {.arena = &arena}, plain = {.arena = &arena}, posted = {.arena = &arena};
    reply_add(&given, "retry-after", TEXT("7"));
    reply_add_defined_fields(&given, 429, &get);
    reply_add_defined_fields(&plain, 405, &get);
    reply_add_defined_fields(&posted, 415, &post);
    ck_assert_str_eq(field(&given, "Retry-After"), "7");
    ck_assert_uint_eq(fields_count(&given.fields, TEXT("Retry-After")), 1);
    ck_assert_str_eq(field(&given, "Cache-Control"), "no-store");
    ck_assert_uint_eq(fields_count(&plain.fields, TEXT("Allow")), 1);
    ck_assert(has(&posted, "Accept-Post") && !has(&posted, "Accept-Patch") && !has(&posted, "Accept-Query"));
}

START_TEST(interims)
{
    struct request request = make_request(&arena, "GET", "/", "");
    struct reply reply = {.arena = &arena};
    for (int i = 0; i < INTERIMS_MAX; i++) {
        ck_assert(reply_add_interim(&reply, 103, &request));
        ck_assert_ptr_nonnull(fields_find(&reply.interims[i].fields, TEXT("Link")));
    }
    ck_assert(!reply_add_interim(&reply, 103, &request));
    ck_assert_int_eq(reply.interim_count, INTERIMS_MAX);
    reply_clear(&reply);
    ck_assert_ptr_eq(reply.arena, &arena);
    ck_assert_int_eq(reply.interim_count, 0);
}

/* The byte at position p is due p / piece pauses after the first. */
START_TEST(paces)
{
    struct pace pace = {.piece = 10, .pause = 1000}, none = {0};
    ck_assert_int_eq(pace_due(&pace, 0), 0);
    ck_assert_int_eq(pace_due(&pace, 9), 0);
    ck_assert_int_eq(pace_due(&pace, 10), 1000);
    ck_assert_int_eq(pace_due(&pace, 25), 2000);
    ck_assert_uint_eq(pace_room(&pace, 0), 10);
    ck_assert_uint_eq(pace_room(&pace, 9), 1);
    ck_assert_uint_eq(pace_room(&pace, 10), 10);
    ck_assert_int_eq(pace_due(&none, 1000), 0);
    ck_assert_uint_gt(pace_room(&none, 1000), 1 << 20);
}

SUITE("reply")
{
    TCase *tcase = tcase_create("reply");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, content_rules);
    tcase_add_test(tcase, old_clients);
    tcase_add_test(tcase, connection);
    tcase_add_test(tcase, defined_fields);
    tcase_add_test(tcase, interims);
    tcase_add_test(tcase, paces);
    suite_add_tcase(suite, tcase);
}
