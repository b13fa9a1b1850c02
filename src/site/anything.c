/* /anything: the request as it arrived, as JSON. */
#include "base/digest.h"
#include "http/media.h"
#include "site/call.h"
#include "site/json.h"

static void add_query(struct call *call, cJSON *json)
{
    cJSON *query = cJSON_AddArrayToObject(json, "query");
    struct text rest = call->request->query;
    struct parameter parameter;
    while (parameter_next(call->arena, &rest, '&', &parameter)) {
        cJSON *item = cJSON_CreateObject();
        json_add_text(call->arena, item, "name", parameter.name);
        json_add_text(call->arena, item, "value", parameter.value);
        cJSON_AddItemToArray(query, item);
    }
}

static void add_fields(struct call *call, cJSON *json)
{
    cJSON *fields = cJSON_AddArrayToObject(json, "fields");
    for (size_t i = 0; i < call->request->fields.count; i++) {
        cJSON *item = cJSON_CreateObject();
        json_add_text(call->arena, item, "name", call->request->fields.at[i].name);
        json_add_text(call->arena, item, "value", call->request->fields.at[i].value);
        cJSON_AddItemToArray(fields, item);
    }
}

static void add_content(struct call *call, cJSON *json)
{
    struct text bytes = call->request->content;
    cJSON *content = cJSON_AddObjectToObject(json, "content");
    cJSON_AddNumberToObject(content, "length", (double)bytes.length);
    if (text_is_utf8(bytes) && text_find(bytes, '\0') == bytes.length) {
        json_add_text(call->arena, content, "text", bytes);
    } else {
        json_add_text(call->arena, content, "base64", digest_base64(call->arena, bytes));
    }
}

int answer_anything(struct call *call)
{
    const struct request *request = call->request;
    cJSON *json = cJSON_CreateObject();
    json_add_text(call->arena, json, "method", request->method);
    json_add_text(call->arena, json, "target", request->target);
    json_add_text(call->arena, json, "path", request->path);
    cJSON_AddStringToObject(json, "version", request->minor == 0 ? "HTTP/1.0" : "HTTP/1.1");
    add_query(call, json);
    add_fields(call, json);
    add_content(call, json);
    cJSON_AddStringToObject(json, "client", request->client);
    call_distrust(call);
    reply_content(call->reply, media_type(MEDIA_JSON), json_print(call->arena, json, JSON_PRETTY));
    return 200;
}
