/* The ways in which calls fail. */
#ifndef STATUSD_TESTS_FAILING_ROW_H
#define STATUSD_TESTS_FAILING_ROW_H

#include "tests/failing/order.h"

struct row {
    enum call call;
    const char *name;
    int error;
};

/* The last one has no name. */
extern const struct row rows[];

enum { ROWS_MAX = 50 };

#endif
