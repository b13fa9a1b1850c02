/* How long the tests wait for what must come, in one place. It keeps them from hanging, and is never a verdict: the
 * machine may be ten times slower than ours, and busy. */
#ifndef STATUSD_TESTS_PATIENCE_H
#define STATUSD_TESTS_PATIENCE_H

enum { PATIENCE = 120 * 1000 }; /* milliseconds without a byte, until a test gives up */

#define TEST_LIMIT "1200" /* seconds for a whole test, as Check reads them from the environment */

/* A time in a target that the test does not mean to wait for, as it is longer than our patience: what comes before it
 * has passed was not held up by it. The server lets a client ask for so much. */
#define FOREVER "290s"

#endif
