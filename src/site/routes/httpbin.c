/* The targets of httpbin and go-httpbin that echo a request, redirect, or answer slowly or with a status. */
#include "base/buffer.h"
#include "base/digest.h"
#include "base/number.h"
#include "http/media.h"
#include "http/status.h"
#include "site/browser.h"
#include "site/form.h"
#include "site/json.h"
#include "site/modifiers/field.h"
#include "site/modifiers/table.h"
#include "site/parameters.h"
#include "site/problem.h"
#include "site/routes/routes.h"

#include <inttypes.h>
#include <string.h>

enum { PARAMETERS_MAX = 1000, REDIRECTS_MAX = 100, DRIP_MAX = 10 * 1024 * 1024 };

/* Adds a member to object as httpbin does: a string, or, if the name is repeated, an array of all its values. */
static void add_value(struct context *context, cJSON *object, struct text name, struct text value)
{
    cJSON *holder = cJSON_CreateObject();
    json_add_text(context->arena, holder, "name", name);
    json_add_text(context->arena, holder, "value", value);
    const char *key = cJSON_GetObjectItem(holder, "name")->valuestring;
    cJSON *given = cJSON_GetObjectItemCaseSensitive(object, key);
    cJSON *added = cJSON_DetachItemFromObject(holder, "value");
    if (given == NULL) {
        cJSON_AddItemToObject(object, key, added);
    } else if (cJSON_IsArray(given)) {
        cJSON_AddItemToArray(given, added);
    } else {
        cJSON *list = cJSON_CreateArray();
        cJSON_AddItemToArray(list, cJSON_Duplicate(given, true));
        cJSON_AddItemToArray(list, added);
        cJSON_ReplaceItemInObjectCaseSensitive(object, key, list);
    }
    cJSON_Delete(holder);
}

/* At most PARAMETERS_MAX: for each name cJSON searches the whole object, which takes long if there are many. */
static void add_parameters(struct context *context, cJSON *object, struct text parameters)
{
    struct parameter parameter;
    int left = PARAMETERS_MAX;
    while (left-- > 0 && parameter_next(context->arena, &parameters, '&', &parameter)) {
        add_value(context, object, parameter.name, parameter.value);
    }
}

static void add_fields(struct context *context, cJSON *object, const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        add_value(context, object, fields->at[i].name, fields->at[i].value);
    }
}

/* Content as httpbin shows it: as it is if it is text, otherwise as a data URI. */
static struct text data_text(struct context *context, struct text content)
{
    if (text_is_utf8(content) && text_find(content, '\0') == content.length) {
        return content;
    }
    return arena_printf(context->arena, "data:application/octet-stream;base64,%s",
                        digest_base64(context->arena, content).at);
}

/* Adds the members data, files, form and json. The content is in one of the first three, by its media type. */
static void add_content(struct context *context, cJSON *json)
{
    struct text content = context->request->content,
                type = request_field(context->request, context->arena, "Content-Type");
    cJSON *form = cJSON_AddObjectToObject(json, "form"), *files = cJSON_AddObjectToObject(json, "files");
    struct text boundary;
    struct form_part part;
    struct text data = TEXT("");
    if (media_type_is(type, TEXT("application/x-www-form-urlencoded"))) {
        add_parameters(context, form, content);
    } else if (form_boundary(type, &boundary)) {
        struct form parts = form_begin(content, boundary);
        for (int left = PARAMETERS_MAX; left > 0 && form_next(&parts, &part); left--) {
            add_value(context, part.is_file ? files : form, part.name, part.value);
        }
    } else {
        data = content;
    }
    json_add_text(context->arena, json, "data", data_text(context, data));
    cJSON *parsed = json_parse(data);
    cJSON_AddItemToObject(json, "json", parsed != NULL ? parsed : cJSON_CreateNull());
}

static struct text absolute_url(const struct context *context, struct text target)
{
    struct text host = request_host(context->request);
    return !text_begins(target, TEXT("/")) ? target
                                           : arena_printf(context->arena, "http://%.*s%.*s", (int)host.length, host.at,
                                                          (int)target.length, target.at);
}

static int answer_request(struct context *context, bool with_content)
{
    const struct request *request = context->request;
    cJSON *json = cJSON_CreateObject();
    add_parameters(context, cJSON_AddObjectToObject(json, "args"), request->query);
    add_fields(context, cJSON_AddObjectToObject(json, "headers"), &request->fields);
    cJSON_AddStringToObject(json, "origin", request->client_address);
    json_add_text(context->arena, json, "url", absolute_url(context, request->target));
    if (with_content) {
        add_content(context, json);
    }
    browser_distrust(context->reply);
    /* Large content is printed compactly: JSON that is nested deeply would grow a hundredfold when indented. */
    enum json_style style = request->content.length < 4096 ? JSON_PRETTY : JSON_COMPACT;
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, style));
    return 200;
}

static int answer_echo(struct context *context)
{
    return answer_request(context, !request_reads(context->request));
}

static int answer_delay(struct context *context)
{
    struct parameter delay = {TEXT("delay"), context->rest};
    int refused = parameters_read_one(context, delay);
    return refused != 0 ? refused : answer_request(context, true);
}

/* The redirect that has left - 1 more to follow: it leads to /<kind>/<left - 1>, the last one to /get. */
static int redirect(struct context *context, const char *kind, uint64_t left, bool absolute)
{
    struct text target = left > 1 ? arena_printf(context->arena, "/%s/%" PRIu64, kind, left - 1) : TEXT("/get");
    reply_set(context->reply, "Location", absolute ? absolute_url(context, target) : target);
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

/* Sends numbytes stars, spread evenly over duration seconds. */
static int answer_drip(struct context *context)
{
    double duration = 2, most = (double)context->site->config.max_delay / 1000;
    uint64_t bytes = 10, code = 200;
    if (!read_decimal(context, "duration", most, &duration) || !read_number(context, "numbytes", DRIP_MAX, &bytes) ||
        !read_number(context, "code", STATUS_MAX, &code) || status_class((int)code) < SUCCESSFUL) {
        return problem(context, 400,
                       TEXT("drip takes duration (seconds, up to --max-delay), numbytes (up to 10M) and code "
                            "(200 to 999)"),
                       TEXT("/drip?duration=2&numbytes=10&code=200&delay=0"));
    }
    reply_set(context->reply, "Content-Type", TEXT("application/octet-stream"));
    context->reply->content = content_repeat(TEXT("*"), bytes);
    if (bytes > 0 && duration > 0 && changes_find(&context->changes, "pace") == NULL) {
        /* Pieces of one byte, or larger ones if there would be more than one in a millisecond. */
        uint64_t piece = (uint64_t)((double)bytes / (duration * 1000)) + 1;
        parameters_add(context, "pace")->pace =
            (struct pace){piece, (int64_t)(duration * 1e9 / (double)bytes * (double)piece)};
    }
    return (int)code;
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
    add_fields(context, json, &sent);
    if (fields_find(&sent, TEXT("Content-Type")) == NULL) {
        cJSON_AddStringToObject(json, "Content-Type", media_type(MEDIA_JSON).at);
    }
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

const struct route httpbin_routes[] = {
    {"/get", EXACTLY, "GET", answer_echo, "*", "/get",
     "the request as httpbin has it; also /post, /put, /patch, /delete"},
    {"/post", EXACTLY, "POST", answer_echo, "*", NULL, NULL},
    {"/put", EXACTLY, "PUT", answer_echo, "*", NULL, NULL},
    {"/patch", EXACTLY, "PATCH", answer_echo, "*", NULL, NULL},
    {"/delete", EXACTLY, "DELETE", answer_echo, "*", NULL, NULL},
    {"/delay/", SEGMENT, NULL, answer_delay, "*", "/delay/<seconds>", "as /get, after so many seconds"},
    {"/redirect/", SEGMENT, NULL, answer_redirect, "absolute", "/redirect/<n>",
     "so many redirects, then /get; also /relative-redirect/<n>, /absolute-redirect/<n>"},
    {"/relative-redirect/", SEGMENT, NULL, answer_relative_redirect, NULL, NULL, NULL},
    {"/absolute-redirect/", SEGMENT, NULL, answer_absolute_redirect, NULL, NULL, NULL},
    {"/redirect-to", EXACTLY, NULL, answer_redirect_to, "url, status_code", "/redirect-to",
     "?url=/get&status_code=307"},
    {"/drip", EXACTLY, "GET", answer_drip, "duration, numbytes, code", "/drip",
     "?duration=2&numbytes=10&code=200&delay=0"},
    {"/unstable", EXACTLY, NULL, answer_unstable, "failure_rate", "/unstable",
     "500 at that rate, otherwise 200; ?failure_rate=0.5"},
    {"/response-headers", EXACTLY, "GET, POST", answer_response_headers, "*", "/response-headers",
     "?X-Name=value sends that field"},
    {.path = NULL},
};
