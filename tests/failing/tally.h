/* What all trials came to: counted and written down by several processes, printed by one. */
#ifndef STATUSD_TESTS_FAILING_TALLY_H
#define STATUSD_TESTS_FAILING_TALLY_H

#include "tests/failing/kind.h"
#include "tests/failing/row.h"

#include <stdbool.h>

struct setting;
struct tally;

/* One trial: the nth call of the row's function that the owner made during an exchange of the kind, failed. A kind
 * behind the last is the whole life of a process, from its start to its stop. */
struct trial {
    const struct row *row;
    int kind;
    enum owner owner;
    int nth;
};

/* In memory that child processes share. */
struct tally *tally_new(void);

/* That the trial was made; what is what was wrong with it, "" for nothing, and struck where the call was made. */
void tally_add(struct tally *tally, const struct setting *setting, const struct trial *trial, uintptr_t struck,
               const char *what);

/* Something that was wrong, "" for nothing, where no single call stands for it: at the stop after several trials, of
 * which this was the last, or with an nth of 0 although nothing failed. */
void tally_fail(struct tally *tally, const struct trial *trial, const char *what);

/* How a process that could not be started ended; printed, no verdict. */
void tally_note(struct tally *tally, const struct trial *trial, const char *what);

/* Prints all; false where something failed. */
bool tally_print(struct tally *tally);

#endif
