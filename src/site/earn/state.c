#include "site/earn/state.h"

#include "base/clock.h"
#include "site/keyed.h"
#include "site/problem.h"

static struct text key_of(const struct context *context)
{
    struct text key = request_parameter(context->request, context->arena, "key");
    return key.at != NULL ? key : request_field(context->request, context->arena, "X-Statusd-Key");
}

void *state_enter(struct context *context, enum state kind, int *refused)
{
    struct text key = key_of(context);
    if (key.length > KEY_MAX) {
        *refused = problem(context, 400, TEXT("key: more than 256 bytes"), TEXT("key=my-test"));
        return NULL;
    }
    return keyed_enter(context->site->states[kind], key, clock_milliseconds());
}

void state_leave(struct context *context, enum state kind)
{
    keyed_leave(context->site->states[kind]);
}

void state_forget(struct context *context, enum state kind)
{
    keyed_forget(context->site->states[kind], key_of(context));
}
