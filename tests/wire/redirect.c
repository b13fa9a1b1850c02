/* Where statuses lead on the wire: every Location and every choice is something here that answers 200. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

/* RFC 9110 §10.2.2: a reference to this very server, so that a client that follows stays on it. */
static void expect_leads_to_ok(const struct message *message, const char *target)
{
    EXPECT(message, target[0] == '/' && target[1] != '/', "%s leads elsewhere", target);
    struct message *there = client_get(client, target, "");
    expect_code(there, 200);
    EXPECT(there, strstr(there->content, target) != NULL, "not about itself: %s", there->content);
}

static const int located[] = {104, 201, 202, 300, 301, 302, 303, 305, 307, 308};

START_TEST(locations)
{
    struct message *message =
        client_get(client, arena_printf(&client->arena, "/status/%d", located[_i]).at, "Accept: */*\r\n");
    expect_code(message, located[_i]);
    expect_field(message, "Location", "/");
    if (located[_i] < 200) {
        expect_code(client_read(client, "GET"), 200);
    }
    expect_leads_to_ok(message, message_field(message, "Location"));
}

/* RFC 9110 §15.4.8: 307 and 308 are followed with the same method and content, which the target takes. */
START_TEST(locations_take_posts)
{
    for (int code = 307; code <= 308; code++) {
        struct message *message = client_get(client, arena_printf(&client->arena, "/status/%d", code).at, "");
        expect_code(message, code);
        client_print(client, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
                     message_field(message, "Location"));
        struct message *there = client_read(client, "POST");
        expect_code(there, 200);
        EXPECT(there, strstr(there->content, "hello") != NULL, "the content was lost: %s", there->content);
    }
}

/* RFC 9110 §15.4.1, §15.5.7: the content lists alternatives, each of which is here. */
static const int with_choices[] = {300, 406};

START_TEST(choices)
{
    struct message *message = client_get(client, arena_printf(&client->arena, "/status/%d", with_choices[_i]).at,
                                         "Accept: application/json\r\n");
    expect_code(message, with_choices[_i]);
    cJSON *json = message_json(message), *choice, *list = cJSON_GetObjectItem(json, "choices");
    EXPECT(message, cJSON_GetArraySize(list) >= 2, "no choice: %s", message->content);
    cJSON_ArrayForEach(choice, list)
    {
        expect_leads_to_ok(message, json_string(message, choice, "uri"));
        json_string(message, choice, "type");
    }
    cJSON_Delete(json);
}

SUITE("redirects on the wire")
{
    TCase *tcase = wire_case(suite, "redirects");
    tcase_add_loop_test(tcase, locations, 0, COUNT(located));
    tcase_add_test(tcase, locations_take_posts);
    tcase_add_loop_test(tcase, choices, 0, COUNT(with_choices));
}
