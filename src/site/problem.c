#include "site/problem.h"

#include "http/media.h"
#include "http/status.h"
#include "site/browser.h"
#include "site/json.h"

int problem(struct context *context, int code, struct text detail, struct text example)
{
    cJSON *document = cJSON_CreateObject();
    cJSON_AddStringToObject(document, "type", "about:blank");
    cJSON_AddStringToObject(document, "title", status_phrase(code));
    cJSON_AddNumberToObject(document, "status", code);
    json_add_text(context->arena, document, "detail", detail);
    json_add_text(context->arena, document, "example", example);
    reply_clear(context->reply);
    context->refused = true;
    reply_content(context->reply, media_type(MEDIA_PROBLEM), json_print(context->arena, document, JSON_PRETTY));
    browser_let_read(context->reply, code);
    return code;
}
