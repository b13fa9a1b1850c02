#include "tests/kit/raw.h"

#include "tests/kit/expect.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

struct raw raw_read(struct client *client)
{
    while (client_receive(client)) {
    }
    struct raw raw = {.length = client->length, .ending = client->ending};
    raw.about = arena_copy(&client->arena, text_of(client->about)).at;
    raw.bytes = client_take(client, client->length);
    return raw;
}

struct raw raw_get(struct client *client, const char *target)
{
    client_request(client, "GET", target, "");
    return raw_read(client);
}

const char *raw_content(const struct raw *raw, size_t *length)
{
    const char *end = memmem(raw->bytes, raw->length, "\r\n\r\n", 4);
    *length = end != NULL ? raw->length - (size_t)(end + 4 - raw->bytes) : 0;
    return end != NULL ? end + 4 : NULL;
}

int raw_count(const struct raw *raw, const char *text)
{
    const char *at = raw->bytes, *end = raw->bytes + raw->length;
    int count = 0;
    while ((at = memmem(at, (size_t)(end - at), text, strlen(text))) != NULL) {
        at += strlen(text);
        count++;
    }
    return count;
}

bool raw_says(const struct raw *raw, const char *text)
{
    return raw_count(raw, text) > 0;
}

void expect_serving(int port)
{
    struct client *client = client_open(port);
    expect_code(client_get(client, "/status/200", ""), 200);
    client_close(client);
}

void expect_mistake(struct client *client, const char *target, const char *name, const char *says)
{
    struct message *message = client_get(client, target, "");
    expect_problem(message, 400);
    struct cJSON *json = message_json(message);
    const char *detail = json_string(message, json, "detail"), *example = json_string(message, json, "example");
    size_t length = strlen(name);
    EXPECT(message, strncmp(detail, name, length) == 0 && strchr("=:", detail[length]) != NULL,
           "the detail does not begin with %s: %s", name, detail);
    EXPECT(message, strstr(detail, says) != NULL, "the detail does not say \"%s\": %s", says, detail);
    EXPECT(message, strncmp(example, name, length) == 0 && example[length] == '=', "not an example of %s: %s", name,
           example);
    cJSON_Delete(json);
}
