/* statusd --self-test: goes through the catalog of a running server, and looks whether it does what the catalog says.
 */
#ifndef STATUSD_SELF_TEST_SELF_TEST_H
#define STATUSD_SELF_TEST_SELF_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum self_test_result { SELF_TEST_PASSED, SELF_TEST_DIFFERED, SELF_TEST_FAILED };

/* Tests the server at url, "http://host:port": sends the example of each status in its catalog, then the requests that
 * earn it, one after the other, and prints what became of each status to out, a line for each, or all as JSON. The
 * requests have a key of their own, so that others who use the server are not disturbed. FAILED, with one line in
 * error, where there is no catalog at url. */
enum self_test_result self_test(const char *url, bool json, FILE *out, char *error, size_t error_size);

#endif
