/* What the members of a crowd do, in rows. */
#ifndef STATUSD_TESTS_ABUSE_ACTS_H
#define STATUSD_TESTS_ABUSE_ACTS_H

#include "tests/abuse/crowd.h"
#include "tests/abuse/trial.h"
#include "tests/bench/measure.h"

struct act {
    struct text bytes; /* no bytes end a list of acts */
    int count;         /* members who do so */
    struct manner manner;
    bool anew; /* whoever has ended begins anew */
};

/* A crowd of everybody that the acts want. The caller frees it. */
struct crowd *acts_begin(const struct act acts[], int port);

/* Turns for so long, or until the server has ended. */
void acts_go_on(const struct act acts[], struct crowd *crowd, struct subject *server, int64_t duration);

/* Starts a server as the trial's row has it, lets the acts go on for a while and then SIGTERM come, while they still
 * do. Whether it ended well; how long it took is added to samples. */
bool acts_stop(const struct act acts[], struct trial *trial, int64_t after, struct samples *samples);

/* The same text count times over. The caller frees what it points to. */
struct text text_repeat(struct text text, size_t count);

#endif
