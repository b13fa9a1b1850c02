/* httpbin's redirects: /redirect/<n>, /relative-redirect/<n>, /absolute-redirect/<n> and /redirect-to. */
#include "base/number.h"
#include "http/status.h"
#include "site/problem.h"
#include "site/routes/routes.h"

#include <inttypes.h>

enum { REDIRECTS_MAX = 100 };

/* The redirect that has left - 1 more to follow: it leads to /<kind>/<left - 1>, the last one to /get. */
static int redirect(struct context *context, const char *kind, uint64_t left, bool absolute)
{
    struct text target = left > 1 ? arena_printf(context->arena, "/%s/%" PRIu64, kind, left - 1) : TEXT("/get");
    reply_set(context->reply, "Location", absolute ? request_url(context->request, context->arena, target) : target);
    return 302;
}

static bool read_count(struct context *context, uint64_t *count)
{
    return number_parse(context->rest, REDIRECTS_MAX, count) && *count > 0;
}

static int refuse_count(struct context *context)
{
    return problem(context, 400,
                   arena_printf(context->arena, "\"%.*s\" is not a number of redirects: 1 to 100",
                                (int)context->rest.length, context->rest.at),
                   TEXT("/redirect/3"));
}

static int answer_redirect(struct context *context)
{
    uint64_t count;
    struct text value = request_parameter(context->request, context->arena, "absolute");
    bool absolute = text_same(value, TEXT("true"));
    return read_count(context, &count)
               ? redirect(context, absolute ? "absolute-redirect" : "relative-redirect", count, absolute)
               : refuse_count(context);
}

static int answer_relative_redirect(struct context *context)
{
    uint64_t count;
    return read_count(context, &count) ? redirect(context, "relative-redirect", count, false) : refuse_count(context);
}

static int answer_absolute_redirect(struct context *context)
{
    uint64_t count;
    return read_count(context, &count) ? redirect(context, "absolute-redirect", count, true) : refuse_count(context);
}

static int answer_redirect_to(struct context *context)
{
    struct text url = request_parameter(context->request, context->arena, "url");
    struct text status = request_parameter(context->request, context->arena, "status_code");
    uint64_t code = 302;
    if (url.length == 0 || !field_value_is_valid(url)) {
        return problem(context, 400, TEXT("url: where to is missing, or has control characters in it"),
                       TEXT("/redirect-to?url=/get"));
    }
    if (status.at != NULL && (!number_parse(status, STATUS_MAX, &code) || status_class((int)code) != REDIRECTION)) {
        return problem(context, 400, TEXT("status_code: a redirect's code is 300 to 399"),
                       TEXT("/redirect-to?url=/get&status_code=307"));
    }
    reply_set(context->reply, "Location", arena_copy(context->arena, url));
    return (int)code;
}

const struct route redirect_routes[] = {
    {"/redirect/", SEGMENT, NULL, answer_redirect, "absolute", "/redirect/<n>",
     "so many redirects, then /get; also /relative-redirect/<n>, /absolute-redirect/<n>"},
    {"/relative-redirect/", SEGMENT, NULL, answer_relative_redirect, NULL, NULL, NULL},
    {"/absolute-redirect/", SEGMENT, NULL, answer_absolute_redirect, NULL, NULL, NULL},
    {"/redirect-to", EXACTLY, NULL, answer_redirect_to, "url, status_code", "/redirect-to",
     "?url=/get&status_code=307"},
    {.path = NULL},
};
