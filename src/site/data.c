#include "site/data.h"

#include "http/media.h"
#include "site/command.h"
#include "site/conditional.h"

cJSON *data_request(struct context *context, const struct status_request *asked, const char *target)
{
    const char *method = asked->method != NULL ? asked->method : "GET";
    cJSON *json = cJSON_CreateObject();
    target = asked->target != NULL ? asked->target : target;
    cJSON_AddStringToObject(json, "method", method);
    cJSON_AddStringToObject(json, "target", target);
    cJSON_AddStringToObject(json, "version", asked->version != NULL ? asked->version : "HTTP/1.1");
    cJSON *fields = cJSON_AddArrayToObject(json, "fields");
    for (int i = 0; i < STATUS_REQUEST_FIELDS && asked->fields[i] != NULL; i++) {
        cJSON_AddItemToArray(fields, cJSON_CreateString(asked->fields[i]));
    }
    json_add_string(json, "content", asked->content);
    cJSON_AddBoolToObject(json, "chunked", asked->chunked);
    cJSON_AddNumberToObject(json, "zeroes", asked->zeroes);
    json_add_text(context->arena, json, "curl",
                  command_for(context->arena, asked, method, target, request_origin(context->request, context->arena)));
    return json;
}

int data_reply(struct context *context, cJSON *json)
{
    bool pretty = request_has_parameter(context->request, context->arena, "pretty");
    struct text text = json_print(context->arena, json, pretty ? JSON_PRETTY : JSON_COMPACT);
    return conditional_content(context, media_type(MEDIA_JSON), text);
}
