/* A server, and a crowd that follows one plan after the other. */
#ifndef STATUSD_TESTS_ABUSE_FUZZER_H
#define STATUSD_TESTS_ABUSE_FUZZER_H

#include "tests/abuse/plan.h"
#include "tests/bench/measure.h"
#include "tests/bench/subject.h"

enum { FUZZER_KEPT = 256 }; /* connections, the live ones not counted */

struct fuzzer {
    struct subject server;
    uint64_t seed, index; /* index: of the next connection */
    uint64_t requests, connections;
    uint64_t classes[10]; /* of the answers */

    /* The fuzzer's own. */
    const char *program, *const *arguments;
    const char *known[32];
    struct arena arena;
    struct seeds seeds;
    struct crowd *crowd;
    struct slot *slots;
};

/* Starts the program with the arguments (options and their values) that it knows, and collects what to begin with. */
struct fuzzer *fuzzer_new(const char *program, const char *const arguments[], const char *readme, uint64_t seed,
                          uint64_t first);

/* Lets those who have gone be followed by others, and all go on a little. */
void fuzzer_turn(struct fuzzer *fuzzer);

/* Waits until everybody has gone. */
void fuzzer_drain(struct fuzzer *fuzzer);

/* Sends SIGTERM, goes on until the server has ended, and adds how long it took. */
void fuzzer_stop(struct fuzzer *fuzzer, struct samples *samples);

/* The same with a new server, once the last has ended. */
void fuzzer_restart(struct fuzzer *fuzzer);

/* Writes what each live connection, and the last ones before them, sent into the folder, with how they behaved. */
void fuzzer_keep(struct fuzzer *fuzzer, const char *folder);

void fuzzer_print_answers(const struct fuzzer *fuzzer);

void fuzzer_free(struct fuzzer *fuzzer);

#endif
