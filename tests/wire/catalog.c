/* /catalog on the wire: every status as data, and every example as a request that shows its status. */
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

/* The catalog as JSON; the caller deletes it. */
static cJSON *catalog(const char *target)
{
    struct message *message = client_get(client, target, "");
    expect_code(message, 200);
    expect_field(message, "Content-Type", "application/json");
    cJSON *json = message_json(message);
    EXPECT(message,
           (int)json_number(message, json, "count") == cJSON_GetArraySize(cJSON_GetObjectItem(json, "statuses")),
           "the count is not that of the statuses");
    return json;
}

/* How many statuses the catalog has with the filters of the target. */
static int count_of(const char *target)
{
    cJSON *json = catalog(target);
    int count = cJSON_GetArraySize(cJSON_GetObjectItem(json, "statuses"));
    cJSON_Delete(json);
    return count;
}

START_TEST(all_statuses)
{
    cJSON *json = catalog("/catalog"), *status;
    int count, i = 0;
    const struct fact *facts = facts_all(&count);
    ck_assert_int_gt(count, 0);
    cJSON_ArrayForEach(status, cJSON_GetObjectItem(json, "statuses"))
    {
        ck_assert_int_lt(i, count);
        ck_assert_int_eq((int)cJSON_GetNumberValue(cJSON_GetObjectItem(status, "code")), facts[i].code);
        const char *phrase = cJSON_GetStringValue(cJSON_GetObjectItem(status, "phrase"));
        ck_assert(phrase != NULL && *phrase != '\0');
        if (expected_phrase(facts[i].code) != NULL) {
            ck_assert_str_eq(phrase, expected_phrase(facts[i].code));
        }
        i++;
    }
    ck_assert_int_eq(i, count);
    cJSON_Delete(json);
}

/* Each filter leaves as many statuses as the tables of tests/facts have. */
START_TEST(filters)
{
    int facts_count, assigned, fives = 0, registered_fours = 0;
    const struct fact *facts = facts_all(&facts_count);
    assignments_all(&assigned);
    for (int i = 0; i < facts_count; i++) {
        fives += facts[i].code / 100 == 5;
        registered_fours += facts[i].code / 100 == 4 && facts[i].code != 418 && assigned_phrase(facts[i].code) != NULL;
    }
    ck_assert_int_eq(count_of("/catalog?class=5xx"), fives);
    ck_assert_int_eq(count_of("/catalog?class=5"), fives);
    ck_assert_int_eq(count_of("/catalog?class=server%20error"), fives);
    ck_assert_int_eq(count_of("/catalog?class=4xx&state=registered"), registered_fours);
    ck_assert_int_eq(count_of("/catalog?state=registered&class=4xx&pretty"), registered_fours);
    ck_assert_int_eq(count_of("/catalog?state=unregistered"), facts_count - assigned);
    ck_assert_int_eq(count_of("/catalog?state=unused"), 2);
    ck_assert_int_eq(count_of("/catalog?state=temporary") + count_of("/catalog?state=lapsed"), 1);
    ck_assert_int_eq(count_of("/catalog?class=8xx"), 0);
}

/* The codes that are free: from 100 to 599, the others are no status codes (RFC 9110 §15), those that neither IANA's
 * registry nor a vendor has. The entry of each says so too. */
START_TEST(unassigned)
{
    int facts_count, valid = 0, fours = 0;
    const struct fact *facts = facts_all(&facts_count);
    for (int i = 0; i < facts_count; i++) {
        valid += facts[i].code < 600;
        fours += facts[i].code / 100 == 4;
    }
    ck_assert_int_eq(count_of("/catalog?state=unassigned"), 500 - valid);
    ck_assert_int_eq(count_of("/catalog?class=4xx&state=unassigned"), 100 - fours);
    ck_assert_int_eq(count_of("/catalog?class=6xx&state=unassigned"), 0);
    cJSON *json = catalog("/catalog?state=unassigned"), *status;
    cJSON_ArrayForEach(status, cJSON_GetObjectItem(json, "statuses"))
    {
        ck_assert_ptr_null(fact_find((int)cJSON_GetNumberValue(cJSON_GetObjectItem(status, "code"))));
        ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(status, "state")), "unassigned");
    }
    cJSON_Delete(json);
}

/* nginx has the six codes 444 and 494 to 499 of which 498 is Esri's (tests/facts/other-phrases.tsv). */
START_TEST(vendors)
{
    ck_assert_int_eq(count_of("/catalog?vendor=nginx"), 6);
    ck_assert_int_eq(count_of("/catalog?vendor=NGINX&class=4xx&state=unregistered"), 6);
    ck_assert_int_eq(count_of("/catalog?vendor=AWS%20Application+Load%20Balancer"), 4);
    ck_assert_int_eq(count_of("/catalog?vendor=nginx&state=unassigned"), 0);
    ck_assert_int_eq(count_of("/catalog?vendor=nginx&class=5xx"), 0);
    struct message *message = client_get(client, "/catalog?vendor=ngnix", "");
    expect_problem(message, 400);
    EXPECT(message, strstr(message->content, "Cloudflare, ") != NULL && strstr(message->content, "nginx, ") != NULL,
           "no choices: %s", message->content);
}

/* ?curl has the commands as a shell takes them, and JSON the same ones with its escapes. */
START_TEST(commands_to_paste)
{
    struct message *lines = client_get(client, "/catalog/412?curl", "");
    expect_code(lines, 200);
    expect_field(lines, "Content-Type", "text/plain");
    struct message *entry = client_get(client, "/catalog/412", "");
    cJSON *json = message_json(entry);
    const char *at = lines->content;
    const cJSON *asked;
    cJSON_ArrayForEach(asked, cJSON_GetObjectItem(json, "earn"))
    {
        const char *command = json_string(entry, asked, "curl");
        EXPECT(lines, strncmp(at, command, strlen(command)) == 0 && at[strlen(command)] == '\n', "no %s in %s", command,
               at);
        at += strlen(command) + 1;
    }
    EXPECT(lines, *at == '\0' && at > lines->content, "more, or nothing: %s", at);
    cJSON_Delete(json);
}

START_TEST(wrong_filters)
{
    static const char *const targets[] = {"/catalog?class=xx",  "/catalog?class=0xx",
                                          "/catalog?class=",    "/catalog?class=4x",
                                          "/catalog?class=4xy", "/catalog?state=Registered",
                                          "/catalog?state=new", "/catalog?state=",
                                          "/catalog?vendor=",   "/catalog?vendor=nginx,Cloudflare"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "");
        expect_problem(message, 400);
        EXPECT(message, strstr(message->content, "/catalog?") != NULL, "no example: %s", message->content);
    }
}

START_TEST(pretty)
{
    struct message *plain = client_get(client, "/catalog/404", ""),
                   *pretty_one = client_get(client, "/catalog/404?pretty", "");
    cJSON *a = message_json(plain), *b = message_json(pretty_one);
    EXPECT(pretty_one, strchr(pretty_one->content, '\n') < pretty_one->content + pretty_one->length - 1, "one line");
    EXPECT(plain, strchr(plain->content, '\n') == plain->content + plain->length - 1, "not one line: %s",
           plain->content);
    ck_assert(cJSON_Compare(a, b, true));
    cJSON_Delete(a);
    cJSON_Delete(b);
}

/* RFC 9110 §13.1.2, §15.4.5: a tag that weakly equals, in a list or as "*", earns 304; another one 200. */
START_TEST(conditional)
{
    const char *tag = message_field(client_get(client, "/catalog", ""), "ETag");
    ck_assert_msg(tag != NULL && tag[0] == '"', "ETag: %s", tag);
    const struct {
        const char *before, *tag;
        int code;
    } cases[] = {
        {"", tag, 304},          {"W/", tag, 304}, {"\"a,b\", ", tag, 304}, {"\"a\"\r\nIf-None-Match: ", tag, 304},
        {"\"x\\\", ", tag, 304}, {"", "*", 304},   {"\"other\"", "", 200}};
    for (int i = 0; i < COUNT(cases); i++) {
        const char *fields = arena_printf(&client->arena, "If-None-Match: %s%s\r\n", cases[i].before, cases[i].tag).at;
        struct message *message = client_get(client, "/catalog", fields);
        expect_code(message, cases[i].code);
        expect_field(message, "ETag", tag);
        expect_field(message, "Cache-Control", "");
        expect_code(client_ask(client, "HEAD", "/catalog", fields), cases[i].code);
    }
    struct message *kept =
        client_get(client, "/catalog", arena_printf(&client->arena, "If-None-Match: %s\r\n", tag).at);
    expect_no_field(kept, "Content-Type");
    expect_alive(client);
}

START_TEST(one_entry)
{
    struct message *message = client_get(client, "/catalog/418", "");
    expect_code(message, 200);
    cJSON *json = message_json(message);
    ck_assert_int_eq((int)json_number(message, json, "code"), 418);
    ck_assert_str_eq(json_string(message, json, "phrase"), "I'm a teapot");
    ck_assert_str_eq(json_string(message, json, "class"), "client error");
    ck_assert_str_eq(json_string(message, json, "state"), "unused");
    ck_assert_str_eq(json_string(message, json, "definition.document"), "RFC 9110");
    ck_assert_str_eq(json_string(message, json, "definition.section"), "15.5.19");
    EXPECT(message, strstr(json_string(message, json, "definition.link"), "rfc9110#section-15.5.19") != NULL,
           "the link");
    EXPECT(message, *json_string(message, json, "summary") != '\0', "no summary");
    EXPECT(message, strncmp(json_string(message, json, "example.curl"), "curl -i ", 8) == 0, "no curl line");
    cJSON_Delete(json);
}

/* A name stands in place of a code here too. */
START_TEST(entry_by_name)
{
    struct message *message = client_get(client, "/catalog/not-found", "");
    expect_code(message, 200);
    cJSON *json = message_json(message);
    ck_assert_int_eq((int)json_number(message, json, "code"), 404);
    cJSON_Delete(json);
}

/* A code without a row has the rules of its class. */
START_TEST(unassigned_entry)
{
    struct message *message = client_get(client, "/catalog/477", "");
    expect_code(message, 200);
    cJSON *json = message_json(message);
    ck_assert_int_eq((int)json_number(message, json, "code"), 477);
    ck_assert_str_eq(json_string(message, json, "state"), "unassigned");
    ck_assert_str_eq(json_string(message, json, "example.target"), "/status/477");
    cJSON_Delete(json);
}

START_TEST(no_such_entry)
{
    static const char *const targets[] = {"/catalog/42", "/catalog/1000", "/catalog/abc",
                                          "/catalog/",   "/catalog/-12",  "/catalog/404/"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "");
        expect_problem(message, 404);
        EXPECT(message, strstr(message->content, "/catalog/404") != NULL, "no example: %s", message->content);
    }
}

START_TEST(only_for_reading)
{
    struct message *post = client_ask(client, "POST", "/catalog", "Content-Length: 0\r\n");
    expect_problem(post, 405);
    expect_member(post, "Allow", "GET");
    expect_member(post, "Allow", "HEAD");
    struct message *options = client_ask(client, "OPTIONS", "/catalog", "");
    expect_code(options, 204);
    expect_member(options, "Allow", "GET");
}

START_TEST(examples_show_their_status)
{
    int count;
    int code = facts_all(&count)[_i].code;
    struct client *reader = client_open(wire_port());
    struct message *entry = client_get(reader, arena_printf(&reader->arena, "/catalog/%d", code).at, "");
    expect_code(entry, 200);
    cJSON *json = message_json(entry);
    const cJSON *example = cJSON_GetObjectItem(json, "example");
    const char *method = json_string(entry, example, "method");
    client_send_described(client, entry, example);
    struct message *answer = client_read(client, method);
    expect_code(answer, code);
    if (code < 200 && code != 101) {
        expect_code(client_read(client, method), 200);
    }
    cJSON_Delete(json);
    client_close(reader);
}

SUITE("catalog on the wire")
{
    int count;
    TCase *tcase = wire_case(suite, "catalog");
    facts_all(&count);
    tcase_add_test(tcase, all_statuses);
    tcase_add_test(tcase, filters);
    tcase_add_test(tcase, unassigned);
    tcase_add_test(tcase, vendors);
    tcase_add_test(tcase, commands_to_paste);
    tcase_add_test(tcase, wrong_filters);
    tcase_add_test(tcase, pretty);
    tcase_add_test(tcase, conditional);
    tcase_add_test(tcase, one_entry);
    tcase_add_test(tcase, entry_by_name);
    tcase_add_test(tcase, unassigned_entry);
    tcase_add_test(tcase, no_such_entry);
    tcase_add_test(tcase, only_for_reading);
    tcase_add_loop_test(tcase, examples_show_their_status, 0, count);
}
