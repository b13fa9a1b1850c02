#include "site/finish.h"

#include "base/number.h"
#include "site/problem.h"

#include <inttypes.h>

/* Whether a Refresh leads to this server. What browsers take for one is wide (HTML, "shared declarative refresh
 * steps": three separators or none, "url=" or not, quotes or not), so what is let through is what all of them read
 * alike: "5", or "5; url=/there" without quotes. */
static bool owns_refresh(const struct request *request, struct text value)
{
    size_t end = text_find(value, ';');
    uint64_t seconds;
    if (!number_parse(text_trim((struct text){value.at, end}), UINT64_MAX, &seconds)) {
        return false;
    }
    struct text target = text_trim(text_from(value, end + 1));
    bool named = text_skip(&target, TEXT("url=")) || text_skip(&target, TEXT("URL="));
    bool quoted = text_find(target, '"') < target.length || text_find(target, '\'') < target.length;
    return end == value.length || (named && !quoted && request_owns_target(request, target));
}

/* These are the fields that a client follows by itself, and the one that says where the content really is. */
static bool leads_elsewhere(const struct request *request, const struct field *field)
{
    static const struct {
        struct text name;
        bool (*owns)(const struct request *request, struct text value);
    } leading[] = {
        {TEXT("Location"), request_owns_target},
        {TEXT("Content-Location"), request_owns_target},
        {TEXT("Refresh"), owns_refresh},
    };
    for (size_t i = 0; i < sizeof leading / sizeof leading[0]; i++) {
        if (text_same(field->name, leading[i].name)) {
            return !leading[i].owns(request, field->value);
        }
    }
    return false;
}

/* What a client from outside can make us say could lead others astray: to another server that looks like this one. */
static bool leads_astray(const struct context *context)
{
    const struct fields *fields = &context->reply->fields;
    bool careful = context->request->from_outside && !context->site->config.allow_foreign;
    for (size_t i = 0; i < fields->count && careful; i++) {
        if (leads_elsewhere(context->request, &fields->at[i])) {
            return true;
        }
    }
    return false;
}

int finish(struct context *context, int code)
{
    if (leads_astray(context)) {
        code = problem(context, 403,
                       TEXT("a redirect to another host is refused here, as the listener is not on loopback"),
                       TEXT("location=/anything, header=Refresh: 5; url=/anything, or start with --allow-foreign"));
    }
    if (context->drawn) {
        reply_set(context->reply, "X-Seed", arena_printf(context->arena, "%" PRIu64, context->seed));
    }
    if (context->ignored.length > 0) {
        reply_set(context->reply, "X-Ignored", context->ignored);
    }
    reply_finish(context->reply, code, context->request);
    return code;
}
