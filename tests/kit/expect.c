#include "tests/kit/expect.h"

#include "base/buffer.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void expect(const struct message *message, bool condition, const char *file, int line, const char *format, ...)
{
    char why[1024];
    va_list arguments;
    if (condition) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    ck_abort_msg("%s (%s:%d): %s", message->about, file, line, why);
}

void expect_code(const struct message *message, int code)
{
    EXPECT(message, message->code == code, "expected %d, got %d %s with %s", code, message->code, message->phrase,
           message->content);
}

void expect_field(const struct message *message, const char *name, const char *beginning)
{
    const char *value = message_field(message, name);
    EXPECT(message, value != NULL, "no %s", name);
    EXPECT(message, message_count(message, name) == 1, "%d lines of %s", message_count(message, name), name);
    EXPECT(message, strncmp(value, beginning, strlen(beginning)) == 0, "%s: %s, expected to begin with %s", name, value,
           beginning);
}

void expect_no_field(const struct message *message, const char *name)
{
    const char *value = message_field(message, name);
    EXPECT(message, value == NULL, "%s: %s should not be there", name, value);
}

void expect_member(const struct message *message, const char *name, const char *member)
{
    for (int i = 0; i < message->count; i++) {
        const char *at = strcasecmp(message->lines[i].name, name) == 0 ? message->lines[i].value : "";
        while (*at != '\0') {
            at += strspn(at, ", \t");
            size_t length = strcspn(at, ", \t");
            if (length == strlen(member) && strncasecmp(at, member, length) == 0) {
                return;
            }
            at += length;
        }
    }
    EXPECT(message, false, "%s in no %s", member, name);
}

cJSON *message_json(const struct message *message)
{
    cJSON *json = cJSON_ParseWithLength(message->content, message->length);
    EXPECT(message, json != NULL, "the content is not JSON: %s", message->content);
    return json;
}

static const cJSON *at_path(const struct message *message, const cJSON *json, const char *path)
{
    char name[64];
    for (const char *at = path; *at != '\0';) {
        size_t length = strcspn(at, ".");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        json = cJSON_GetObjectItemCaseSensitive(json, name);
        EXPECT(message, json != NULL, "the JSON has no %s: %s", path, message->content);
        at += length + (at[length] == '.');
    }
    return json;
}

const char *json_string(const struct message *message, const cJSON *json, const char *path)
{
    const cJSON *item = at_path(message, json, path);
    EXPECT(message, cJSON_IsString(item), "%s is not a string: %s", path, message->content);
    return item->valuestring;
}

double json_number(const struct message *message, const cJSON *json, const char *path)
{
    const cJSON *item = at_path(message, json, path);
    EXPECT(message, cJSON_IsNumber(item), "%s is not a number: %s", path, message->content);
    return item->valuedouble;
}

void expect_problem(const struct message *message, int code)
{
    expect_code(message, code);
    expect_field(message, "Content-Type", "application/problem+json");
    cJSON *json = message_json(message);
    EXPECT(message, (int)json_number(message, json, "status") == code, "another status in the content: %s",
           message->content);
    EXPECT(message, *json_string(message, json, "type") != '\0', "an empty type: %s", message->content);
    EXPECT(message, *json_string(message, json, "title") != '\0', "an empty title: %s", message->content);
    EXPECT(message, *json_string(message, json, "detail") != '\0', "an empty detail: %s", message->content);
    cJSON_Delete(json);
}

void expect_alive(struct client *client)
{
    char before[sizeof client->about];
    snprintf(before, sizeof before, "%s", client->about);
    client_request(client, "GET", "/status/200", "");
    snprintf(client->about, sizeof client->about, "%.100s, then another request", before);
    struct message *next = client_read(client, "GET");
    expect_code(next, 200);
}

void expect_closed(struct client *client)
{
    enum ending ending = client_wait_for_end(client);
    ck_assert_msg(ending == CLOSED, "%s: the connection was reset", client->about);
}

/* So many zeroes, terminated. */
static const char *zeroes(struct client *client, int count)
{
    char *digits = arena_alloc(&client->arena, (size_t)count + 1);
    memset(digits, '0', (size_t)count);
    return digits;
}

static bool has_field(const cJSON *fields, const char *name)
{
    const cJSON *field;
    cJSON_ArrayForEach(field, fields)
    {
        if (strncasecmp(cJSON_GetStringValue(field), name, strlen(name)) == 0) {
            return true;
        }
    }
    return false;
}

void client_send_described(struct client *client, const struct message *about, const cJSON *asked)
{
    const cJSON *field, *content = cJSON_GetObjectItem(asked, "content"),
                        *fields = cJSON_GetObjectItem(asked, "fields");
    const char *text = cJSON_IsString(content) ? content->valuestring : NULL;
    const char *more = zeroes(client, (int)json_number(about, asked, "zeroes"));
    struct buffer bytes = buffer_in(&client->arena);
    bool chunked = cJSON_IsTrue(cJSON_GetObjectItem(asked, "chunked"));
    buffer_print(&bytes, "%s %s%s %s\r\n", json_string(about, asked, "method"), json_string(about, asked, "target"),
                 cJSON_GetArraySize(fields) == 0 ? more : "", json_string(about, asked, "version"));
    if (!has_field(fields, "Host:")) {
        buffer_print(&bytes, "Host: localhost\r\n");
    }
    cJSON_ArrayForEach(field, fields)
    {
        buffer_print(&bytes, "%s%s\r\n", cJSON_GetStringValue(field), field->next == NULL ? more : "");
    }
    if (text != NULL && chunked) {
        buffer_print(&bytes, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n%s\r\n0\r\n\r\n", strlen(text), text);
    } else if (text != NULL && !has_field(fields, "Content-Length:")) {
        buffer_print(&bytes, "Content-Length: %zu\r\n\r\n%s", strlen(text), text);
    } else {
        buffer_print(&bytes, "\r\n%s", text != NULL ? text : "");
    }
    struct text whole = buffer_text(&bytes);
    client_send(client, whole.at, whole.length); /* at once: the answer may end the connection before the last byte */
}
