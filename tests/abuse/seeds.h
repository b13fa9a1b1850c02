/* Good requests, to begin with: what README, the catalog and --help give as examples. */
#ifndef STATUSD_TESTS_ABUSE_SEEDS_H
#define STATUSD_TESTS_ABUSE_SEEDS_H

#include "base/arena.h"

struct seed {
    struct text method, target;
    struct text fields; /* whole lines */
    struct text content;
};

struct texts {
    struct text *at;
    size_t count;
};

struct seeds {
    struct seed *requests;
    size_t count;
    struct texts modifiers; /* "delay=200ms", as they stand in a query */
    struct texts words;     /* names and values, for what is to be mixed up */
};

/* Everything lives in the arena. port: of a running statusd, whose catalog is read. */
struct seeds seeds_collect(struct arena *arena, const char *readme, const char *modifiers, int port);

#endif
