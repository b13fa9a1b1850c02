/* /openapi.json. Whether it is valid says a validator (tests/browser/openapi.test.js). */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

/* OpenAPI 3.1 §4.8.10: a path item has an operation for each method, and a parameter for each name in braces. */
START_TEST(description)
{
    struct message *message = client_get(client, "/openapi.json", "");
    expect_code(message, 200);
    expect_field(message, "Content-Type", "application/json");
    expect_field(message, "ETag", "\"");
    cJSON *json = message_json(message);
    ck_assert_str_eq(json_string(message, json, "info.title"), "statusd");
    const cJSON *paths = cJSON_GetObjectItem(json, "paths"), *status = cJSON_GetObjectItem(paths, "/status/{codes}");
    ck_assert_str_eq(json_string(message, cJSON_GetArrayItem(cJSON_GetObjectItem(status, "parameters"), 0), "name"),
                     "codes");
    ck_assert_ptr_nonnull(cJSON_GetObjectItem(status, "patch"));
    const cJSON *cookies = cJSON_GetObjectItem(paths, "/cookies");
    ck_assert_ptr_nonnull(cJSON_GetObjectItem(cookies, "head"));
    ck_assert_ptr_null(cJSON_GetObjectItem(cookies, "put"));
    const cJSON *delay = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "components"), "parameters");
    ck_assert_str_eq(json_string(message, cJSON_GetObjectItem(delay, "delay"), "in"), "query");
    cJSON_Delete(json);
}

SUITE("OpenAPI on the wire")
{
    tcase_add_test(wire_case(suite, "openapi"), description);
}
