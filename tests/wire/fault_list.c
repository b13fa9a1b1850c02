/* /faults: the faults as data. That each sends what it promises is tested in framing.c and faults.c. */
#include "http/fault.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

static struct cJSON *list(const struct message **message)
{
    *message = client_get(client, "/faults", "");
    expect_code(*message, 200);
    expect_field(*message, "Content-Type", "application/json");
    return message_json(*message);
}

/* What the RFCs say of some of them: a correct client's verdict. */
static const char *const verdicts[][3] = {
    {"double-length", "must refuse", "https://www.rfc-editor.org/rfc/rfc9112#section-6.3"}, /* item 5 */
    {"same-length", "may refuse", "https://www.rfc-editor.org/rfc/rfc9110#section-8.6"},
    {"folded", "accepts", "https://www.rfc-editor.org/rfc/rfc9112#section-5.2"},         /* MUST replace */
    {"until-close", "accepts", "https://www.rfc-editor.org/rfc/rfc9112#section-6.3"},    /* item 8 */
    {"interim-length", "accepts", "https://www.rfc-editor.org/rfc/rfc9112#section-6.3"}, /* item 1 */
    {"no-last-chunk", "must refuse", "https://www.rfc-editor.org/rfc/rfc9112#section-8"},
    {"bare-lf", "may refuse", "https://www.rfc-editor.org/rfc/rfc9112#section-2.2"},
    {"hang", "must refuse", "https://www.rfc-editor.org/rfc/rfc9112#section-8"}, /* a client that gives up ends it */
    {"endless-body", "must refuse", "https://www.rfc-editor.org/rfc/rfc9112#section-8"},
};

START_TEST(says_what_a_client_does)
{
    const struct message *message;
    struct cJSON *json = list(&message), *fault, *found = NULL;
    cJSON_ArrayForEach(fault, cJSON_GetObjectItem(json, "faults"))
    {
        found = strcmp(json_string(message, fault, "name"), verdicts[_i][0]) == 0 ? fault : found;
    }
    EXPECT(message, found != NULL, "no %s", verdicts[_i][0]);
    EXPECT(message, strcmp(json_string(message, found, "client.verdict"), verdicts[_i][1]) == 0, "%s: %s",
           verdicts[_i][0], json_string(message, found, "client.verdict"));
    EXPECT(message, strcmp(json_string(message, found, "definition.link"), verdicts[_i][2]) == 0, "%s: %s",
           verdicts[_i][0], json_string(message, found, "definition.link"));
    cJSON_Delete(json);
}

/* The list is whole, and each example, as it stands there, is answered by its fault: not by a problem. */
START_TEST(every_example)
{
    const struct message *message;
    struct client *lister = client_open(wire_port()), *first = client;
    client = lister;
    struct cJSON *json = list(&message), *fault;
    client = first;
    int count = 0;
    cJSON_ArrayForEach(fault, cJSON_GetObjectItem(json, "faults"))
    {
        const char *name = json_string(message, fault, "name"), *curl = json_string(message, fault, "example.curl");
        EXPECT(message, strcmp(name, fault_nth(count++)->name) == 0, "another order");
        EXPECT(message, strncmp(curl, "curl ", 5) == 0 && strstr(curl, name) != NULL, "%s: %s", name, curl);
        reconnect();
        client_send_described(client, message, cJSON_GetObjectItem(fault, "example"));
        struct raw raw = raw_read(client);
        ck_assert_msg(raw.length > 0 && !raw_says(&raw, "400 Bad Request"), "%s: %s", name, raw.bytes);
    }
    ck_assert_ptr_null(fault_nth(count));
    cJSON_Delete(json);
    client_close(lister);
}

START_TEST(pretty_and_unchanged)
{
    struct message *message = client_get(client, "/faults?pretty", "");
    EXPECT(message, strstr(message->content, "\n\t") != NULL || strstr(message->content, "\n  ") != NULL, "one line");
    const char *tag = message_field(message, "ETag");
    expect_code(client_get(client, "/faults?pretty", arena_printf(&client->arena, "If-None-Match: %s\r\n", tag).at),
                304);
    expect_problem(client_ask(client, "PUT", "/faults", ""), 405);
}

static void start(void)
{
    static const char *const arguments[] = {"--max-hang", "200ms", NULL};
    wire_start(arguments);
}

SUITE("faults as data")
{
    TCase *tcase = wire_case_with(suite, "fault list", start);
    tcase_add_loop_test(tcase, says_what_a_client_does, 0, COUNT(verdicts));
    tcase_add_test(tcase, every_example);
    tcase_add_test(tcase, pretty_and_unchanged);
}
