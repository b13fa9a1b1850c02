#include "site/earn/state.h"

#include "base/clock.h"
#include "site/keyed.h"
#include "site/run_key.h"

void *state_enter(struct context *context, enum state kind, int *refused)
{
    struct text key;
    *refused = run_key(context, &key);
    return *refused == 0 ? keyed_enter(context->site->states[kind], key, clock_milliseconds()) : NULL;
}

void state_leave(struct context *context, enum state kind)
{
    keyed_leave(context->site->states[kind]);
}

int state_forget(struct context *context, enum state kind)
{
    struct keyed_store *store = context->site->states[kind];
    struct text key;
    int refused = run_key(context, &key);
    if (refused == 0) {
        (void)keyed_look(store, key,
                         clock_milliseconds()); /* unlike keyed_enter it makes no state, nor pushes one out */
        keyed_forget(store, key);
        keyed_leave(store);
    }
    return refused;
}
