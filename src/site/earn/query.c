/* /earn/query: the registered statuses that a QUERY asks for (RFC 10008), or a GET of its equivalent resource, whose
 * target stands in the Location of the answer. */
#include "base/buffer.h"
#include "http/media.h"
#include "http/status.h"
#include "site/conditional.h"
#include "site/earn/earn.h"
#include "site/json.h"
#include "site/problem.h"

static const struct text form_type = TEXT("application/x-www-form-urlencoded"), json_type = TEXT("application/json");

static bool contains(struct text text, struct text part)
{
    for (size_t i = 0; i + part.length <= text.length; i++) {
        if (text_same((struct text){text.at + i, part.length}, part)) {
            return true;
        }
    }
    return false;
}

static bool has_class(const struct status *status, struct text class)
{
    return status_digit(status->code) == class.at[0] - '0';
}

static bool is_class(struct text value)
{
    return value.length == 3 && value.at[0] >= '1' && value.at[0] <= '5' && text_same(text_from(value, 1), TEXT("xx"));
}

static bool has_phrase(const struct status *status, struct text phrase)
{
    return contains(text_of(status->phrase), phrase);
}

/* It stands in Location too, and a head has its bounds. */
enum { PHRASE_MAX = 64 };

static bool is_phrase(struct text value)
{
    return value.length > 0 && value.length <= PHRASE_MAX;
}

/* What a query can ask for: to add a term, add its row. */
static const struct term {
    const char *name;
    bool (*is_valid)(struct text value);
    bool (*meets)(const struct status *status, struct text value);
} terms[] = {{"class", is_class, has_class}, {"phrase", is_phrase, has_phrase}};

enum { TERMS = sizeof terms / sizeof terms[0] };

/* The value of each term; at is NULL where it is not asked. */
struct question {
    struct text values[TERMS];
};

/* Asks for value too; false where no term has that name, or not such values. */
static bool ask(struct question *question, struct text name, struct text value)
{
    for (int i = 0; i < TERMS; i++) {
        if (text_equal(name, text_of(terms[i].name))) {
            question->values[i] = value;
            return terms[i].is_valid(value);
        }
    }
    return false;
}

/* What comes of content; a problem's codes are those of RFC 10008 §2.1. */
enum reading { ASKED = 0, MALFORMED = 400, SENSELESS = 422 };

static enum reading read_form(struct context *context, struct question *question)
{
    struct text rest = context->request->content;
    struct parameter parameter;
    while (parameter_next(context->arena, &rest, '&', &parameter)) {
        if (!ask(question, parameter.name, parameter.value)) {
            return SENSELESS;
        }
    }
    return ASKED;
}

static enum reading read_json(struct context *context, struct question *question)
{
    cJSON *json = json_parse(context->request->content);
    const cJSON *member;
    enum reading reading = json == NULL ? MALFORMED : cJSON_IsObject(json) ? ASKED : SENSELESS;
    cJSON_ArrayForEach(member, json)
    {
        struct text value = arena_copy(context->arena, text_of(cJSON_GetStringValue(member)));
        if (member->string == NULL || !cJSON_IsString(member) || !ask(question, text_of(member->string), value)) {
            reading = SENSELESS;
        }
    }
    cJSON_Delete(json);
    return reading;
}

/* The media types that a query can have. */
static const struct {
    const struct text *type;
    enum reading (*read)(struct context *context, struct question *question);
} formats[] = {{&form_type, read_form}, {&json_type, read_json}};

static bool meets(const struct status *status, const struct question *question)
{
    for (int i = 0; i < TERMS; i++) {
        if (question->values[i].at != NULL && !terms[i].meets(status, question->values[i])) {
            return false;
        }
    }
    return status->vendor == NULL;
}

static struct text results_as_text(struct arena *arena, const struct question *question)
{
    struct buffer results = buffer_in(arena);
    int count;
    const struct status *all = status_all(&count);
    for (int i = 0; i < count; i++) {
        if (meets(&all[i], question)) {
            buffer_print(&results, "%d %s\n", all[i].code, all[i].phrase);
        }
    }
    return buffer_text(&results);
}

static struct text results_as_json(struct arena *arena, const struct question *question)
{
    cJSON *results = cJSON_CreateArray();
    int count;
    const struct status *all = status_all(&count);
    for (int i = 0; i < count; i++) {
        if (meets(&all[i], question)) {
            cJSON *result = cJSON_CreateObject();
            cJSON_AddNumberToObject(result, "code", all[i].code);
            cJSON_AddStringToObject(result, "phrase", all[i].phrase);
            cJSON_AddItemToArray(results, result);
        }
    }
    return json_print(arena, results, JSON_PRETTY);
}

/* The conditions and ranges of a QUERY are those of a GET of its equivalent resource (RFC 10008 §2). */
static int send_results(struct context *context, const struct question *question)
{
    static const enum media offers[] = {MEDIA_JSON, MEDIA_TEXT};
    int chosen = media_choose(request_field(context->request, context->arena, "Accept"), offers, 2);
    if (chosen == 2) {
        return problem(context, 406, TEXT("results are application/json or text/plain"),
                       TEXT("Accept: application/json"));
    }
    struct text (*write)(struct arena *, const struct question *) = chosen == 0 ? results_as_json : results_as_text;
    return conditional_content_as_get(context, media_type(offers[chosen]), write(context->arena, question));
}

/* A target that asks the same of a GET. */
static struct text equivalent(struct context *context, const struct question *question)
{
    struct buffer target = buffer_in(context->arena);
    buffer_add(&target, text_of(context->route->path));
    char before = '?';
    for (int i = 0; i < TERMS; i++) {
        if (question->values[i].at != NULL) {
            buffer_print(&target, "%c%s=%s", before, terms[i].name,
                         percent_encode(context->arena, question->values[i]).at);
            before = '&';
        }
    }
    return arena_copy(context->arena, buffer_text(&target));
}

static int refuse(struct context *context, int code)
{
    return problem(context, code, TEXT("a query has class, 1xx to 5xx, or phrase, up to 64 bytes, or both"),
                   TEXT("class=4xx&phrase=required"));
}

/* RFC 10008 §2.1: content without a media type means nothing, and is not guessed at. */
static int answer_query(struct context *context)
{
    struct question question = {0};
    struct text type = request_field(context->request, context->arena, "Content-Type");
    if (type.length == 0) {
        return problem(context, 400, TEXT("a QUERY has a Content-Type"), form_type);
    }
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (media_type_is(type, *formats[i].type)) {
            enum reading reading = formats[i].read(context, &question);
            if (reading != ASKED) {
                return refuse(context, (int)reading);
            }
            int code = send_results(context, &question);
            if (status_class(code) == SUCCESSFUL) {
                reply_add(context->reply, "Location", equivalent(context, &question));
            }
            return code;
        }
    }
    return problem(context, 415, TEXT("Content-Type: a query of that type is not understood"), form_type);
}

static int answer_get(struct context *context)
{
    struct question question = {0};
    for (int i = 0; i < TERMS; i++) {
        struct text value = request_parameter(context->request, context->arena, terms[i].name);
        if (value.at != NULL && !ask(&question, text_of(terms[i].name), value)) {
            return refuse(context, 400);
        }
    }
    return send_results(context, &question);
}

/* Accept-Query tells that this can be asked with QUERY, and how (RFC 10008 §3). */
static int answer(struct context *context)
{
    int code = (request_reads(context->request) ? answer_get : answer_query)(context);
    reply_add(context->reply, "Accept-Query", TEXT("\"application/x-www-form-urlencoded\", \"application/json\""));
    reply_add(context->reply, "Vary", TEXT("Accept"));
    return code;
}

const struct route query_routes[] = {
    {"/earn/query", EXACTLY, "GET, QUERY", answer, "class, phrase", "/earn/query",
     "the registered statuses that a QUERY asks for, with class=4xx or phrase=required, as a form or JSON (RFC 10008); "
     "or a GET with these parameters"},
    {.path = NULL},
};
