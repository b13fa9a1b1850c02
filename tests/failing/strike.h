/* The shim's side of the order: whether the call that is being made is the one that is to fail. */
#ifndef STATUSD_TESTS_FAILING_STRIKE_H
#define STATUSD_TESTS_FAILING_STRIKE_H

#include "tests/failing/order.h"

#include <stdbool.h>

/* Counts a call that returns to caller; true, and errno set, where it is to fail. */
bool strike(enum call call, const void *caller);

#endif
