#include "site/parameters.h"

#include "base/nearest.h"
#include "site/modifiers/field.h"
#include "site/modifiers/table.h"
#include "site/problem.h"
#include "site/route.h"

/* Makes the reply a problem document such as "size=x: not a size", with the example of the modifier's row. */
static int refuse(struct context *context, struct parameter parameter, const struct modifier *modifier,
                  const char *reason)
{
    const char *equals = parameter.value.length > 0 ? "=" : "";
    return problem(context, 400,
                   arena_printf(context->arena, "%.*s%s%.*s: %s", (int)parameter.name.length, parameter.name.at, equals,
                                (int)parameter.value.length, parameter.value.at, reason),
                   arena_printf(context->arena, "%s=%s", modifier->name, modifier->example));
}

/* The parameter that was probably meant by name; at is NULL where none is like it. */
static struct text meant_by(const struct context *context, struct text name)
{
    struct nearest nearest = nearest_to(name);
    struct text meant = {NULL, 0}, own, rest = text_of(context->route != NULL ? context->route->parameters : NULL);
    const struct modifier *modifier;
    for (int nth = 0; (modifier = modifier_nth(nth)) != NULL; nth++) {
        meant = nearest_is(&nearest, text_of(modifier->name)) ? text_of(modifier->name) : meant;
    }
    while (text_list(&rest, &own)) {
        meant = nearest_is(&nearest, own) ? own : meant;
    }
    return meant;
}

/* A member of the list is a name, and perhaps a parameter (RFC 9110 §5.6.6). */
void parameters_ignore(struct context *context, struct text name)
{
    enum { NAME_MAX_SHOWN = 40, LIST_MAX = 400 };
    if (context->ignored.length > LIST_MAX || name.length == 0) {
        return;
    }
    name.length = name.length < NAME_MAX_SHOWN ? name.length : NAME_MAX_SHOWN;
    struct text meant = meant_by(context, name);
    context->ignored =
        arena_printf(context->arena, "%s%s%s%s%.*s", context->ignored.length > 0 ? context->ignored.at : "",
                     context->ignored.length > 0 ? ", " : "", percent_encode(context->arena, name).at,
                     meant.length > 0 ? "; did-you-mean=" : "", (int)meant.length, meant.length > 0 ? meant.at : "");
}

int parameters_read_one(struct context *context, struct parameter parameter)
{
    const struct modifier *modifier = modifier_find(parameter.name);
    if (modifier == NULL) {
        if (!route_has_parameter(context->route, parameter.name)) {
            parameters_ignore(context, parameter.name);
        }
        return 0;
    }
    struct change *change = changes_add(context->arena, &context->changes, modifier);
    const char *reason = modifier_read_value(context, change, parameter.value);
    return reason != NULL ? refuse(context, parameter, modifier, reason) : 0;
}

static int read_all(struct context *context, struct text parameters, char separator)
{
    struct parameter parameter;
    int refused = 0;
    while (refused == 0 && parameter_next(context->arena, &parameters, separator, &parameter)) {
        refused = parameters_read_one(context, parameter);
    }
    return refused;
}

int parameters_read(struct context *context, struct text step)
{
    context->changes = (struct changes){.count = 0};
    context->ignored = TEXT("");
    int refused = read_all(context, step, ';');
    refused = refused != 0 ? refused : read_all(context, context->request->query, '&');
    return refused != 0 ? refused : parameters_check(context);
}

struct change *parameters_add(struct context *context, const char *name)
{
    return changes_add(context->arena, &context->changes, modifier_find(text_of(name)));
}

int parameters_add_field(struct context *context, struct text name, struct text value)
{
    struct change *change = parameters_add(context, "header");
    const char *reason = field_read(context->arena, &change->field, name, value);
    if (reason == NULL) {
        return 0;
    }
    struct text line =
        arena_printf(context->arena, "%.*s: %.*s", (int)name.length, name.at, (int)value.length, value.at);
    return refuse(context, (struct parameter){TEXT("header"), line}, change->modifier, reason);
}

int parameters_check(struct context *context)
{
    const struct changes *changes = &context->changes;
    for (int i = 0; i < changes->count; i++) {
        const struct modifier *modifier = changes->at[i].modifier;
        const char *reason = modifier->check != NULL ? modifier->check(changes, &changes->at[i]) : NULL;
        if (reason != NULL) {
            return refuse(context, (struct parameter){text_of(modifier->name), TEXT("")}, modifier, reason);
        }
    }
    for (int i = 0; i < changes->count && context->site->config.no_faults; i++) {
        if (changes->at[i].modifier->is_fault) {
            return problem(context, 403, TEXT("faults are switched off here (--no-faults)"),
                           TEXT("/status/503?delay=1s"));
        }
    }
    return 0;
}

int parameters_apply(struct context *context, enum phase from, int code)
{
    const struct changes *changes = &context->changes;
    for (int i = 0; i < changes->count && !context->refused; i++) {
        const struct modifier *modifier = changes->at[i].modifier;
        const char *reason = modifier->phase >= from ? modifier_make_change(context, &changes->at[i], code) : NULL;
        if (reason != NULL) {
            code = refuse(context, (struct parameter){text_of(modifier->name), TEXT("")}, modifier, reason);
        }
    }
    return code;
}
