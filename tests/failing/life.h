/* Trials of whole processes: a call fails from their start on, or while they serve, or at their stop. */
#ifndef STATUSD_TESTS_FAILING_LIFE_H
#define STATUSD_TESTS_FAILING_LIFE_H

#include "tests/failing/server.h"
#include "tests/failing/tally.h"

/* Counts the calls of a life; false where it does not go well although none fails. */
bool life_count(const struct setting *setting, int counts[CALLS][OWNERS]);

/* Makes calls fail, each in a process of its own, of the count that the owner makes. */
void life_run(const struct setting *setting, struct tally *tally, const struct row *row, enum owner owner, int count);

#endif
