/* /modifiers: the modifiers as data. What each of them does is tested in modifiers.c. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

static const struct cJSON *named(const struct cJSON *json, const char *name)
{
    const struct cJSON *modifier;
    cJSON_ArrayForEach(modifier, cJSON_GetObjectItem(json, "modifiers"))
    {
        if (strcmp(cJSON_GetObjectItem(modifier, "name")->valuestring, name) == 0) {
            return modifier;
        }
    }
    return NULL;
}

static const struct cJSON *member(const struct message *message, const struct cJSON *json, const char *name,
                                  const char *of)
{
    const struct cJSON *modifier = named(json, name);
    EXPECT(message, modifier != NULL, "no %s", name);
    const struct cJSON *found = cJSON_GetObjectItem(modifier, of);
    EXPECT(message, found != NULL, "%s has no %s", name, of);
    return found;
}

/* Some of them, as README has them. */
START_TEST(says_what_they_take)
{
    struct message *message = client_get(client, "/modifiers", "");
    expect_code(message, 200);
    expect_field(message, "Content-Type", "application/json");
    struct cJSON *json = message_json(message);
    EXPECT(message, cJSON_IsNull(member(message, json, "delay", "choices")), "choices of a time");
    EXPECT(message, cJSON_IsFalse(member(message, json, "delay", "is_fault")), "delay is a fault");
    EXPECT(message, cJSON_IsTrue(member(message, json, "fault", "is_fault")), "fault is none");
    EXPECT(message, cJSON_IsTrue(member(message, json, "header", "repeats")), "header does not repeat");
    EXPECT(message, cJSON_IsFalse(member(message, json, "body", "repeats")), "body repeats");
    const struct cJSON *ends = member(message, json, "end", "choices");
    ck_assert_int_eq(cJSON_GetArraySize(ends), 3);
    ck_assert_str_eq(cJSON_GetArrayItem(ends, 1)->valuestring, "reset");
    cJSON_Delete(json);
}

/* The list is whole, and nothing in it is empty. That each example is right is tested in unit/site_edge.c. */
START_TEST(all_of_them)
{
    struct message *message = client_get(client, "/modifiers", "");
    struct cJSON *json = message_json(message), *modifier;
    int count = 0;
    cJSON_ArrayForEach(modifier, cJSON_GetObjectItem(json, "modifiers"))
    {
        const char *name = json_string(message, modifier, "name"), *help = json_string(message, modifier, "help");
        EXPECT(message, *help != '\0' && *json_string(message, modifier, "example") != '\0', "%s says nothing", name);
        count++;
    }
    ck_assert_int_eq(count, (int)json_number(message, json, "count"));
    cJSON_Delete(json);
}

START_TEST(pretty_and_unchanged)
{
    struct message *message = client_get(client, "/modifiers?pretty", "");
    EXPECT(message, strstr(message->content, "\n  ") != NULL, "one line");
    const char *tag = message_field(message, "ETag");
    const char *fields = arena_printf(&client->arena, "If-None-Match: %s\r\n", tag).at;
    expect_code(client_get(client, "/modifiers?pretty", fields), 304);
    expect_problem(client_ask(client, "PUT", "/modifiers", ""), 405);
}

SUITE("modifiers as data")
{
    TCase *tcase = wire_case(suite, "modifier list");
    tcase_add_test(tcase, says_what_they_take);
    tcase_add_test(tcase, all_of_them);
    tcase_add_test(tcase, pretty_and_unchanged);
}
