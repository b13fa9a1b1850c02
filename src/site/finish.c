#include "site/finish.h"

#include "base/number.h"
#include "site/problem.h"

#include <inttypes.h>

/* Whether a Refresh field leads to this server. Browsers accept many spellings (HTML standard, "shared declarative
 * refresh steps"). Only two, which all browsers read alike, are allowed: "5", and "5; url=/there" without quotes. */
static bool request_owns_refresh(const struct request *request, struct text value)
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

static bool is_below(struct text origin, struct text target)
{
    return origin.length > 0 && text_skip(&target, origin) &&
           (target.length == 0 || target.at[0] == '/' || target.at[0] == '?');
}

/* Whether field leads to another host. Clients follow Location and Refresh without asking; Content-Location claims
 * where the content comes from. */
static bool leads_elsewhere(const struct context *context, const struct field *field)
{
    static const struct {
        struct text name;
        bool (*owns)(const struct request *request, struct text value);
    } leading[] = {
        {TEXT("Location"), request_owns_target},
        {TEXT("Content-Location"), request_owns_target},
        {TEXT("Refresh"), request_owns_refresh},
    };
    for (size_t i = 0; i < sizeof leading / sizeof leading[0]; i++) {
        if (text_same(field->name, leading[i].name)) {
            return !leading[i].owns(context->request, field->value) && !is_below(context->other_origin, field->value);
        }
    }
    return false;
}

static bool one_leads_elsewhere(const struct context *context, const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (leads_elsewhere(context, &fields->at[i])) {
            return true;
        }
    }
    return false;
}

/* Whether the reply is an open redirect: a link to this server that leads its reader to a foreign host. A
 * listener on loopback allows that, and so does --allow-foreign. */
static bool is_open_redirect(const struct context *context)
{
    const struct reply *reply = context->reply;
    if (!context->request->from_outside || context->site->config.allow_foreign) {
        return false;
    }
    bool found = one_leads_elsewhere(context, &reply->fields) || one_leads_elsewhere(context, &reply->trailers);
    for (int i = 0; i < reply->interim_count && !found; i++) {
        found = one_leads_elsewhere(context, &reply->interims[i].fields);
    }
    return found;
}

int finish(struct context *context, int code)
{
    if (is_open_redirect(context)) {
        code = problem(context, 403,
                       TEXT("a redirect to another host is refused here, as the listener is not on loopback"),
                       TEXT("location=/anything, header=Refresh: 5; url=/anything, or start with --allow-foreign"));
    }
    if (code == 0) {
        return 0;
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
