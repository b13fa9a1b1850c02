/* Runs all suites of tests. */
#include "tests/kit/harness.h"
#include "tests/kit/patience.h"
#include "tests/kit/suite.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { SUITES_MAX = 256 };

static struct {
    const char *title, *file;
    void (*fill)(Suite *suite);
} suites[SUITES_MAX];

static int suite_count;

void suite_announce(const char *title, const char *file, void (*fill)(Suite *suite))
{
    if (suite_count == SUITES_MAX) {
        abort();
    }
    suites[suite_count].title = title;
    suites[suite_count].file = file;
    suites[suite_count++].fill = fill;
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    setenv("CK_DEFAULT_TIMEOUT", TEST_LIMIT, 0); /* Check reads it where a test case is made */
    SRunner *runner = srunner_create(NULL);
    for (int i = 0; i < suite_count; i++) {
        if (getenv("OVER") == NULL || strstr(suites[i].file, "tests/wire/") != NULL) {
            Suite *suite = suite_create(suites[i].title);
            suites[i].fill(suite);
            srunner_add_suite(runner, suite);
        }
    }
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner) + statusd_failures();
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
