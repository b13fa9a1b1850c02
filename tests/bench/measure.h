/* What the programs that measure have in common: how they fail, descriptors, connections, samples. */
#ifndef STATUSD_TESTS_KIT_MEASURE_H
#define STATUSD_TESTS_KIT_MEASURE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATIENCE_SECONDS = 20 }; /* whatever is not answered by then hangs */

#define SECOND (1000 * MILLISECOND)

/* Says what failed and why errno says it did, and ends this program with 1; a server that it started ends with it. */
_Noreturn void fail(const char *what);

/* The same where errno has nothing to say. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sees to it that so many connections can be open, or fails. */
void allow_descriptors(long count);

/* A connection to 127.0.0.1, without delays in sending and with PATIENCE_SECONDS for receiving. One address has some
 * 28,000 ephemeral ports: the index spreads many connections over 127.0.0.x, which the next ones take over in time. */
int dial(int port, long index);

/* The same without waiting for anything: connecting, sending and receiving do not block. -1 where it cannot be. */
int dial_at_once(int port, long index, int receive_buffer);

void pause_for(int64_t nanoseconds);

/* Times, as many as come. */
struct samples {
    int64_t *at;
    size_t count, room;
};

void samples_add(struct samples *samples, int64_t nanoseconds);

/* In milliseconds; share 0.99 is the figure below which 99 of 100 are. 0 where there are none. Sorts. */
double samples_milliseconds(struct samples *samples, double share);

void samples_free(struct samples *samples);

#endif
