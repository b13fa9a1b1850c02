/* What the fuzz targets have in common. Each is a file with an LLVMFuzzerTestOneInput, which aborts where a promise is
 * broken; `make fuzz` runs them, and `make check` replays tests/corpus (see tests/unit/replay.c). */
#ifndef STATUSD_TESTS_FUZZ_FUZZ_H
#define STATUSD_TESTS_FUZZ_FUZZ_H

#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise of the code under test. */
#define PROMISE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);                                    \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
