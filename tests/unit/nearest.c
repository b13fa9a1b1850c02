/* Names with typing errors, without a socket. */
#include "base/nearest.h"

#include "tests/kit/suite.h"

#include <string.h>

/* One edit leaves out, adds or replaces a letter, or swaps two neighbours. */
START_TEST(edits)
{
    static const struct {
        const char *a, *b;
        int edits; /* 3: more than two */
    } cases[] = {
        {"", "", 0},           {"delay", "delay", 0},  {"Delay", "dELAY", 0},  {"delay", "dela", 1},
        {"delay", "elay", 1},  {"delay", "delaay", 1}, {"delay", "xdelay", 1}, {"delay", "delxy", 1},
        {"dealy", "delay", 1}, {"edlay", "delay", 1},  {"", "a", 1},           {"", "ab", 2},
        {"", "abc", 3},        {"abcd", "badc", 2},    {"delay", "dly", 2},    {"delay", "relax", 2},
        {"abc", "cab", 2},     {"abc", "xyz", 3},      {"delay", "de", 3},     {"abcdef", "badcfe", 3},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        for (int most = 0; most <= 2; most++) {
            struct text a = text_of(cases[i].a), b = text_of(cases[i].b);
            ck_assert_msg(nearest_within(a, b, most) == (cases[i].edits <= most), "%s, %s, %d", cases[i].a, cases[i].b,
                          most);
            ck_assert_msg(nearest_within(b, a, most) == (cases[i].edits <= most), "%s, %s, %d", cases[i].b, cases[i].a,
                          most);
        }
    }
}

/* The nearest of these; the first of several that are equally near. */
START_TEST(what_is_meant)
{
    static const char *const names[] = {"at", "gap", "gag", "seed", "delay", "decay", "retry_after"};
    static const char *const cases[][2] = {{"dealy", "delay"},
                                           {"decoy", "decay"},
                                           {"dlay", "delay"},
                                           {"retry-after", "retry_after"},
                                           {"rety-after", "retry_after"},
                                           {"GAP", "gap"},
                                           {"gax", "gap"},
                                           {"gagg", "gag"},
                                           {"sede", "seed"},
                                           {"sd", NULL},
                                           {"a", NULL},
                                           {"", NULL},
                                           {"dxxay", NULL},
                                           {"retry", NULL}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct nearest nearest = nearest_to(text_of(cases[i][0]));
        const char *meant = NULL;
        for (int n = 0; n < COUNT(names); n++) {
            meant = nearest_is(&nearest, text_of(names[n])) ? names[n] : meant;
        }
        ck_assert_msg(meant == cases[i][1] || (meant != NULL && cases[i][1] != NULL && strcmp(meant, cases[i][1]) == 0),
                      "%s: %s", cases[i][0], meant);
    }
}

/* However long the texts are. */
START_TEST(long_names)
{
    static char a[10000], b[10000];
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    ck_assert(nearest_within((struct text){a, sizeof a}, (struct text){b, sizeof b - 2}, 2));
    ck_assert(!nearest_within((struct text){a, sizeof a}, (struct text){b, sizeof b - 3}, 2));
    b[0] = b[5000] = 'y';
    ck_assert(nearest_within((struct text){a, sizeof a}, (struct text){b, sizeof b}, 2));
    b[sizeof b - 1] = 'y';
    ck_assert(!nearest_within((struct text){a, sizeof a}, (struct text){b, sizeof b}, 2));
}

SUITE("nearest")
{
    TCase *tcase = tcase_create("nearest");
    tcase_add_test(tcase, edits);
    tcase_add_test(tcase, what_is_meant);
    tcase_add_test(tcase, long_names);
    suite_add_tcase(suite, tcase);
}
