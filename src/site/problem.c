#include "site/problem.h"

#include "http/media.h"
#include "http/status.h"
#include "site/json.h"

int problem(struct call *call, int code, struct text detail, struct text example)
{
    cJSON *document = cJSON_CreateObject();
    cJSON_AddStringToObject(document, "type", "about:blank");
    cJSON_AddStringToObject(document, "title", status_phrase(code));
    cJSON_AddNumberToObject(document, "status", code);
    json_add_text(call->arena, document, "detail", detail);
    json_add_text(call->arena, document, "example", example);
    reply_clear(call->reply);
    call->refused = true;
    reply_content(call->reply, media_type(MEDIA_PROBLEM), json_print(call->arena, document, JSON_PRETTY));
    call_open(call, code);
    return code;
}
