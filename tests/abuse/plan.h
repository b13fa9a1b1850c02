/* What one client of the fuzzer does, all of it decided by two numbers: what it sends, and how it behaves. */
#ifndef STATUSD_TESTS_ABUSE_PLAN_H
#define STATUSD_TESTS_ABUSE_PLAN_H

#include "tests/abuse/crowd.h"
#include "tests/abuse/seeds.h"

struct plan {
    struct text bytes; /* one request behind the other */
    int requests;
    struct manner manner;
    int64_t most; /* it leaves after so long in any case; nanoseconds */
};

/* In the arena. The same numbers and seeds give the same plan. */
struct plan plan_make(struct arena *arena, const struct seeds *seeds, uint64_t seed, uint64_t index);

#endif
