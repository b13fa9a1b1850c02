/* Random numbers that a seed repeats. Not for secrets. */
#ifndef STATUSD_BASE_RANDOM_H
#define STATUSD_BASE_RANDOM_H

#include <stdint.h>

/* SplitMix64: the same seed gives the same numbers, everywhere and for ever. */
struct random {
    uint64_t state;
};

struct random random_from(uint64_t seed);

/* A seed that nobody chose, at most 32 bits so that people can copy it. */
uint64_t random_seed(void);

uint64_t random_next(struct random *random);

/* From 0 up to, not including, 1. */
double random_fraction(struct random *random);

/* From low to high, both included. */
int64_t random_between(struct random *random, int64_t low, int64_t high);

#endif
