/* The statusd that a measuring program starts, looks at from outside and stops. */
#ifndef STATUSD_TESTS_KIT_SUBJECT_H
#define STATUSD_TESTS_KIT_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the system says about it. */
struct usage {
    double memory, most_memory; /* resident now, and at most so far: megabytes */
    int descriptors;
    double processor; /* seconds, of all threads */
};

struct subject_end {
    bool in_time;
    int status; /* its exit status; 1000 and the signal where one killed it */
    int64_t took;
    char said[16 * 1024]; /* on its standard error */
};

struct subject {
    pid_t pid;
    int port;
    int out, errors;        /* its standard output, and a file without a name: its standard error */
    bool told, over;        /* told: to stop */
    struct subject_end end; /* once it is over */
};

/* Starts the program on a free port of 127.0.0.1 with these arguments (the last is NULL; NULL: none), and waits until
 * it says that it is ready; fails where it does not. descriptors: how many files it may have open; 0: as many as this
 * program. It ends when this program does. */
struct subject subject_start(const char *program, const char *const arguments[], int descriptors);

/* The same for one that may end instead of becoming ready: false then, and subject->end tells how. */
bool subject_try(struct subject *subject, const char *program, const char *const arguments[], int descriptors);

/* What the program says to --help, and to --help about; terminated. */
void subject_help(const char *program, const char *about, char *into, size_t size);

/* All zero where it has ended. */
struct usage subject_usage(const struct subject *subject);

/* Forgets the most memory so far. */
void subject_forget_most(const struct subject *subject);

/* Whether it is over. */
bool subject_ended(struct subject *subject);

/* SIGTERM. */
void subject_tell_to_stop(struct subject *subject);

/* The same, and the wait for its end; one that does not end in PATIENCE_SECONDS is killed. */
void subject_stop(struct subject *subject);

/* Whether it ended as it should: in time, with 0, without a word on its standard error. Says so where not. */
bool subject_ended_well(const struct subject *subject);

#endif
