/* Modifiers of the connection: its end, and faults. */
#include "base/number.h"
#include "site/modifiers/modifier.h"

static const char *read_close(struct context *context, struct change *change, struct text value)
{
    bool close = !text_lists(TEXT("0, false, no"), value);
    (void)context;
    change->number = close;
    return close && value.length > 0 && !text_lists(TEXT("1, true, yes"), value) ? "takes no value" : NULL;
}

static const char *apply_close(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->close = context->reply->close || change->number != 0;
    return NULL;
}

static const char *nth_fault(int nth)
{
    const struct fault *fault = fault_nth(nth);
    return fault != NULL ? fault->name : NULL;
}

static const char *read_fault(struct context *context, struct change *change, struct text value)
{
    change->fault = fault_find(value);
    return change->fault != NULL ? NULL : modifier_not_a_choice(context, change, "fault");
}

/* Without the modifier at, the fault strikes at the start. */
static const char *apply_fault(struct context *context, const struct change *change, int code)
{
    const struct change *at = changes_find(&context->changes, "at");
    (void)code;
    context->reply->fault = change->fault;
    context->reply->fault_point = at != NULL ? at->at.point : AT_START;
    context->reply->fault_byte = at != NULL ? at->at.byte : 0;
    return NULL;
}

static const char *nth_point(int nth)
{
    return fault_point_name((enum fault_point)nth);
}

static const char *read_at(struct context *context, struct change *change, struct text value)
{
    change->at.point = AT_BYTE;
    if (number_parse(value, UINT64_MAX, &change->at.byte)) {
        return NULL;
    }
    change->at.point = fault_point_find(value);
    return change->at.point < FAULT_POINTS ? NULL
                                           : arena_printf(context->arena, "%s, or a number of bytes",
                                                          modifier_not_a_choice(context, change, "place"))
                                                 .at;
}

static const char *check_at(const struct changes *changes, const struct change *change)
{
    const struct change *fault = changes_find(changes, "fault");
    (void)change;
    return fault != NULL && fault->fault->kind == BREAKS_CONNECTION
               ? NULL
               : "goes with fault=reset, fault=close or fault=hang";
}

const struct modifier connection_modifiers[] = {
    {"close", "1", "close the connection after this answer", .phase = PHASE_DELIVERY, .read = read_close,
     .apply = apply_close},
    {"fault", "reset", "break the connection or the framing", .choice = nth_fault, .phase = PHASE_DELIVERY,
     .read = read_fault, .apply = apply_fault},
    {"at", "body&fault=reset",
     "where reset, close or hang strike, or behind how many bytes of content; start unless it is given, the middle of "
     "head "
     "and body",
     .choice = nth_point, .phase = PHASE_DELIVERY, .read = read_at, .check = check_at},
    {.name = NULL},
};
