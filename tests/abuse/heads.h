/* Status lines, wherever in a stream they stand. */
#ifndef STATUSD_TESTS_ABUSE_HEADS_H
#define STATUSD_TESTS_ABUSE_HEADS_H

#include <stddef.h>

struct heads {
    int place, code;      /* of the one that is being read */
    unsigned classes[10]; /* how many of 1xx, 2xx ...; 0: of a code below 100 */
    unsigned finals;      /* how many that are not 1xx */
    int last;             /* the code of the last one */
};

/* Looks for them in what came next. */
void heads_scan(struct heads *heads, const char *bytes, size_t length);

#endif
