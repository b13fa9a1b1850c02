/* /<code> and /random/<codes>: the spelling of httpstat.us, with its parameters and request fields. */
#include "base/number.h"
#include "site/call.h"
#include "site/problem.h"

static bool read_flag(struct text value, bool *flag)
{
    *flag = text_same(value, TEXT("true"));
    return *flag || text_same(value, TEXT("false"));
}

static bool read_milliseconds(const struct call *call, struct text value, struct duration *duration)
{
    uint64_t number;
    if (!number_parse(value, (uint64_t)call->site->config.max_delay, &number)) {
        return false;
    }
    *duration = (struct duration){(int64_t)number, (int64_t)number};
    return true;
}

static bool set_sleep(struct call *call, struct text value)
{
    return read_milliseconds(call, value, &call_shape(call)->delay);
}

static bool set_sleep_after_head(struct call *call, struct text value)
{
    return read_milliseconds(call, value, &call_shape(call)->after_head);
}

static bool set_suppress(struct call *call, struct text value)
{
    return read_flag(value, &call_shape(call)->suppress);
}

/* A byte every 10 ms. */
static bool set_dribble(struct call *call, struct text value)
{
    bool on;
    if (!read_flag(value, &on)) {
        return false;
    }
    if (on) {
        call_shape(call)->pace = (struct pace){1, 10 * 1000000};
    }
    return true;
}

static bool set_abort(struct call *call, struct text value, enum fault_place place)
{
    bool on;
    if (!read_flag(value, &on)) {
        return false;
    }
    if (on) {
        call_shape(call)->fault = FAULT_RESET;
        call_shape(call)->place = place;
        call_shape(call)->place_byte = 1;
    }
    return true;
}

static bool set_abort_before_head(struct call *call, struct text value)
{
    return set_abort(call, value, AT_START);
}

static bool set_abort_after_head(struct call *call, struct text value)
{
    return set_abort(call, value, AT_AFTER_HEAD);
}

static bool set_abort_in_content(struct call *call, struct text value)
{
    return set_abort(call, value, AT_BYTE);
}

/* What may be said by a request field, X-HttpStatus-<name>, and some of it by a parameter too. */
static const struct {
    struct text field;
    const char *parameter;
    const char *modifier; /* of the grammar's own, which wins over it */
    bool (*set)(struct call *call, struct text value);
    const char *wanted;
} controls[] = {
    {TEXT("X-HttpStatus-Sleep"), "sleep", "delay", set_sleep, "milliseconds, up to the limit of --max-delay"},
    {TEXT("X-HttpStatus-SleepAfterHeaders"), NULL, NULL, set_sleep_after_head,
     "milliseconds, up to the limit of --max-delay"},
    {TEXT("X-HttpStatus-SuppressBody"), "suppressBody", "body", set_suppress, "true or false"},
    {TEXT("X-HttpStatus-DribbleBody"), NULL, "pace", set_dribble, "true or false"},
    {TEXT("X-HttpStatus-AbortBeforeHeaders"), NULL, "fault", set_abort_before_head, "true or false"},
    {TEXT("X-HttpStatus-AbortAfterHeaders"), NULL, "fault", set_abort_after_head, "true or false"},
    {TEXT("X-HttpStatus-AbortDuringBody"), NULL, "fault", set_abort_in_content, "true or false"},
};

enum { CONTROLS = sizeof controls / sizeof controls[0] };

static int refuse_control(struct call *call, int control, struct text value, bool by_field)
{
    const char *name = by_field ? controls[control].field.at : controls[control].parameter;
    return problem(call, 400,
                   arena_printf(call->arena, "%s: \"%.*s\" is not %s", name, (int)value.length, value.at,
                                controls[control].wanted),
                   TEXT("/503?sleep=200&suppressBody=true"));
}

/* The parameter wins over the field. */
static int read_control(struct call *call, int control)
{
    const struct text *field = fields_find(&call->request->fields, controls[control].field);
    struct text value = {NULL, 0};
    if (controls[control].parameter != NULL) {
        value = request_parameter(call->request, call->arena, controls[control].parameter);
    }
    bool by_field = value.at == NULL && field != NULL;
    if (by_field) {
        value = *field;
    }
    bool overruled = controls[control].modifier != NULL &&
                     request_has_parameter(call->request, call->arena, controls[control].modifier);
    if (value.at == NULL || overruled) {
        return 0;
    }
    return controls[control].set(call, value) ? 0 : refuse_control(call, control, value, by_field);
}

/* X-HttpStatus-Response-<Name>: a field of the answer, under the same rules as header=. */
static int read_response_fields(struct call *call)
{
    struct fields asked = call_shape(call)->fields; /* by the query, which wins */
    for (size_t i = 0; i < call->request->fields.count; i++) {
        struct field field = call->request->fields.at[i];
        struct text prefix = TEXT("X-HttpStatus-Response-"), name = text_from(field.name, prefix.length);
        bool given = fields_find(&asked, name) != NULL;
        if (name.length == 0 || given || !text_same((struct text){field.name.at, prefix.length}, prefix)) {
            continue;
        }
        struct text line =
            arena_printf(call->arena, "%.*s: %.*s", (int)name.length, name.at, (int)field.value.length, field.value.at);
        int refused = call_parameter(call, (struct parameter){TEXT("header"), line});
        if (refused != 0) {
            return refused;
        }
    }
    return 0;
}

/* What is asked in this spelling goes under what the grammar's own parameters ask. */
static int read_controls(struct call *call)
{
    int refused = 0;
    for (int i = 0; i < CONTROLS && refused == 0; i++) {
        refused = read_control(call, i);
    }
    refused = refused != 0 ? refused : read_response_fields(call);
    return refused != 0 ? refused : call_check_shape(call);
}

/* Whatever stands behind the codes is ignored: a client may be given the URL as the root of an API. */
int answer_httpstatus(struct call *call)
{
    int code, refused = call_draw(call, (struct text){call->rest.at, text_find(call->rest, '/')}, &code);
    refused = refused != 0 ? refused : read_controls(call);
    call->brief = true;
    return refused != 0 ? refused : call_status(call, code);
}
