#include "site/request_json.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "http/media.h"
#include "site/form.h"
#include "site/json.h"

#include <ctype.h>

/* For each name cJSON searches the whole object, which takes long if there are many. */
enum { MEMBERS_MAX = 1000 };

/* Tells in json how many of count members were dropped, beside those told already. httpbin has no such member, and
 * drops none. */
static void tell_dropped(cJSON *json, int count)
{
    const cJSON *before = cJSON_GetObjectItem(json, "dropped");
    int dropped = (count > MEMBERS_MAX ? count - MEMBERS_MAX : 0) + (before != NULL ? before->valueint : 0);
    if (dropped > 0) {
        cJSON_DeleteItemFromObject(json, "dropped");
        cJSON_AddNumberToObject(json, "dropped", dropped);
    }
}

/* Adds the parameters to object, a member of json. */
static void add_parameters(struct context *context, cJSON *json, cJSON *object, struct text parameters)
{
    struct parameter parameter;
    int count = 0;
    for (; parameter_next(context->arena, &parameters, '&', &parameter); count++) {
        if (count < MEMBERS_MAX) {
            json_add_value(context->arena, object, parameter.name, parameter.value);
        }
    }
    tell_dropped(json, count);
}

/* A letter behind a letter is small, any other is a capital. */
static struct text titled(struct arena *arena, struct text name)
{
    char *title = arena_alloc(arena, name.length + 1);
    for (size_t i = 0; i < name.length; i++) {
        bool within = i > 0 && isalpha((unsigned char)name.at[i - 1]);
        title[i] = (char)(within ? tolower((unsigned char)name.at[i]) : toupper((unsigned char)name.at[i]));
    }
    return (struct text){title, name.length};
}

static struct text joined(struct arena *arena, const struct fields *fields, struct text name)
{
    struct buffer values = buffer_in(arena);
    const char *separator = "";
    for (size_t i = 0; i < fields->count; i++) {
        if (text_same(fields->at[i].name, name)) {
            buffer_add(&values, text_of(separator));
            buffer_add(&values, fields->at[i].value);
            separator = ",";
        }
    }
    return buffer_text(&values);
}

void request_json_add_headers(struct context *context, cJSON *object)
{
    const struct fields *fields = &context->request->fields;
    cJSON *headers = cJSON_AddObjectToObject(object, "headers");
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->at[i];
        if (fields_find(fields, field->name) == &field->value) {
            json_add_text(context->arena, headers, json_utf8(context->arena, titled(context->arena, field->name)),
                          joined(context->arena, fields, field->name));
        }
    }
}

cJSON *request_json_head(struct context *context)
{
    const struct request *request = context->request;
    cJSON *json = cJSON_CreateObject();
    add_parameters(context, json, cJSON_AddObjectToObject(json, "args"), request->query);
    request_json_add_headers(context, json);
    cJSON_AddStringToObject(json, "origin", request->client_address);
    json_add_text(context->arena, json, "url", request_url(request, context->arena, request->target));
    return json;
}

static bool is_plain_text(struct text bytes)
{
    return text_is_utf8(bytes) && text_find(bytes, '\0') == bytes.length;
}

/* Bytes as httpbin shows them: as they are if they are text, otherwise as a data URL (RFC 2397). */
static struct text shown(struct arena *arena, struct text bytes, struct text type)
{
    return is_plain_text(bytes)
               ? bytes
               : arena_printf(arena, "data:%.*s;base64,%s", (int)type.length, type.at, digest_base64(arena, bytes).at);
}

#define OCTETS TEXT("application/octet-stream")

static void add_part(struct context *context, const struct form_part *part, cJSON *form, cJSON *files)
{
    struct text type = part->type.length > 0 ? part->type : OCTETS;
    json_add_value(context->arena, part->is_file ? files : form, part->name,
                   part->is_file ? shown(context->arena, part->value, type) : part->value);
}

static void add_parts(struct context *context, cJSON *json, struct form parts, cJSON *form, cJSON *files)
{
    struct form_part part;
    int count = 0;
    for (; form_next(&parts, &part); count++) {
        if (count < MEMBERS_MAX) {
            add_part(context, &part, form, files);
        }
    }
    tell_dropped(json, count);
}

/* Adds data, files, form and json. The content is in one of the first three, by its media type. */
static void add_content_read(struct context *context, cJSON *json)
{
    struct text content = context->request->content, data = TEXT(""), boundary,
                type = request_field(context->request, context->arena, "Content-Type");
    cJSON *files = cJSON_CreateObject(), *form = cJSON_CreateObject();
    if (media_type_is(type, TEXT("application/x-www-form-urlencoded"))) {
        add_parameters(context, json, form, content);
    } else if (form_boundary(type, &boundary)) {
        add_parts(context, json, form_begin(content, boundary), form, files);
    } else {
        data = content;
    }
    cJSON *parsed = json_parse(data);
    json_add_text(context->arena, json, "data", shown(context->arena, data, OCTETS));
    cJSON_AddItemToObject(json, "files", files);
    cJSON_AddItemToObject(json, "form", form);
    cJSON_AddItemToObject(json, "json", parsed != NULL ? parsed : cJSON_CreateNull());
}

static void add_pair(struct context *context, cJSON *array, struct text name, struct text value)
{
    cJSON *item = cJSON_CreateObject();
    json_add_text(context->arena, item, "name", name);
    json_add_text(context->arena, item, "value", value);
    cJSON_AddItemToArray(array, item);
}

static void add_query(struct context *context, cJSON *json)
{
    cJSON *query = cJSON_AddArrayToObject(json, "query");
    struct text rest = context->request->query;
    struct parameter parameter;
    while (parameter_next(context->arena, &rest, '&', &parameter)) {
        add_pair(context, query, parameter.name, parameter.value);
    }
}

static void add_fields(struct context *context, cJSON *json)
{
    const struct fields *fields = &context->request->fields;
    cJSON *array = cJSON_AddArrayToObject(json, "fields");
    for (size_t i = 0; i < fields->count; i++) {
        add_pair(context, array, fields->at[i].name, fields->at[i].value);
    }
}

/* The bytes as they came, but not as text: data, form or files have that, and who counts how often a text is in
 * httpbin's answer finds it as often here. */
static void add_content(struct context *context, cJSON *json)
{
    struct text bytes = context->request->content;
    cJSON *content = cJSON_AddObjectToObject(json, "content");
    cJSON_AddNumberToObject(content, "length", (double)bytes.length);
    json_add_text(context->arena, content, "base64", digest_base64(context->arena, bytes));
}

cJSON *request_json(struct context *context)
{
    const struct request *request = context->request;
    cJSON *json = request_json_head(context);
    add_content_read(context, json);
    json_add_text(context->arena, json, "method", request->method);
    json_add_text(context->arena, json, "target", request->target);
    json_add_text(context->arena, json, "path", request->path);
    cJSON_AddStringToObject(json, "version", request->minor == 0 ? "1.0" : "1.1");
    add_query(context, json);
    add_fields(context, json);
    add_content(context, json);
    return json;
}
