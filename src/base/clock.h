/* Time that only goes forward. */
#ifndef STATUSD_BASE_CLOCK_H
#define STATUSD_BASE_CLOCK_H

#include <stdint.h>

#define MILLISECOND INT64_C(1000000) /* in nanoseconds */

/* Since some moment in the past; for differences only. */
int64_t clock_milliseconds(void);
int64_t clock_nanoseconds(void);

/* As clock_nanoseconds, but up to ten milliseconds behind it, at a fraction of its cost. */
int64_t clock_about(void);

#endif
