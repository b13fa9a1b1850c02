/* The corner of httpbin and go-httpbin that has to do with statuses, redirects and slow answers. */
#include "base/buffer.h"
#include "base/digest.h"
#include "base/number.h"
#include "http/media.h"
#include "site/call.h"
#include "site/form.h"
#include "site/json.h"
#include "site/problem.h"

#include <inttypes.h>
#include <string.h>

enum { PARAMETERS_MAX = 1000, REDIRECTS_MAX = 100, DRIP_MAX = 10 * 1024 * 1024 };

/* A name and a value of an object in httpbin's manner: a text, or a list of them where the name comes again. */
static void add_value(struct call *call, cJSON *object, struct text name, struct text value)
{
    cJSON *holder = cJSON_CreateObject();
    json_add_text(call->arena, holder, "name", name);
    json_add_text(call->arena, holder, "value", value);
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

/* As many as it takes; cJSON looks a name up by going through all of them. */
static void add_parameters(struct call *call, cJSON *object, struct text parameters)
{
    struct parameter parameter;
    int left = PARAMETERS_MAX;
    while (left-- > 0 && parameter_next(call->arena, &parameters, '&', &parameter)) {
        add_value(call, object, parameter.name, parameter.value);
    }
}

static void add_fields(struct call *call, cJSON *object, const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        add_value(call, object, fields->at[i].name, fields->at[i].value);
    }
}

static bool is_type(struct text type, struct text essence)
{
    return text_same(text_trim((struct text){type.at, text_find(type, ';')}), essence);
}

/* Content that is not text is a data URI, as httpbin has it. */
static struct text data_text(struct call *call, struct text content)
{
    if (text_is_utf8(content) && text_find(content, '\0') == content.length) {
        return content;
    }
    return arena_printf(call->arena, "data:application/octet-stream;base64,%s", digest_base64(call->arena, content).at);
}

static cJSON *parse_json(struct text content)
{
    const char *end = NULL;
    if (content.length == 0 || !text_is_utf8(content) || memmem(content.at, content.length, "\\u0000", 6) != NULL) {
        return cJSON_CreateNull(); /* cJSON would take it, and could not give it back */
    }
    cJSON *json = cJSON_ParseWithLengthOpts(content.at, content.length, &end, false);
    while (json != NULL && end < content.at + content.length && memchr(" \t\r\n", *end, 4) != NULL) {
        end++;
    }
    if (json != NULL && end < content.at + content.length) {
        cJSON_Delete(json);
        json = NULL;
    }
    return json != NULL ? json : cJSON_CreateNull();
}

/* data, files, form and json: where the content went, by its type. */
static void add_content(struct call *call, cJSON *json)
{
    struct text content = call->request->content, type = request_field(call->request, call->arena, "Content-Type");
    cJSON *form = cJSON_AddObjectToObject(json, "form"), *files = cJSON_AddObjectToObject(json, "files");
    struct text boundary;
    struct form_part part;
    struct text data = TEXT("");
    if (is_type(type, TEXT("application/x-www-form-urlencoded"))) {
        add_parameters(call, form, content);
    } else if (form_boundary(type, &boundary)) {
        struct form parts = form_begin(content, boundary);
        for (int left = PARAMETERS_MAX; left > 0 && form_next(&parts, &part); left--) {
            add_value(call, part.is_file ? files : form, part.name, part.value);
        }
    } else {
        data = content;
    }
    json_add_text(call->arena, json, "data", data_text(call, data));
    cJSON_AddItemToObject(json, "json", parse_json(data));
}

static struct text own_url(const struct call *call, struct text target)
{
    struct text host = request_host(call->request);
    return !text_begins(target, TEXT("/"))
               ? target
               : arena_printf(call->arena, "http://%.*s%.*s", (int)host.length, host.at, (int)target.length, target.at);
}

static int answer_request(struct call *call, bool with_content)
{
    const struct request *request = call->request;
    cJSON *json = cJSON_CreateObject();
    add_parameters(call, cJSON_AddObjectToObject(json, "args"), request->query);
    add_fields(call, cJSON_AddObjectToObject(json, "headers"), &request->fields);
    cJSON_AddStringToObject(json, "origin", request->client);
    json_add_text(call->arena, json, "url", own_url(call, request->target));
    if (with_content) {
        add_content(call, json);
    }
    call_distrust(call);
    /* What is nested deep would grow a hundredfold by being laid out. */
    enum json_style style = request->content.length < 4096 ? JSON_PRETTY : JSON_COMPACT;
    reply_content(call->reply, media_type(MEDIA_JSON), json_print(call->arena, json, style));
    return 200;
}

int answer_httpbin(struct call *call)
{
    return answer_request(call, !request_reads(call->request));
}

int answer_delay(struct call *call)
{
    struct parameter delay = {TEXT("delay"), call->rest};
    int refused = call_parameter(call, delay);
    return refused != 0 ? refused : answer_request(call, true);
}

/* A redirect that leads to the next one of left more, in the manner of kind, and at last to /get. */
static int redirect(struct call *call, const char *kind, uint64_t left, bool absolute)
{
    struct text target = left > 1 ? arena_printf(call->arena, "/%s/%" PRIu64, kind, left - 1) : TEXT("/get");
    reply_set(call->reply, "Location", absolute ? own_url(call, target) : target);
    return 302;
}

static bool read_count(struct call *call, uint64_t *count)
{
    return number_parse(call->rest, REDIRECTS_MAX, count) && *count > 0;
}

static int refuse_count(struct call *call)
{
    return problem(call, 400,
                   arena_printf(call->arena, "\"%.*s\" is not a number of redirects: 1 to 100", (int)call->rest.length,
                                call->rest.at),
                   TEXT("/redirect/3"));
}

int answer_redirect(struct call *call)
{
    uint64_t count;
    struct text value = request_parameter(call->request, call->arena, "absolute");
    bool absolute = text_same(value, TEXT("true"));
    return read_count(call, &count)
               ? redirect(call, absolute ? "absolute-redirect" : "relative-redirect", count, absolute)
               : refuse_count(call);
}

int answer_relative_redirect(struct call *call)
{
    uint64_t count;
    return read_count(call, &count) ? redirect(call, "relative-redirect", count, false) : refuse_count(call);
}

int answer_absolute_redirect(struct call *call)
{
    uint64_t count;
    return read_count(call, &count) ? redirect(call, "absolute-redirect", count, true) : refuse_count(call);
}

int answer_redirect_to(struct call *call)
{
    struct text url = request_parameter(call->request, call->arena, "url");
    struct text status = request_parameter(call->request, call->arena, "status_code");
    uint64_t code = 302;
    if (url.length == 0 || !field_value_is_valid(url)) {
        return problem(call, 400, TEXT("url: where to is missing, or has control characters in it"),
                       TEXT("/redirect-to?url=/get"));
    }
    if (status.at != NULL && (!number_parse(status, 399, &code) || code < 300)) {
        return problem(call, 400, TEXT("status_code: a redirect's code is 300 to 399"),
                       TEXT("/redirect-to?url=/get&status_code=307"));
    }
    reply_set(call->reply, "Location", arena_copy(call->arena, url));
    return (int)code;
}

/* A parameter that may be left out; false where it is there and does not parse. */
static bool read_number(struct call *call, const char *name, uint64_t max, uint64_t *number)
{
    struct text value = request_parameter(call->request, call->arena, name);
    return value.at == NULL || number_parse(value, max, number);
}

static bool read_decimal(struct call *call, const char *name, double max, double *number)
{
    struct text value = request_parameter(call->request, call->arena, name);
    return value.at == NULL || (number_parse_decimal(value, number) && *number <= max);
}

/* numbytes stars, evenly over duration seconds. */
int answer_drip(struct call *call)
{
    double duration = 2, most = (double)call->site->config.max_delay / 1000;
    uint64_t bytes = 10, code = 200;
    if (!read_decimal(call, "duration", most, &duration) || !read_number(call, "numbytes", DRIP_MAX, &bytes) ||
        !read_number(call, "code", 999, &code) || code < 200) {
        return problem(call, 400,
                       TEXT("drip takes duration (seconds, up to --max-delay), numbytes (up to 10M) and code "
                            "(200 to 999)"),
                       TEXT("/drip?duration=2&numbytes=10&code=200&delay=0"));
    }
    reply_set(call->reply, "Content-Type", TEXT("application/octet-stream"));
    call->reply->content = content_repeat(TEXT("*"), bytes);
    if (bytes > 0 && duration > 0) {
        /* Byte by byte, but not more often than every millisecond. */
        uint64_t piece = (uint64_t)((double)bytes / (duration * 1000)) + 1;
        call_shape(call)->pace = (struct pace){piece, (int64_t)(duration * 1e9 / (double)bytes * (double)piece)};
    }
    return (int)code;
}

int answer_unstable(struct call *call)
{
    double rate = 0.5;
    if (!read_decimal(call, "failure_rate", 1, &rate)) {
        return problem(call, 400, TEXT("failure_rate is a number from 0 to 1"), TEXT("/unstable?failure_rate=0.5"));
    }
    return random_fraction(call_random(call)) < rate ? 500 : 200;
}

/* Sends every parameter that is no modifier as a field, and says in JSON what it sends. */
int answer_response_headers(struct call *call)
{
    struct text rest = call->request->query;
    struct parameter parameter;
    cJSON *json = cJSON_CreateObject();
    while (parameter_next(call->arena, &rest, '&', &parameter)) {
        if (shape_knows(parameter.name)) {
            continue;
        }
        struct text line = arena_printf(call->arena, "%.*s: %.*s", (int)parameter.name.length, parameter.name.at,
                                        (int)parameter.value.length, parameter.value.at);
        int refused = call_parameter(call, (struct parameter){TEXT("header"), line});
        if (refused != 0) {
            cJSON_Delete(json);
            return refused;
        }
    }
    add_fields(call, json, &call_shape(call)->fields);
    if (fields_find(&call_shape(call)->fields, TEXT("Content-Type")) == NULL) {
        cJSON_AddStringToObject(json, "Content-Type", media_type(MEDIA_JSON).at);
    }
    reply_content(call->reply, media_type(MEDIA_JSON), json_print(call->arena, json, JSON_PRETTY));
    return 200;
}
