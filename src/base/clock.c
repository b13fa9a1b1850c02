#include "base/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_nanoseconds(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_milliseconds(void)
{
    return clock_nanoseconds() / 1000000;
}

int64_t clock_about(void)
{
    return read_clock(CLOCK_MONOTONIC_COARSE);
}
