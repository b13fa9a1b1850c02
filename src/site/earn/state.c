#include "site/earn/state.h"

#include "base/clock.h"
#include "site/keyed.h"
#include "site/problem.h"

/* The request's key. 0, or the code of a problem where it is too long. */
static int read_key(struct context *context, struct text *key)
{
    *key = request_parameter(context->request, context->arena, "key");
    if (key->at == NULL) {
        *key = request_field(context->request, context->arena, "X-Statusd-Key");
    }
    return key->length <= KEY_MAX ? 0 : problem(context, 400, TEXT("key: more than 256 bytes"), TEXT("key=my-test"));
}

void *state_enter(struct context *context, enum state kind, int *refused)
{
    struct text key;
    *refused = read_key(context, &key);
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
    int refused = read_key(context, &key);
    if (refused == 0) {
        (void)keyed_look(store, key,
                         clock_milliseconds()); /* unlike keyed_enter it makes no state, nor pushes one out */
        keyed_forget(store, key);
        keyed_leave(store);
    }
    return refused;
}
