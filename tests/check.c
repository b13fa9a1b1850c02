/* Runs all tests; see suites.h. */
#include "tests/harness.h"
#include "tests/patience.h"
#include "tests/suites.h"

#include <signal.h>
#include <stdlib.h>

static Suite *(*const suites[])(void) = {
    /* One a line. */
    /* clang-format off */
    text_suite,
    number_suite,
    arena_suite,
    fields_suite,
    request_suite,
    media_suite,
    range_suite,
    date_suite,
    codes_suite,
    content_suite,
    reply_suite,
    table_suite,
    guard_suite,
    form_suite,
    site_suite,
    script_suite,
    options_suite,
    sequence_suite,
    replay_suite,
    status_wire_suite,
    class_wire_suite,
    method_wire_suite,
    partial_wire_suite,
    interim_wire_suite,
    redirect_wire_suite,
    negotiation_wire_suite,
    catalog_wire_suite,
    anything_wire_suite,
    route_wire_suite,
    guard_wire_suite,
    oversize_wire_suite,
    seam_wire_suite,
    deadline_wire_suite,
    memory_wire_suite,
    modifiers_wire_suite,
    mistakes_wire_suite,
    slow_wire_suite,
    faults_wire_suite,
    framing_wire_suite,
    draws_wire_suite,
    sequences_wire_suite,
    httpstatus_wire_suite,
    httpbin_wire_suite,
    outside_wire_suite,
    random_wire_suite,
    program_suite,
    port_file_suite,
    streams_suite,
    memory_suite,
    bound_suite,
    /* clang-format on */
};

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    setenv("CK_DEFAULT_TIMEOUT", TEST_LIMIT, 0); /* Check reads it where a test case is made */
    SRunner *runner = srunner_create(NULL);
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        srunner_add_suite(runner, suites[i]());
    }
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner) + statusd_failures();
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
