/* Modifiers of the connection: its end, and faults. */
#include "base/number.h"
#include "site/modifiers/modifier.h"

/* Reads a modifier that needs no value: true unless the value says no. */
static const char *read_flag(struct context *context, struct change *change, struct text value)
{
    bool on = !text_lists(TEXT("0, false, no"), value);
    (void)context;
    change->number = on;
    return on && value.length > 0 && !text_lists(TEXT("1, true, yes"), value) ? "takes no value" : NULL;
}

static const char *apply_close(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->close = context->reply->close || change->number != 0;
    return NULL;
}

/* What comes after the answer gets no answer: libmicrohttpd cannot go on after one that we have written. */
static const char *apply_keep(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->unannounced = change->number != 0;
    context->reply->end = change->number != 0 ? END_BY_HANG : END_IN_ORDER;
    return NULL;
}

/* Whether the flag called name is set. */
static bool is_on(const struct changes *changes, const char *name)
{
    const struct change *flag = changes_find(changes, name);
    return flag != NULL && flag->number != 0;
}

/* NULL, or why the connection cannot stay open: the fault ends it in its own way. */
static const char *broken_off(const struct changes *changes)
{
    const struct change *fault = changes_find(changes, "fault");
    return fault != NULL && fault->fault->kind == BREAKS_CONNECTION
               ? "goes behind a complete answer, not with fault=reset, fault=close or fault=hang"
               : NULL;
}

static const char *check_keep(const struct changes *changes, const struct change *change)
{
    if (change->number == 0) {
        return NULL;
    }
    return is_on(changes, "close") ? "goes without close, which is its opposite" : broken_off(changes);
}

static const char *read_linger(struct context *context, struct change *change, struct text value)
{
    const char *wrong =
        modifier_read_time(context, value, "max-hang", context->site->config.max_hang, &change->time.low);
    return wrong == NULL && change->time.low == 0 ? "not a duration above 0" : wrong;
}

static const char *check_linger(const struct changes *changes, const struct change *change)
{
    (void)change;
    return is_on(changes, "close") || is_on(changes, "keep")
               ? "goes without close and keep, which end the connection otherwise"
               : broken_off(changes);
}

static const char *apply_linger(struct context *context, const struct change *change, int code)
{
    const struct change *end = changes_find(&context->changes, "end");
    (void)code;
    context->reply->unannounced = true;
    context->reply->linger = change->time.low;
    context->reply->end = end != NULL ? end->end : END_IN_ORDER;
    return NULL;
}

static const struct {
    const char *name;
    enum connection_end end;
} ends[] = {{"fin", END_IN_ORDER}, {"reset", END_BY_RESET}, {"408", END_BY_408}};

/* NULL, or why the connection cannot be reset. */
static const char *never_reset(const struct context *context, enum connection_end end)
{
    return end == END_BY_RESET && context->request->is_unix ? "needs TCP, which a unix socket is not" : NULL;
}

static const char *nth_end(int nth)
{
    return nth < (int)(sizeof ends / sizeof ends[0]) ? ends[nth].name : NULL;
}

static const char *read_end(struct context *context, struct change *change, struct text value)
{
    int nth = modifier_chosen(change, value);
    if (nth < 0) {
        return modifier_not_a_choice(context, change, value, "way to end");
    }
    change->end = ends[nth].end;
    return never_reset(context, change->end);
}

static const char *check_end(const struct changes *changes, const struct change *change)
{
    (void)change;
    return changes_find(changes, "linger") != NULL ? NULL : "goes with linger";
}

static const char *nth_fault(int nth)
{
    const struct fault *fault = fault_nth(nth);
    return fault != NULL ? fault->name : NULL;
}

static const char *read_fault(struct context *context, struct change *change, struct text value)
{
    change->fault = fault_find(value);
    return change->fault != NULL ? never_reset(context, change->fault->end)
                                 : modifier_not_a_choice(context, change, value, "fault");
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
                                                          modifier_not_a_choice(context, change, value, "place"))
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
    {"close", "1", "close the connection after this answer", .phase = PHASE_DELIVERY, .read = read_flag,
     .apply = apply_close},
    {"keep", "1", "keep the connection open after this answer, also after a fault; the next request gets no answer",
     .phase = PHASE_DELIVERY, .is_fault = true, .read = read_flag, .check = check_keep, .apply = apply_keep},
    {"linger", "2s&end=reset",
     "keep it open so long, or until the next request begins, which gets no answer but what end says; then end it",
     .phase = PHASE_DELIVERY, .is_fault = true, .read = read_linger, .check = check_linger, .apply = apply_linger},
    {"end", "reset&linger=2s", "how a connection ends that lingers; fin unless it is given", .choice = nth_end,
     .phase = PHASE_DELIVERY, .read = read_end, .check = check_end},
    {"fault", "reset", "break the connection or the message", .choice = nth_fault, .phase = PHASE_ARRIVAL,
     .is_fault = true, .read = read_fault, .apply = apply_fault},
    {"at", "body&fault=reset",
     "where reset, close or hang strike; start unless it is given; a number of bytes of content, or the middle of "
     "head, "
     "body or trailers",
     .choice = nth_point, .phase = PHASE_DELIVERY, .read = read_at, .check = check_at},
    {.name = NULL},
};
