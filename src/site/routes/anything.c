/* /anything, and the targets of httpbin that give the request back, or a part of it. */
#include "base/buffer.h"
#include "base/number.h"
#include "http/media.h"
#include "site/browser.h"
#include "site/json.h"
#include "site/parameters.h"
#include "site/problem.h"
#include "site/request_json.h"
#include "site/routes/routes.h"

#include <inttypes.h>

static int answer_json(struct context *context, cJSON *json)
{
    /* Large content is printed compactly: JSON that is nested deeply would grow a hundredfold when indented. */
    enum json_style style = context->request->content.length < 4096 ? JSON_PRETTY : JSON_COMPACT;
    browser_distrust(context->reply);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, style));
    return 200;
}

static int answer(struct context *context)
{
    return answer_json(context, request_json(context));
}

static int answer_delay(struct context *context)
{
    struct parameter delay = {TEXT("delay"), context->rest};
    int refused = parameters_read_one(context, delay);
    return refused != 0 ? refused : answer(context);
}

static int answer_headers(struct context *context)
{
    cJSON *json = cJSON_CreateObject();
    request_json_add_headers(context, json);
    return answer_json(context, json);
}

static int answer_user_agent(struct context *context)
{
    cJSON *json = cJSON_CreateObject();
    const struct text *agent = fields_find(&context->request->fields, TEXT("User-Agent"));
    json_add_string(json, "user-agent", agent != NULL ? json_utf8(context->arena, *agent) : NULL);
    return answer_json(context, json);
}

static int answer_ip(struct context *context)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "origin", context->request->client_address);
    return answer_json(context, json);
}

/* httpbin sends so many lines and no more, however many are asked for. */
static int answer_stream(struct context *context)
{
    enum { LINES_MAX = 100 };
    uint64_t lines;
    if (!number_parse(context->rest, UINT64_MAX, &lines)) {
        return problem(context, 400, TEXT("/stream/ takes a number of lines; there are 100 at most"),
                       TEXT("/stream/3"));
    }
    struct text line = json_print(context->arena, request_json_head(context), JSON_COMPACT);
    struct buffer stream = buffer_in(context->arena);
    line.length -= sizeof "}\n" - 1; /* the number of the line follows */
    for (uint64_t id = 0; id < lines && id < LINES_MAX; id++) {
        buffer_add(&stream, line);
        buffer_print(&stream, ",\"id\":%" PRIu64 "}\n", id);
    }
    browser_distrust(context->reply);
    reply_content(context->reply, media_type(MEDIA_JSON), buffer_text(&stream));
    context->reply->chunk = REPLY_CHUNK;
    return 200;
}

const struct route anything_routes[] = {
    {"/anything", EXACTLY, NULL, answer, "*", "/anything",
     "the request as JSON: httpbin's members, and the fields in the order and case they came; any method, any path "
     "below"},
    {"/anything/", BELOW, NULL, answer, "*", NULL, NULL},
    {"/get", EXACTLY, "GET", answer, "*", "/get", "the same; also /post, /put, /patch, /delete"},
    {"/post", EXACTLY, "POST", answer, "*", NULL, NULL},
    {"/put", EXACTLY, "PUT", answer, "*", NULL, NULL},
    {"/patch", EXACTLY, "PATCH", answer, "*", NULL, NULL},
    {"/delete", EXACTLY, "DELETE", answer, "*", NULL, NULL},
    {"/delay/", SEGMENT, NULL, answer_delay, "*", "/delay/<seconds>", "the same, after so many seconds"},
    {"/headers", EXACTLY, "GET", answer_headers, NULL, "/headers", "the fields alone; also /user-agent and /ip"},
    {"/user-agent", EXACTLY, "GET", answer_user_agent, NULL, NULL, NULL},
    {"/ip", EXACTLY, "GET", answer_ip, NULL, NULL, NULL},
    {"/stream/", SEGMENT, "GET", answer_stream, "*", "/stream/<n>",
     "the request's head as JSON in so many lines, chunked; 100 at most"},
    {.path = NULL},
};
