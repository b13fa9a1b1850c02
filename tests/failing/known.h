/* Where libmicrohttpd itself does not cope with a call of its own that fails. */
#ifndef STATUSD_TESTS_FAILING_KNOWN_H
#define STATUSD_TESTS_FAILING_KNOWN_H

#include "tests/failing/order.h"

struct known {
    enum call call;
    const char *what; /* a part of what is seen */
    const char *why;
};

/* The row for what a failed call of libmicrohttpd led to, or NULL where it is not known to. */
const struct known *known_find(enum call call, const char *what);

/* The last one has no why. */
extern const struct known knowns[];

#endif
