#include "site/conditional.h"

#include "base/digest.h"
#include "http/date.h"
#include "site/partial.h"
#include "site/problem.h"

#include <time.h>

int conditional_failure(struct context *context, const struct validators *validators)
{
    int code = problem(context, 412, TEXT("it is not as the precondition has it; its tag stands in ETag"),
                       validators->tag.length > 0 ? arena_printf(context->arena, "If-Match: %.*s",
                                                                 (int)validators->tag.length, validators->tag.at)
                                                  : TEXT("If-None-Match: *"));
    if (validators->tag.length > 0) {
        reply_add(context->reply, "ETag", validators->tag);
    }
    return code;
}

/* The Range of a GET is looked at (RFC 9110 §14.2), unless If-Range speaks against it. */
static bool takes_range(struct context *context, const struct validators *validators)
{
    return text_equal(context->request->method, TEXT("GET")) &&
           precondition_takes_range(context->request, context->arena, validators, time(NULL));
}

int conditional_reply(struct context *context, const struct validators *validators, struct text type, struct text whole)
{
    enum precondition found = precondition_check(context->request, context->arena, validators);
    if (found == PRECONDITION_FAILED) {
        return conditional_failure(context, validators);
    }
    int code = found == NOT_MODIFIED ? 304 : 200;
    if (found != NOT_MODIFIED && takes_range(context, validators)) {
        code = partial_reply(context, whole, type);
    } else {
        reply_content(context->reply, type, whole);
    }
    if (validators->tag.length > 0) {
        reply_add(context->reply, "ETag", validators->tag);
    }
    /* RFC 9110 §15.4.5: where the tag tells a cache enough, a 304 says no more. */
    if (validators->modified != 0 && found != NOT_MODIFIED) {
        reply_add(context->reply, "Last-Modified", date_format(context->arena, validators->modified));
    }
    return code;
}

struct text conditional_tag(struct arena *arena, struct text bytes)
{
    return arena_printf(arena, "\"%s\"", digest_tag(arena, bytes).at);
}

int conditional_content(struct context *context, struct text type, struct text bytes)
{
    struct validators validators = {.exists = true, .tag = conditional_tag(context->arena, bytes)};
    int code = conditional_reply(context, &validators, type, bytes);
    reply_add(context->reply, "Cache-Control", TEXT("no-cache"));
    return code;
}

int conditional_content_as_get(struct context *context, struct text type, struct text bytes)
{
    const struct request *asked = context->request;
    struct request as_get = *asked;
    as_get.method = request_reads(asked) ? asked->method : TEXT("GET");
    context->request = &as_get;
    int code = conditional_content(context, type, bytes);
    context->request = asked;
    return code;
}
