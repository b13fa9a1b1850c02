#include "tests/abuse/plan.h"

#include "tests/abuse/compose.h"
#include "tests/abuse/mutate.h"
#include "tests/bench/measure.h"

enum { MOST_REQUESTS = 6, LONGEST = 3 /* seconds */ };

static int64_t milliseconds(struct random *random, int64_t low, int64_t high)
{
    return random_between(random, low, high) * MILLISECOND;
}

static void decide_writing(struct random *random, struct manner *manner)
{
    switch (random_next(random) % 8) {
    case 0:
        manner->write_piece = 1;
        manner->write_gap = milliseconds(random, 0, 3);
        break;
    case 1:
    case 2:
        manner->write_piece = 1 + place_below(random, 100);
        manner->write_gap = milliseconds(random, 0, 10);
        break;
    case 3:
        manner->write_piece = 1 + place_below(random, 8 * 1024);
        manner->write_gap = milliseconds(random, 0, 2);
        break;
    default:
        break;
    }
    manner->written = once_in(random, 4) ? HALF_CLOSE : once_in(random, 8) ? LEAVE : STAY;
}

static void decide_reading(struct random *random, struct manner *manner)
{
    manner->read_piece = 64 * 1024;
    switch (random_next(random) % 10) {
    case 0:
        manner->read_piece = 0;
        break;
    case 1:
        manner->enough = 1 + place_below(random, 2000);
        break;
    case 2:
        manner->read_piece = 1 + place_below(random, 200);
        manner->read_gap = milliseconds(random, 0, 10);
        break;
    default:
        break;
    }
    manner->buffer = once_in(random, 10) ? 4096 : 0;
    manner->resets = once_in(random, 3);
    /* Most know when they have heard enough; a few wait for what the server does. */
    manner->patience = once_in(random, 50) ? 0 : milliseconds(random, 20, once_in(random, 4) ? 500 : 80);
}

struct plan plan_make(struct arena *arena, const struct seeds *seeds, uint64_t seed, uint64_t index)
{
    struct random mixed = random_from(seed), random = random_from(random_next(&mixed) + index);
    struct plan plan = {.requests = 1, .most = LONGEST * SECOND};
    struct buffer bytes = buffer_in(arena);
    bool wild = once_in(&random, 2); /* many are not, or nothing behind the parser would be reached */
    while (plan.requests < MOST_REQUESTS && once_in(&random, 2)) {
        plan.requests++;
    }
    for (int i = 0; i < plan.requests; i++) {
        struct text request = compose(arena, &random, seeds, i == plan.requests - 1, wild);
        while (wild && once_in(&random, 2)) {
            request = mutate(arena, &random, request, &seeds->words);
        }
        buffer_add(&bytes, request);
    }
    plan.bytes = buffer_text(&bytes);
    if (once_in(&random, 4)) {
        plan.bytes.length = place_below(&random, plan.bytes.length);
    }
    decide_writing(&random, &plan.manner);
    decide_reading(&random, &plan.manner);
    return plan;
}
