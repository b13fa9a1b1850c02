/* Suites of tests. Each is named once, in its own file, by SUITE. */
#ifndef STATUSD_TESTS_SUITE_H
#define STATUSD_TESTS_SUITE_H

#include <check.h>

#define COUNT(array) (int)(sizeof(array) / sizeof(array)[0])

/* Adds a suite to those that tests/check.c runs. fill puts its test cases in; it is called once, by main. file is
 * where it is: over TLS (OVER) only the suites of tests/wire run. */
void suite_announce(const char *title, const char *file, void (*fill)(Suite *suite));

/* The suite of the file that has it, announced before main begins. A body follows that adds test cases to suite:
 *
 *     SUITE("routes on the wire")
 *     {
 *         suite_add_tcase(suite, …);
 *     }
 */
#define SUITE(title)                                                                                                   \
    static void fill_suite(Suite *suite);                                                                              \
    __attribute__((constructor)) static void announce_suite(void)                                                      \
    {                                                                                                                  \
        suite_announce(title, __FILE__, fill_suite);                                                                   \
    }                                                                                                                  \
    static void fill_suite(Suite *suite)

#endif
