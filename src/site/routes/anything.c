/* /anything: the request as it arrived, as JSON. */
#include "base/digest.h"
#include "http/media.h"
#include "site/browser.h"
#include "site/json.h"
#include "site/routes/routes.h"

static void add_query(struct context *context, cJSON *json)
{
    cJSON *query = cJSON_AddArrayToObject(json, "query");
    struct text rest = context->request->query;
    struct parameter parameter;
    while (parameter_next(context->arena, &rest, '&', &parameter)) {
        cJSON *item = cJSON_CreateObject();
        json_add_text(context->arena, item, "name", parameter.name);
        json_add_text(context->arena, item, "value", parameter.value);
        cJSON_AddItemToArray(query, item);
    }
}

static void add_fields(struct context *context, cJSON *json)
{
    cJSON *fields = cJSON_AddArrayToObject(json, "fields");
    for (size_t i = 0; i < context->request->fields.count; i++) {
        cJSON *item = cJSON_CreateObject();
        json_add_text(context->arena, item, "name", context->request->fields.at[i].name);
        json_add_text(context->arena, item, "value", context->request->fields.at[i].value);
        cJSON_AddItemToArray(fields, item);
    }
}

static void add_content(struct context *context, cJSON *json)
{
    struct text bytes = context->request->content;
    cJSON *content = cJSON_AddObjectToObject(json, "content");
    cJSON_AddNumberToObject(content, "length", (double)bytes.length);
    if (text_is_utf8(bytes) && text_find(bytes, '\0') == bytes.length) {
        json_add_text(context->arena, content, "text", bytes);
    } else {
        json_add_text(context->arena, content, "base64", digest_base64(context->arena, bytes));
    }
}

static int answer(struct context *context)
{
    const struct request *request = context->request;
    cJSON *json = cJSON_CreateObject();
    json_add_text(context->arena, json, "method", request->method);
    json_add_text(context->arena, json, "target", request->target);
    json_add_text(context->arena, json, "path", request->path);
    cJSON_AddStringToObject(json, "version", request->minor == 0 ? "HTTP/1.0" : "HTTP/1.1");
    add_query(context, json);
    add_fields(context, json);
    add_content(context, json);
    cJSON_AddStringToObject(json, "client", request->client_address);
    browser_distrust(context->reply);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

const struct route anything_routes[] = {
    {"/anything", EXACTLY, NULL, answer, "*", "/anything",
     "the request as JSON, fields in the order and case they came; any method, any path below"},
    {"/anything/", BELOW, NULL, answer, "*", NULL, NULL},
    {.path = NULL},
};
