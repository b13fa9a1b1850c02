/* A scenario of abuse, and the server that undergoes it. */
#ifndef STATUSD_TESTS_ABUSE_TRIAL_H
#define STATUSD_TESTS_ABUSE_TRIAL_H

#include "tests/bench/subject.h"

#include <stdbool.h>

enum { TRIAL_ARGUMENTS = 8 };

struct trial;

/* To add one, add a row to the table in abuse.c. Its function acts out the abuse on trial->server, and leaves no
 * connection behind. */
struct scenario {
    const char *name, *what;
    void (*run)(struct trial *trial);
    /* Of the server: options and their values; an option that it does not know is left out. The last is NULL. */
    const char *arguments[TRIAL_ARGUMENTS];
    int descriptors; /* that the server may have open; 0: as many as we */
    bool on_its_own; /* starts its servers itself */
    bool may_refuse; /* the server may end, with a word, instead of becoming ready */
};

struct trial {
    const struct scenario *scenario;
    const char *program, *help; /* what it says to --help */
    long rounds;
    struct subject server;
    int most_descriptors; /* when it was looked at */
    bool failed;
};

/* Runs it and prints what it did to the server and to a bystander. False where something failed. */
bool trial_run(const struct scenario *scenario, const char *program, const char *help, long rounds);

/* Whether the server knows this option, such as "--head-time". */
bool trial_offers(const struct trial *trial, const char *option);

/* Looks at the server while the abuse is at its height. */
struct usage trial_look(struct trial *trial);

/* Starts a server as the row has it. False, with a word about it, where it does not become ready. */
bool trial_start(struct trial *trial, struct subject *server);

/* A line of the account: a figure that nobody judges. */
void trial_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line of the account: what has to be so, or the trial has failed. */
void trial_expect(struct trial *trial, bool so, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
