/* Good bytes made bad. */
#ifndef STATUSD_TESTS_ABUSE_MUTATE_H
#define STATUSD_TESTS_ABUSE_MUTATE_H

#include "base/random.h"
#include "tests/abuse/seeds.h"

/* The bytes with one mutation; in the arena. */
struct text mutate(struct arena *arena, struct random *random, struct text bytes, const struct texts *words);

/* One of them; true once in so many times. */
struct text pick_text(struct random *random, const struct text *texts, size_t count);
bool once_in(struct random *random, uint64_t times);

/* From 0 up to, not including, size; 0 where that is 0. */
size_t place_below(struct random *random, size_t size);

#define PICK(random, array) pick_text((random), (array), sizeof(array) / sizeof(array)[0])

#endif
