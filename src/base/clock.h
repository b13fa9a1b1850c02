/* The monotonic clock. */
#ifndef STATUSD_BASE_CLOCK_H
#define STATUSD_BASE_CLOCK_H

#include <stdint.h>

#define MILLISECOND INT64_C(1000000) /* in nanoseconds */

/* The time since a moment in the past that is not specified: only differences have a meaning. */
int64_t clock_milliseconds(void);
int64_t clock_nanoseconds(void);

/* As clock_nanoseconds, but up to ten milliseconds behind; much cheaper to call. */
int64_t clock_about(void);

#endif
