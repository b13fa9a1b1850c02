/* The targets of httpbin and go-httpbin that answer slowly, with a status or with something to read. */
#include "base/clock.h"
#include "base/number.h"
#include "http/media.h"
#include "http/status.h"
#include "site/json.h"
#include "site/modifiers/field.h"
#include "site/modifiers/table.h"
#include "site/parameters.h"
#include "site/problem.h"
#include "site/routes/routes.h"
#include "site/status_reply.h"

#include <inttypes.h>

enum { DRIP_MAX = 10 * 1024 * 1024 };

/* Reads an optional parameter. False if it is given and does not parse, or is more than max. */
static bool read_number(struct context *context, const char *name, uint64_t max, uint64_t *number)
{
    struct text value = request_parameter(context->request, context->arena, name);
    return value.at == NULL || number_parse(value, max, number);
}

static bool read_decimal(struct context *context, const char *name, double max, double *number)
{
    struct text value = request_parameter(context->request, context->arena, name);
    return value.at == NULL || (number_parse_decimal(value, number) && *number <= max);
}

static bool read_time(struct context *context, const char *name, int64_t max, int64_t *milliseconds)
{
    struct text value = request_parameter(context->request, context->arena, name);
    return value.at == NULL || (number_parse_duration(value, milliseconds) && *milliseconds <= max);
}

/* Sends numbytes stars, spread evenly over duration. Pieces are of one byte, or larger if there would be more than one
 * in a millisecond. */
/* The first parameter of drip that is wrong, with what it should be; NULL where all are right. */
static const char *read_drip(struct context *context, int64_t *duration, uint64_t *bytes, uint64_t *code)
{
    if (!read_time(context, "duration", context->site->config.max_delay, duration)) {
        return "duration: a time such as 2s or 500ms, up to --max-delay";
    }
    if (!read_number(context, "numbytes", DRIP_MAX, bytes) || *bytes == 0) {
        return "numbytes: a number from 1 to 10485760";
    }
    bool known = read_number(context, "code", STATUS_MAX, code);
    return known && (status_class((int)*code) >= SUCCESSFUL || status_is_interim((int)*code))
               ? NULL
               : "code: 100 to 999, but not 101";
}

static int answer_drip(struct context *context)
{
    int64_t most = context->site->config.max_delay, duration = most < 2000 ? most : 2000;
    uint64_t bytes = 10, code = 200;
    const char *wrong = read_drip(context, &duration, &bytes, &code);
    if (wrong != NULL) {
        return problem(context, 400, text_of(wrong), TEXT("/drip?duration=2s&numbytes=10&code=200&delay=0"));
    }
    reply_set(context->reply, "Content-Type", TEXT("application/octet-stream"));
    context->reply->content = content_repeat(TEXT("*"), bytes);
    if (duration > 0 && changes_find(&context->changes, "pace") == NULL) {
        uint64_t piece = bytes / (uint64_t)duration + 1;
        parameters_add(context, "pace")->pace =
            (struct pace){piece, (int64_t)((double)(duration * MILLISECOND) / (double)bytes * (double)piece)};
    }
    return status_is_interim((int)code) ? status_reply_interim(context, (int)code) : (int)code;
}

static int answer_unstable(struct context *context)
{
    double rate = 0.5;
    if (!read_decimal(context, "failure_rate", 1, &rate)) {
        return problem(context, 400, TEXT("failure_rate is a number from 0 to 1"), TEXT("/unstable?failure_rate=0.5"));
    }
    return random_fraction(context_random(context)) < rate ? 500 : 200;
}

/* Sends every parameter that is not a modifier as a field of the response, and lists these fields as JSON. */
static int answer_response_headers(struct context *context)
{
    struct text rest = context->request->query;
    struct parameter parameter;
    int refused = 0;
    while (refused == 0 && parameter_next(context->arena, &rest, '&', &parameter)) {
        if (modifier_find(parameter.name) == NULL) {
            refused = parameters_add_field(context, parameter.name, parameter.value);
        }
    }
    if (refused != 0) {
        return refused;
    }
    cJSON *json = cJSON_CreateObject();
    struct fields sent = field_asked(context->arena, &context->changes);
    for (size_t i = 0; i < sent.count; i++) {
        json_add_value(context->arena, json, sent.at[i].name, sent.at[i].value);
    }
    if (fields_find(&sent, TEXT("Content-Type")) == NULL) {
        cJSON_AddStringToObject(json, "Content-Type", media_type(MEDIA_JSON).at);
    }
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

/* Large ones are made while they are sent. */
static int answer_bytes(struct context *context)
{
    uint64_t length, limit = context->site->config.max_size;
    if (!number_parse_size(context->rest, &length) || length > limit) {
        return problem(
            context, 400,
            arena_printf(context->arena, "/bytes/ takes a size, up to %" PRIu64 " bytes (--max-size)", limit),
            TEXT("/bytes/1024?seed=42"));
    }
    context_random(context); /* it chooses the seed */
    reply_set(context->reply, "Content-Type", TEXT("application/octet-stream"));
    context->reply->content = content_random(context->seed, length);
    return 200;
}

/* The heading is httpbin's, and so is what robots.txt says. */
static int answer_html(struct context *context)
{
    reply_content(context->reply, media_type(MEDIA_HTML),
                  TEXT("<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Moby-Dick</title></head>\n<body>\n"
                       "<h1>Herman Melville - Moby-Dick</h1>\n"
                       "<p>Call me Ishmael. Some years ago—never mind how long precisely—having little or no money in "
                       "my purse, and nothing particular to interest me on shore, I thought I would sail about a "
                       "little and see the watery part of the world.</p>\n</body>\n</html>\n"));
    return 200;
}

static int answer_robots(struct context *context)
{
    reply_content(context->reply, media_type(MEDIA_TEXT), TEXT("User-agent: *\nDisallow: /deny\n"));
    return 200;
}

const struct route httpbin_routes[] = {
    {"/drip", EXACTLY, "GET", answer_drip, "duration, numbytes, code", "/drip",
     "so many bytes, spread over the duration; ?duration=2s&numbytes=10&code=200&delay=0"},
    {"/unstable", EXACTLY, NULL, answer_unstable, "failure_rate", "/unstable",
     "500 at that rate, otherwise 200; ?failure_rate=0.5"},
    {"/response-headers", EXACTLY, "GET, POST", answer_response_headers, "*", "/response-headers",
     "?X-Name=value sends that field"},
    {"/bytes/", SEGMENT, "GET", answer_bytes, NULL, "/bytes/<n>",
     "so many random bytes, the same for the same ?seed=42"},
    {"/html", EXACTLY, "GET", answer_html, NULL, "/html", "a page to read; also /robots.txt"},
    {"/robots.txt", EXACTLY, "GET", answer_robots, NULL, NULL, NULL},
    {.path = NULL},
};
