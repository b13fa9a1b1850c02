#include "base/random.h"

#include "base/clock.h"

#include <stdatomic.h>

struct random random_from(uint64_t seed)
{
    return (struct random){seed};
}

static const uint64_t step = 0x9E3779B97F4A7C15U;

uint64_t random_nth(uint64_t seed, uint64_t nth)
{
    struct random random = {seed + nth * step};
    return random_next(&random);
}

uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += step;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

uint64_t random_seed(void)
{
    /* The counter makes two seeds differ that are made in the same nanosecond. */
    static atomic_uint_fast64_t drawn;
    struct random random = {(uint64_t)clock_nanoseconds() + (atomic_fetch_add(&drawn, 1) << 32)};
    return random_next(&random) >> 32;
}

double random_fraction(struct random *random)
{
    return (double)(random_next(random) >> 11) / 9007199254740992.0; /* 2^53 */
}

int64_t random_between(struct random *random, int64_t low, int64_t high)
{
    return low + (int64_t)(random_fraction(random) * (double)(high - low + 1));
}
