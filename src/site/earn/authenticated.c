#include "site/earn/authenticated.h"

#include "http/media.h"
#include "site/json.h"

int authenticated_reply(struct context *context, const char *name, struct text value)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddBoolToObject(json, "authenticated", true);
    json_add_text(context->arena, json, name, value);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}
