#include "site/conditional.h"

#include "base/digest.h"
#include "http/precondition.h"

int conditional_content(struct context *context, struct text type, struct text bytes)
{
    struct text tag = arena_printf(context->arena, "\"%s\"", digest_tag(context->arena, bytes).at);
    reply_content(context->reply, type, bytes);
    reply_add(context->reply, "ETag", tag);
    reply_add(context->reply, "Cache-Control", TEXT("no-cache"));
    struct validators validators = {.exists = true, .tag = tag};
    return precondition_check(context->request, context->arena, &validators) == NOT_MODIFIED ? 304 : 200;
}
