/* The kinds of exchange during which calls fail. */
#ifndef STATUSD_TESTS_FAILING_KIND_H
#define STATUSD_TESTS_FAILING_KIND_H

#include <stdbool.h>
#include <stddef.h>

struct kind {
    const char *name;
    const char *head;    /* what the client sends, on a connection of its own */
    const char *content; /* what it sends behind the head, count times */
    int count;
    bool waits;  /* for a word from the server, before it sends the content */
    bool closes; /* its direction, once all is sent */
};

/* The last one has no name. */
extern const struct kind kinds[];

enum { KINDS_MAX = 20 };

int kind_count(void);

#endif
