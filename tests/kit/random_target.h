/* Targets of the grammar at random: mostly right, often wrong, sometimes nonsense. */
#ifndef STATUSD_TESTS_RANDOM_TARGET_H
#define STATUSD_TESTS_RANDOM_TARGET_H

#include "base/arena.h"
#include "base/random.h"

/* A target, terminated, in arena; the same state of random gives the same one. */
const char *random_target(struct arena *arena, struct random *random);

/* Field lines that an answer may depend on, each with CR LF behind it. */
const char *random_fields(struct arena *arena, struct random *random);

#endif
