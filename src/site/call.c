#include "site/call.h"

#include "site/problem.h"

void call_open(struct call *call, int code)
{
    if (code / 100 == 1 || call->reply->shared != NULL) {
        return; /* a 101 is not for pages; what is shared has been opened */
    }
    reply_set(call->reply, "Access-Control-Allow-Origin", TEXT("*"));
    reply_set(call->reply, "Access-Control-Expose-Headers", TEXT("*"));
}

void call_distrust(struct call *call)
{
    reply_set(call->reply, "Content-Security-Policy", TEXT("sandbox"));
    reply_set(call->reply, "X-Content-Type-Options", TEXT("nosniff"));
}

struct shape *call_shape(struct call *call)
{
    if (call->shape == NULL) {
        call->shape = arena_alloc(call->arena, sizeof *call->shape);
    }
    return call->shape;
}

static bool route_has(const struct route *route, struct text parameter)
{
    if (route == NULL || route->parameters == NULL) {
        return false;
    }
    return text_equal(text_of(route->parameters), TEXT("*")) || text_lists(text_of(route->parameters), parameter);
}

static int refuse_parameter(struct call *call, const struct mistake *mistake)
{
    struct text example =
        arena_printf(call->arena, "%.*s=%s", (int)mistake->name.length, mistake->name.at, mistake->example);
    const char *equals = mistake->value.length > 0 ? "=" : "";
    return problem(call, 400,
                   arena_printf(call->arena, "%.*s%s%.*s: %s", (int)mistake->name.length, mistake->name.at, equals,
                                (int)mistake->value.length, mistake->value.at, mistake->reason),
                   example);
}

/* Unknown parameters are named in the answer, so that a typing error does not pass unseen: as many as a person
 * would read. */
static void ignore(struct call *call, struct text name)
{
    enum { NAME_MAX_SHOWN = 40, LIST_MAX = 400 };
    if (call->ignored.length > LIST_MAX) {
        return;
    }
    name.length = name.length < NAME_MAX_SHOWN ? name.length : NAME_MAX_SHOWN;
    struct text encoded = percent_encode(call->arena, name);
    call->ignored =
        call->ignored.length == 0 ? encoded : arena_printf(call->arena, "%s, %s", call->ignored.at, encoded.at);
}

int call_parameter(struct call *call, struct parameter parameter)
{
    struct mistake mistake = {.reason = NULL};
    if (shape_knows(parameter.name)) {
        mistake = shape_read(call, call_shape(call), parameter);
    } else if (!route_has(call->route, parameter.name)) {
        ignore(call, parameter.name);
    }
    return mistake.reason != NULL ? refuse_parameter(call, &mistake) : 0;
}

/* Reads parameters, of the query or of a step, into the call's shape. */
static int read_parameters(struct call *call, struct text parameters, char separator)
{
    struct parameter parameter;
    int refused = 0;
    while (refused == 0 && parameter_next(call->arena, &parameters, separator, &parameter)) {
        refused = call_parameter(call, parameter);
    }
    return refused;
}

int call_check_shape(struct call *call)
{
    if (call->shape == NULL) {
        return 0;
    }
    struct mistake mistake = shape_check(call->shape);
    if (mistake.reason != NULL) {
        return refuse_parameter(call, &mistake);
    }
    if (call->shape->fault != FAULT_NONE && call->site->config.no_faults) {
        return problem(call, 403, TEXT("faults are switched off here (--no-faults)"), TEXT("/status/503?delay=1s"));
    }
    return 0;
}

int call_read_step(struct call *call, const struct step *step, struct shape *shape)
{
    struct shape *own = call->shape;
    struct text ignored = call->ignored;
    call->shape = NULL;
    int refused = read_parameters(call, step->parameters, ';');
    refused = refused != 0 ? refused : call_check_shape(call);
    *shape = call->shape != NULL ? *call->shape : (struct shape){0};
    call->shape = own;
    call->ignored = ignored;
    return refused;
}

int call_apply_shape(struct call *call, int code)
{
    struct mistake mistake = shape_apply(call, call->shape, code);
    return mistake.reason != NULL ? refuse_parameter(call, &mistake) : code;
}

/* A step's parameters count less than the query's: they are read first, and the query again over them. */
int call_shape_under(struct call *call, struct text parameters)
{
    call->shape = NULL;
    call->ignored = TEXT("");
    int refused = read_parameters(call, parameters, ';');
    if (refused == 0) {
        refused = read_parameters(call, call->request->query, '&');
    }
    return refused != 0 ? refused : call_check_shape(call);
}

struct random *call_random(struct call *call)
{
    if (!call->drawn) {
        call->drawn = true;
        call->seed = call->shape != NULL && call->shape->has_seed ? call->shape->seed : random_seed();
        call->random = random_from(call->seed);
    }
    return &call->random;
}
