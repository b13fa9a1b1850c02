/* Somebody who asks decently all the while, and measures how late the answers are. */
#ifndef STATUSD_TESTS_ABUSE_BYSTANDER_H
#define STATUSD_TESTS_ABUSE_BYSTANDER_H

#include "tests/bench/measure.h"

#include <stdatomic.h>

struct bystander;

/* plain: GET /status/200 on a connection of its own each time, from connecting to the last byte. delayed: the same with
 * delay=10ms, on a connection that is kept, less those 10 ms.
 * A request that takes longer than until the next one stands for those that would have come meanwhile. */
struct bystander_account {
    struct samples plain, delayed;
    int unserved; /* connections that were refused, or ended without an answer */
    int hung;     /* requests that were not answered in PATIENCE_SECONDS */
};

/* A thread that asks until it is told to stop, pausing between its requests. */
struct bystander *bystander_start(int port, int64_t pause);

/* Whether a request of his hung. */
bool bystander_hung(const struct bystander *bystander);

/* Waits for his last answer. The caller frees the samples. */
struct bystander_account bystander_stop(struct bystander *bystander);

#endif
