/* The site as a function from a request to a reply, without a socket. */
#include "site/json.h"
#include "site/site.h"

#include "http/status.h"
#include "tests/facts/facts.h"
#include "tests/kit/suite.h"
#include "tests/unit/make.h"

#include <cjson/cJSON.h>
#include <string.h>

static struct arena arena;
static struct site *site;

static const struct site_config config = {
    .max_delay = 1000, .max_hang = 1000, .max_size = 1024, .max_keys = 10, .key_ttl = 3600 * 1000};

static void setup(void)
{
    arena_init(&arena, NULL, 0);
    site = site_new(&config);
}

static void teardown(void)
{
    site_free(site);
    site_free(NULL);
    arena_release(&arena);
}

/* An answer as it goes out. */
struct answer {
    int code;
    const struct reply *reply;
    const struct prepared_reply *shared; /* NULL: it is the request's own */
};

static struct answer answer_to(const struct request *request)
{
    struct reply *reply = arena_alloc(&arena, sizeof *reply);
    reply->arena = &arena;
    int code = site_answer(site, request, reply);
    if (reply->prepared == NULL) {
        return (struct answer){code, reply, NULL};
    }
    ck_assert_int_eq(code, reply->prepared->code);
    return (struct answer){code, reply->prepared->reply, reply->prepared};
}

static struct answer answer(const char *method, const char *target, const char *fields)
{
    struct request request = make_request(&arena, method, target, fields);
    return answer_to(&request);
}

static const char *field(const struct reply *reply, const char *name)
{
    const struct text *value = fields_find(&reply->fields, text_of(name));
    return value != NULL ? arena_copy(&arena, *value).at : NULL;
}

static bool holds(const struct reply *reply, const char *what)
{
    return content_is_at_hand(&reply->content) &&
           memmem(reply->content.unit.at, (size_t)reply->content.length, what, strlen(what)) != NULL;
}

/* The same request, whoever sends it, is answered with the same object; another kind of request is not. */
START_TEST(plain_answers_are_shared)
{
    struct answer first = answer("GET", "/status/404", "Host: a\r\n"),
                  same = answer("GET", "/status/404", "Host: b\r\n");
    ck_assert_ptr_nonnull(first.shared);
    ck_assert_ptr_eq(first.shared, same.shared);
    ck_assert_ptr_eq(answer("GET", "/status/404", "Accept: */*\r\n").shared, first.shared);
    ck_assert_ptr_ne(answer("GET", "/status/405", "").shared, first.shared);
    ck_assert_ptr_ne(answer("HEAD", "/status/404", "").shared, first.shared);
    ck_assert_ptr_ne(answer("GET", "/status/404", "Accept: text/plain\r\n").shared, first.shared);
    ck_assert_int_eq(first.code, 404);
    ck_assert_str_eq(field(first.reply, "Content-Type"), "application/problem+json");
    ck_assert_str_eq(field(answer("GET", "/status/404", "Accept: text/html\r\n").reply, "Content-Type"),
                     "text/html; charset=utf-8");
}

/* What depends on more than code, method and media type is made for its request. */
START_TEST(special_answers_are_private)
{
    static const struct {
        const char *method, *target, *fields;
    } cases[] = {{"GET", "/status/206", "Range: bytes=5-9\r\n"},
                 {"GET", "/status/101", "Upgrade: websocket\r\n"},
                 {"CONNECT", "/status/200", ""},
                 {"GET", "/anything", ""},
                 {"GET", "/catalog/404", ""},
                 {"GET", "/nowhere", ""},
                 {"GET", "/status/abc", ""}};
    for (int i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(answer(cases[i].method, cases[i].target, cases[i].fields).shared == NULL, "%s %s",
                      cases[i].method, cases[i].target);
    }
    struct answer part = answer("GET", "/status/206", "Range: bytes=5-9\r\n");
    ck_assert_int_eq(part.code, 206);
    ck_assert_str_eq(field(part.reply, "Content-Range"), "bytes 5-9/1234");
    ck_assert_uint_eq(part.reply->content.length, 5);
}

/* Every code, whichever way it is answered, obeys the facts of its row. */
START_TEST(every_code)
{
    for (int code = STATUS_MIN; code <= STATUS_MAX; code++) {
        const struct fact *fact = fact_find(code);
        struct answer got = answer("GET", arena_printf(&arena, "/status/%d", code).at, "");
        bool interim = code < 200 && code != 101;
        ck_assert_int_eq(got.code, interim ? 200 : code);
        ck_assert_int_eq(got.reply->interim_count, interim ? 1 : 0);
        ck_assert_int_eq(interim ? got.reply->interims[0].code : code, code);
        ck_assert_msg(got.reply->close == (fact != NULL && fact->closes), "%d: close", code);
        if (!interim) {
            bool some = fact == NULL || strcmp(fact->content, "some") == 0;
            ck_assert_msg((field(got.reply, "Content-Type") != NULL) == some, "%d: Content-Type", code);
            ck_assert_msg(code == 304 || (got.reply->content.length > 0) == some, "%d: content", code);
        }
    }
}

/* RFC 9110 §15.2: no 1xx over HTTP/1.0. §10.1.1: no second 100 behind the one that let the content come. */
START_TEST(interims_that_do_not_go)
{
    struct request old = make_request(&arena, "GET", "/status/103", "");
    struct request upgrade = make_request(&arena, "GET", "/status/101", "");
    struct request continued = make_request(&arena, "POST", "/status/100", "Expect: 100-continue\r\n");
    old.minor = upgrade.minor = 0;
    continued.expects_continue = true;
    struct answer to_old = answer_to(&old), to_upgrade = answer_to(&upgrade), to_continued = answer_to(&continued);
    ck_assert_int_eq(to_old.code, 200);
    ck_assert_int_eq(to_old.reply->interim_count, 0);
    ck_assert(holds(to_old.reply, "103 Early Hints"));
    ck_assert_int_eq(to_upgrade.code, 200);
    ck_assert_ptr_null(field(to_upgrade.reply, "Upgrade"));
    ck_assert_int_eq(to_continued.code, 200);
    ck_assert_int_eq(to_continued.reply->interim_count, 0);
    continued.raw_path = continued.path = continued.target = TEXT("/status/103");
    ck_assert_int_eq(answer_to(&continued).reply->interim_count, 1);
}

/* Bytes that a client chose go into JSON, never into the structure of the answer. */
START_TEST(strange_requests)
{
    struct request request = make_request(&arena, "F\"R", "/anything?\xff=%00", "");
    fields_add(&arena, &request.fields, TEXT("X\"\\"), TEXT("\xff\x01\"\\"));
    request.content = TEXT("\0\xff");
    struct answer got = answer_to(&request);
    cJSON *json = cJSON_ParseWithLength(got.reply->content.unit.at, (size_t)got.reply->content.length);
    ck_assert_ptr_nonnull(json);
    ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(json, "method")), "F\"R");
    cJSON_Delete(json);
    ck_assert_int_eq(answer("OPTIONS", "*", "").code, 204); /* RFC 9110 §9.3.7, the only method for "*" */
    ck_assert_int_eq(answer("GET", "*", "").code, 405);
    ck_assert_int_eq(answer("GET", "", "").code, 200); /* an empty path is "/" */
    ck_assert_int_eq(answer("GET", "/status/%34%30%34%00", "").code, 400);
}

/* A refusal is a problem document, and ends the connection where the end of the request is lost. */
START_TEST(refusals)
{
    struct request request = make_request(&arena, "GET", "/status/200", "");
    for (int lost = 0; lost <= 1; lost++) {
        struct refusal refusal = {400, "what is wrong", "what would be right", lost == 1, NULL};
        struct reply reply = {.arena = &arena};
        ck_assert_int_eq(site_refuse(site, &request, &refusal, &reply), 400);
        ck_assert_str_eq(field(&reply, "Content-Type"), "application/problem+json");
        ck_assert_str_eq(field(&reply, "Access-Control-Allow-Origin"), "*");
        ck_assert(holds(&reply, "what is wrong") && holds(&reply, "what would be right"));
        ck_assert_int_eq(reply.close, lost == 1);
        ck_assert_int_eq(field(&reply, "Connection") != NULL, lost == 1);
    }
}

/* Nothing of a shared answer comes from the request that happened to be first. */
START_TEST(sharing_does_not_leak)
{
    struct request first =
        make_request(&arena, "GET", "/status/404?secret=1", "Host: secret.example\r\nX-Secret: s3cret\r\n");
    struct request odd = make_request(&arena, "SECRET", "/status/404", "");
    ck_assert(!holds(answer_to(&first).reply, "ecret"));
    ck_assert(!holds(answer_to(&odd).reply, "ECRET"));
}

/* What cJSON cannot print, as it cannot what is too long, is still JSON. */
START_TEST(json_that_cannot_be_printed)
{
    ck_assert_str_eq(json_print(&arena, NULL, JSON_COMPACT).at, "null\n");
    ck_assert_str_eq(json_print(&arena, cJSON_CreateArray(), JSON_COMPACT).at, "[]\n");
}

SUITE("site")
{
    TCase *tcase = tcase_create("site");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, plain_answers_are_shared);
    tcase_add_test(tcase, special_answers_are_private);
    tcase_add_test(tcase, every_code);
    tcase_add_test(tcase, interims_that_do_not_go);
    tcase_add_test(tcase, strange_requests);
    tcase_add_test(tcase, refusals);
    tcase_add_test(tcase, sharing_does_not_leak);
    tcase_add_test(tcase, json_that_cannot_be_printed);
    suite_add_tcase(suite, tcase);
}
