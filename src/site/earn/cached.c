/* httpbin's resources for caches and for those who resume: /etag/<etag>, /cache, /cache/<seconds> and /range/<bytes>.
 */
#include "base/number.h"
#include "http/media.h"
#include "site/conditional.h"
#include "site/earn/earn.h"
#include "site/problem.h"

#include <inttypes.h>

enum { RANGE_MAX = 100 * 1024, AGE_MAX = 31536000 /* a year in seconds */ };

/* The tag that text means: with quotes around it, unless it has them. */
static struct text quoted(struct arena *arena, struct text text)
{
    bool has = text_begins(text, TEXT("\"")) || text_begins(text, TEXT("W/\""));
    return has ? arena_copy(arena, text) : arena_printf(arena, "\"%.*s\"", (int)text.length, text.at);
}

static int answer_etag(struct context *context)
{
    struct text tag = quoted(context->arena, percent_decode(context->arena, context->rest));
    if (context->rest.length == 0 || !field_value_is_valid(tag)) {
        return problem(context, 404, TEXT("the tag stands in the target"), TEXT("/etag/v1"));
    }
    struct validators validators = {.exists = true, .tag = tag};
    return conditional_reply(context, &validators, media_type(MEDIA_TEXT), TEXT("This has the tag of its target.\n"));
}

/* It was last modified on the date of RFC 9110's examples, so that whoever has seen it since is told 304. */
static int answer_cache(struct context *context)
{
    struct validators validators = {true, TEXT("\"cache-1\""), 784111777};
    return conditional_reply(context, &validators, media_type(MEDIA_TEXT), TEXT("This was last modified in 1994.\n"));
}

static int answer_fresh(struct context *context)
{
    uint64_t seconds;
    if (!number_parse(context->rest, AGE_MAX, &seconds)) {
        return problem(context, 404, TEXT("/cache/ takes seconds, up to a year"), TEXT("/cache/60"));
    }
    reply_add(context->reply, "Cache-Control", arena_printf(context->arena, "public, max-age=%" PRIu64, seconds));
    reply_content(context->reply, media_type(MEDIA_TEXT), TEXT("This is fresh for as long as its target says.\n"));
    return 200;
}

/* httpbin: the letters from a to z, over and over. */
static int answer_range(struct context *context)
{
    uint64_t length;
    if (!number_parse(context->rest, RANGE_MAX, &length) || length == 0) {
        return problem(context, 404, TEXT("/range/ takes a number of bytes, 1 to 102400"), TEXT("/range/1024"));
    }
    char *letters = arena_alloc(context->arena, (size_t)length + 1);
    for (uint64_t i = 0; i < length; i++) {
        letters[i] = (char)('a' + i % 26);
    }
    struct validators validators = {true, arena_printf(context->arena, "\"range%" PRIu64 "\"", length), 0};
    int code = conditional_reply(context, &validators, media_type(MEDIA_TEXT), (struct text){letters, (size_t)length});
    reply_add(context->reply, "Accept-Ranges", TEXT("bytes"));
    return code;
}

const struct route cached_routes[] = {
    {"/etag/", SEGMENT, NULL, answer_etag, NULL, "/etag/<etag>", "something with that tag: 200, 304 or 412, 206"},
    {"/cache", EXACTLY, "GET", answer_cache, NULL, "/cache",
     "something of 1994; also /cache/<seconds>, which is fresh so long"},
    {"/cache/", SEGMENT, "GET", answer_fresh, NULL, NULL, NULL},
    {"/range/", SEGMENT, "GET", answer_range, NULL, "/range/<bytes>", "so many letters, in whole and in part"},
    {.path = NULL},
};
