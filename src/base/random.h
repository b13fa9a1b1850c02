/* Random numbers that can be repeated with a seed. Not for secrets. */
#ifndef STATUSD_BASE_RANDOM_H
#define STATUSD_BASE_RANDOM_H

#include <stdint.h>

/* SplitMix64: the same seed gives the same numbers on every machine and in every version of statusd. */
struct random {
    uint64_t state;
};

struct random random_from(uint64_t seed);

/* A new seed, different at each call. It has at most 32 bits, so that it is short enough to be copied by hand. */
uint64_t random_seed(void);

uint64_t random_next(struct random *random);

/* What random_next gives after nth other numbers, beginning with random_from(seed). */
uint64_t random_nth(uint64_t seed, uint64_t nth);

/* From 0 to 1, not including 1. */
double random_fraction(struct random *random);

/* From low to high, both included. */
int64_t random_between(struct random *random, int64_t low, int64_t high);

#endif
