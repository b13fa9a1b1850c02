/* /<code> and /random/<codes>: the spelling of httpstat.us, with its parameters and request fields. */
#include "base/number.h"
#include "http/status.h"
#include "site/draw.h"
#include "site/modifiers/field.h"
#include "site/parameters.h"
#include "site/problem.h"
#include "site/routes/routes.h"
#include "site/status_reply.h"

#include <inttypes.h>

/* What a request can ask for here that no modifier can express; and how long it is to wait, to be checked. */
struct extras {
    int64_t sleep, sleep_after_head; /* milliseconds */
    bool suppress;                   /* no content */
};

static bool read_flag(struct text value, bool *flag)
{
    *flag = text_same(value, TEXT("true"));
    return *flag || text_same(value, TEXT("false"));
}

static bool read_milliseconds(struct text value, int64_t *milliseconds)
{
    uint64_t number;
    if (!number_parse(value, INT64_MAX, &number)) {
        return false;
    }
    *milliseconds = (int64_t)number;
    return true;
}

static bool set_sleep(struct context *context, struct extras *extras, struct text value)
{
    if (!read_milliseconds(value, &extras->sleep)) {
        return false;
    }
    parameters_add(context, "delay")->time = (struct duration){extras->sleep, extras->sleep};
    return true;
}

static bool set_sleep_after_head(struct context *context, struct extras *extras, struct text value)
{
    (void)context;
    return read_milliseconds(value, &extras->sleep_after_head);
}

static bool set_suppress(struct context *context, struct extras *extras, struct text value)
{
    if (!read_flag(value, &extras->suppress)) {
        return false;
    }
    if (extras->suppress) { /* also where a step gives content */
        changes_remove(&context->changes, "body");
        changes_remove(&context->changes, "size");
    }
    return true;
}

/* Sends a byte every 10 ms. */
static bool set_dribble(struct context *context, struct extras *extras, struct text value)
{
    bool on;
    (void)extras;
    if (!read_flag(value, &on)) {
        return false;
    }
    if (on) {
        parameters_add(context, "pace")->pace = (struct pace){1, 10 * 1000000};
    }
    return true;
}

static bool set_abort(struct context *context, struct text value, enum fault_point point)
{
    bool on;
    if (!read_flag(value, &on) || (on && context->request->is_unix)) { /* a unix socket cannot be reset */
        return false;
    }
    if (on) {
        parameters_add(context, "fault")->fault = fault_find(TEXT("reset"));
        struct change *at = parameters_add(context, "at");
        at->at.point = point;
        at->at.byte = 1;
    }
    return true;
}

static bool set_abort_before_head(struct context *context, struct extras *extras, struct text value)
{
    (void)extras;
    return set_abort(context, value, AT_START);
}

static bool set_abort_after_head(struct context *context, struct extras *extras, struct text value)
{
    (void)extras;
    return set_abort(context, value, AT_AFTER_HEAD);
}

static bool set_abort_in_content(struct context *context, struct extras *extras, struct text value)
{
    (void)extras;
    return set_abort(context, value, AT_BYTE);
}

/* Each control can be given by a request field, and some also by a parameter of the query. */
static const struct {
    struct text field;
    const char *parameter;
    const char *modifier; /* if the query has this modifier, the control is ignored */
    bool (*set)(struct context *context, struct extras *extras, struct text value);
    const char *wanted; /* as the value of the parameter */
} controls[] = {
    {TEXT("X-HttpStatus-Sleep"), "sleep", "delay", set_sleep, "a number of milliseconds"},
    {TEXT("X-HttpStatus-SleepAfterHeaders"), NULL, NULL, set_sleep_after_head, NULL},
    {TEXT("X-HttpStatus-SuppressBody"), "suppressBody", "body", set_suppress, "true or false"},
    {TEXT("X-HttpStatus-DribbleBody"), NULL, "pace", set_dribble, NULL},
    {TEXT("X-HttpStatus-AbortBeforeHeaders"), NULL, "fault", set_abort_before_head, NULL},
    {TEXT("X-HttpStatus-AbortAfterHeaders"), NULL, "fault", set_abort_after_head, NULL},
    {TEXT("X-HttpStatus-AbortDuringBody"), NULL, "fault", set_abort_in_content, NULL},
};

enum { CONTROLS = sizeof controls / sizeof controls[0] };

static int refuse_control(struct context *context, int control, struct text value)
{
    return problem(context, 400,
                   arena_printf(context->arena, "%s: \"%.*s\" is not %s", controls[control].parameter,
                                (int)value.length, value.at, controls[control].wanted),
                   TEXT("/503?sleep=200&suppressBody=true"));
}

/* Whether the query has the modifier, which may be NULL. Names of modifiers have case. */
static bool query_has_modifier(const struct context *context, const char *modifier)
{
    struct text query = context->request->query;
    struct parameter parameter;
    while (modifier != NULL && parameter_next(context->arena, &query, '&', &parameter)) {
        if (text_equal(parameter.name, text_of(modifier))) {
            return true;
        }
    }
    return false;
}

/* Reads a control if the request has it; its parameter overrides its field. A field that does not parse is ignored, as
 * httpstat.us ignores it. Returns 0, or the code of a problem. */
static int read_control(struct context *context, struct extras *extras, int control)
{
    const struct text *field = fields_find(&context->request->fields, controls[control].field);
    struct text value = {NULL, 0};
    if (controls[control].parameter != NULL) {
        value = request_parameter(context->request, context->arena, controls[control].parameter);
    }
    bool by_field = value.at == NULL && field != NULL;
    if (by_field) {
        value = *field;
    }
    bool overruled = query_has_modifier(context, controls[control].modifier);
    if (value.at == NULL || overruled || controls[control].set(context, extras, value)) {
        return 0;
    }
    if (by_field) {
        parameters_ignore(context, controls[control].field);
        return 0;
    }
    return refuse_control(context, control, value);
}

/* httpstat.us refuses longer ones too, however they are asked for. */
static int check_sleep(struct context *context, const struct extras *extras)
{
    int64_t limit = context->site->config.max_delay;
    return extras->sleep <= limit && extras->sleep_after_head <= limit
               ? 0
               : problem(
                     context, 400,
                     arena_printf(context->arena, "a sleep is at most %" PRId64 " milliseconds (--max-delay)", limit),
                     TEXT("/503?sleep=200"));
}

/* X-HttpStatus-Response-<Name> asks for the field <Name> in the response, as header= does; header= overrides it. */
static int read_response_fields(struct context *context)
{
    const struct fields *fields = &context->request->fields;
    struct fields given = field_asked(context->arena, &context->changes);
    int refused = 0;
    for (size_t i = 0; i < fields->count && refused == 0; i++) {
        struct text prefix = TEXT("X-HttpStatus-Response-"), name = text_from(fields->at[i].name, prefix.length);
        bool asked = name.length > 0 && text_same((struct text){fields->at[i].name.at, prefix.length}, prefix);
        if (asked && fields_find(&given, name) == NULL) {
            refused = parameters_add_field(context, name, fields->at[i].value);
        }
    }
    return refused;
}

/* Reads all of them. Modifiers in the query override them. */
static int read_controls(struct context *context, struct extras *extras)
{
    int refused = 0;
    for (int i = 0; i < CONTROLS && refused == 0; i++) {
        refused = read_control(context, extras, i);
    }
    refused = refused != 0 ? refused : check_sleep(context, extras);
    refused = refused != 0 ? refused : read_response_fields(context);
    return refused != 0 ? refused : parameters_check(context);
}

static void add_extras(struct reply *reply, const struct extras *extras, int code)
{
    reply->after_head = extras->sleep_after_head;
    if (extras->suppress && status_rules(code)->content_rule == CONTENT_ALLOWED) {
        fields_remove(&reply->fields, TEXT("Content-Type"));
        fields_remove(&reply->fields, TEXT("Vary"));
        reply->content = content_of(TEXT(""));
    }
}

/* The path behind the codes is ignored, so that /503 can be configured as the base URL of an API. */
static int answer(struct context *context)
{
    struct extras extras = {.suppress = false};
    int code, refused = draw_code(context, (struct text){context->rest.at, text_find(context->rest, '/')}, &code);
    refused = refused != 0 ? refused : read_controls(context, &extras);
    if (refused != 0) {
        return refused;
    }
    context->brief = true;
    code = status_reply(context, code);
    add_extras(context->reply, &extras, code);
    return code;
}

const struct route httpstat_us_routes[] = {
    {"/", NUMBER, NULL, answer, "sleep, suppressBody", "/<code>", "that status, with httpstat.us's spelling"},
    {"/random/", BELOW, NULL, answer, "sleep, suppressBody", "/random/<codes>", "one of these, as httpstat.us has it"},
    {.path = NULL},
};
