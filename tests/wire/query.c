/* /earn/query on the wire: QUERY, by RFC 10008. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define JSON "Content-Type: application/json\r\n"

static struct message *query(const char *fields, const char *content)
{
    client_print(client, "QUERY /earn/query HTTP/1.1\r\nHost: a\r\n%sContent-Length: %zu\r\n\r\n%s", fields,
                 strlen(content), content);
    return client_read(client, "QUERY");
}

static const struct {
    const char *fields, *content;
    int code;
    const char *equivalent; /* of a success: the target of a GET */
    int results, first;     /* how many codes, and the first */
} cases[] = {
    {FORM, "class=4xx&phrase=required", 200, "/earn/query?class=4xx&phrase=required", 5, 402},
    {FORM, "phrase=not%20found", 200, "/earn/query?phrase=not%20found", 1, 404},
    {FORM, "phrase=not+found&class=4XX", 200, "/earn/query?class=4XX&phrase=not%20found", 1, 404},
    {FORM, "phrase=%26%ff", 200, "/earn/query?phrase=%26%FF", 0, 0},
    {FORM, "class=1xx&phrase=e&&", 200, "/earn/query?class=1xx&phrase=e", 4, 100},
    {JSON, "{\"class\":\"4xx\",\"phrase\":\"not found\"}", 200, "/earn/query?class=4xx&phrase=not%20found", 1, 404},
    {"Content-Type: Application/JSON ; charset=utf-8\r\n", "{\"phrase\":\"teapot\"}", 200, "/earn/query?phrase=teapot",
     1, 418},
    {"", "class=4xx", 400, NULL, 0, 0}, /* nobody guesses the media type */
    {"", "", 400, NULL, 0, 0},
    {JSON, "class=4xx", 400, NULL, 0, 0}, /* not what its media type says */
    {JSON, "", 400, NULL, 0, 0},
    {JSON, "{\"class\":\"4xx\"", 400, NULL, 0, 0},
    {JSON, "[\"4xx\"]", 422, NULL, 0, 0},
    {JSON, "\"4xx\"", 422, NULL, 0, 0},
    {JSON, "{\"class\":4}", 422, NULL, 0, 0},
    {JSON, "{\"class\":null}", 422, NULL, 0, 0},
    {JSON, "{\"class\":\"9xx\"}", 422, NULL, 0, 0},
    {JSON, "{\"class\":\"4xx\",\"colour\":\"red\"}", 422, NULL, 0, 0},
    {FORM, "class=9xx", 422, NULL, 0, 0},
    {FORM, "class=0xx", 422, NULL, 0, 0},
    {FORM, "class=4x", 422, NULL, 0, 0},
    {FORM, "class", 422, NULL, 0, 0},
    {FORM, "phrase=", 422, NULL, 0, 0},
    {FORM, "{\"class\":\"4xx\"}", 422, NULL, 0, 0}, /* a term that nobody knows */
    {"Content-Type: text/plain\r\n", "class=4xx", 415, NULL, 0, 0},
    {"Content-Type: application/sql\r\n", "SELECT *", 415, NULL, 0, 0},
    {"Content-Type: nonsense\r\n", "class=4xx", 415, NULL, 0, 0},
    {FORM "Accept: image/png\r\n", "class=4xx", 406, NULL, 0, 0},
};

static int count_codes(const struct message *message, int *first)
{
    cJSON *json = message_json(message);
    int count = cJSON_GetArraySize(json);
    *first = count > 0 ? (int)json_number(message, cJSON_GetArrayItem(json, 0), "code") : 0;
    cJSON_Delete(json);
    return count;
}

START_TEST(what_is_asked)
{
    struct message *message = query(cases[_i].fields, cases[_i].content);
    int first;
    EXPECT(message, message->code == cases[_i].code, "with %s and %s: %d", cases[_i].fields, cases[_i].content,
           message->code);
    EXPECT(message, strstr(message_field(message, "Accept-Query"), "\"application/json\"") != NULL, "no Accept-Query");
    if (cases[_i].code != 200) {
        expect_problem(message, cases[_i].code);
        expect_no_field(message, "Location");
    } else {
        expect_field(message, "Content-Type", "application/json");
        ck_assert_str_eq(message_field(message, "Location"), cases[_i].equivalent);
        ck_assert_int_eq(count_codes(message, &first), cases[_i].results);
        ck_assert_int_eq(first, cases[_i].first);
        struct message *got = client_get(client, cases[_i].equivalent, "");
        expect_code(got, 200);
        ck_assert_str_eq(got->content, message->content);
        expect_field(got, "ETag", message_field(message, "ETag"));
    }
    expect_alive(client);
}

/* RFC 10008: the conditions are those of a GET of the equivalent resource, so that there is a 304 and no 412. */
START_TEST(conditions)
{
    struct message *plain = query(FORM, "class=5xx");
    const char *tag = message_field(plain, "ETag");
    struct message *again = query(arena_printf(&client->arena, FORM "If-None-Match: %s\r\n", tag).at, "class=5xx");
    expect_code(again, 304);
    expect_field(again, "ETag", tag);
    expect_code(query(arena_printf(&client->arena, FORM "If-None-Match: %s\r\n", tag).at, "class=4xx"), 200);
    expect_code(query(FORM "If-Match: \"other\"\r\n", "class=5xx"), 412);
    expect_code(query(arena_printf(&client->arena, FORM "If-Match: %s\r\n", tag).at, "class=5xx"), 200);
    expect_code(query(arena_printf(&client->arena, JSON "If-None-Match: %s\r\n", tag).at, "[]"), 422);
    struct message *part = query(FORM "Range: bytes=0-9\r\n", "class=5xx");
    expect_code(part, 206);
    ck_assert_uint_eq(part->length, 10);
}

START_TEST(as_text)
{
    struct message *message = query(FORM "Accept: text/plain\r\n", "phrase=not+found");
    expect_code(message, 200);
    ck_assert_str_eq(message->content, "404 Not Found\n");
    expect_member(message, "Vary", "Accept");
}

/* What is no phrase's part gives no result; what is too long for a target is no query. */
START_TEST(bounds)
{
    char phrase[100];
    snprintf(phrase, sizeof phrase, "phrase=%064d", 0);
    struct message *message = query(FORM "Accept: text/plain\r\n", phrase);
    expect_code(message, 200);
    ck_assert_uint_eq(message->length, 0);
    expect_code(query(FORM "Accept: text/plain\r\nRange: bytes=0-\r\n", phrase), 416);
    snprintf(phrase, sizeof phrase, "phrase=%065d", 0);
    expect_problem(query(FORM, phrase), 422);
    char *large = arena_alloc(&client->arena, 900001);
    memset(large, '=', 900000);
    expect_problem(query(FORM, large), 422);
    memcpy(large, "phrase", 6);
    expect_problem(query(FORM, large), 422);
    expect_alive(client);
}

/* GET tells that there is QUERY, and asks for all, or by its parameters. */
START_TEST(by_get)
{
    int first;
    struct message *all = client_get(client, "/earn/query", "");
    expect_code(all, 200);
    EXPECT(all, strstr(message_field(all, "Accept-Query"), "\"application/x-www-form-urlencoded\"") != NULL, "no form");
    ck_assert_int_eq(count_codes(all, &first), 64); /* of IANA's registry */
    ck_assert_str_eq(query(FORM, "")->content, all->content);
    expect_field(client_ask(client, "HEAD", "/earn/query", ""), "Accept-Query", "\"");
    expect_problem(client_get(client, "/earn/query?class=9xx", ""), 400);
    expect_code(client_get(client, "/earn/query?other=1", ""), 200);
    struct message *wrong = client_ask(client, "POST", "/earn/query", "");
    expect_problem(wrong, 405);
    expect_member(wrong, "Allow", "QUERY");
}

SUITE("queries on the wire")
{
    TCase *tcase = wire_case(suite, "query");
    tcase_add_loop_test(tcase, what_is_asked, 0, COUNT(cases));
    tcase_add_test(tcase, conditions);
    tcase_add_test(tcase, as_text);
    tcase_add_test(tcase, bounds);
    tcase_add_test(tcase, by_get);
}
