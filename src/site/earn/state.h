/* What the resources of src/site/earn remember for each key (run_key.h). Private to src/site. */
#ifndef STATUSD_SITE_EARN_STATE_H
#define STATUSD_SITE_EARN_STATE_H

#include "site/context.h"

#include <stddef.h>

/* A kind of state: its size, zeroed when it is new; what gives back what it points to, or NULL; and, if it can be
 * large, that of --max-keys only one key in so many is remembered. */
struct state_kind {
    size_t size;
    void (*release)(void *state);
    unsigned one_in; /* 0: all */
};

/* The kinds; earn.c has the table of them. */
enum state { BUCKETS, DAV_TREES, DOCUMENTS, JOBS, NONCES, UPLOADS, STATE_KINDS };

/* The state of that kind for the request's key. The caller is inside of the store until state_leave, and must not wait
 * meanwhile. NULL, and the code of a problem in *refused, where the key is too long; then there is nothing to leave. */
void *state_enter(struct context *context, enum state kind, int *refused);
void state_leave(struct context *context, enum state kind);

/* Forgets the state of that kind, if there is one, for the request's key. Not from inside. Returns 0, or the code of a
 * problem as state_enter does. */
int state_forget(struct context *context, enum state kind);

#endif
