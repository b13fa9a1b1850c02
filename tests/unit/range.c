/* Byte ranges, without a socket. */
#include "http/range.h"

#include "tests/kit/suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a Range gives for a length: "ignored", "unsatisfiable", or the ranges. */
static const char *parsed(const char *value, uint64_t length)
{
    static char all[512];
    struct range ranges[RANGES_MAX];
    int count = 0;
    size_t end = 0;
    enum range_result result = range_parse(text_of(value), length, ranges, &count);
    if (result != RANGE_SATISFIABLE) {
        return result == RANGE_IGNORED ? "ignored" : "unsatisfiable";
    }
    all[0] = '\0';
    for (int i = 0; i < count; i++) {
        end += (size_t)snprintf(all + end, sizeof all - end, "%s%" PRIu64 "-%" PRIu64, i > 0 ? "," : "",
                                ranges[i].first, ranges[i].last);
    }
    return all;
}

/* RFC 9110 §14.1.1, §14.1.2; the first ones are its examples for a length of 10000. */
static const struct {
    const char *value;
    uint64_t length;
    const char *expected;
} cases[] = {
    {"bytes=0-499", 10000, "0-499"},
    {"bytes=500-999", 10000, "500-999"},
    {"bytes=-500", 10000, "9500-9999"},
    {"bytes=9500-", 10000, "9500-9999"},
    {"bytes=0-0,-1", 10000, "0-0,9999-9999"},
    {"bytes= 0-999, 4500-5499, -1000", 10000, "0-999,4500-5499,9000-9999"},
    {"bytes=500-700,601-999", 10000, "500-700,601-999"},
    {"bytes=,0-1,", 10, "0-1"},
    {"BYTES=0-1", 10, "0-1"},
    {"bytes=0-18446744073709551615", 10, "0-9"},
    {"bytes=5-99", 10, "5-9"},
    {"bytes=5-10", 10, "5-9"},
    {"bytes=-99", 10, "0-9"},
    {"bytes=9-", 10, "9-9"},
    {"bytes=10-", 10, "unsatisfiable"},
    {"bytes=10-20", 10, "unsatisfiable"},
    {"bytes=-0", 10, "unsatisfiable"},
    {"bytes=0-", 0, "unsatisfiable"},
    {"bytes=-1", 0, "unsatisfiable"},
    {"bytes=10-,0-1", 10, "0-1"},
    {"bytes=0-99999999999999999999999", 1234, "0-1233"},
    {"bytes=-99999999999999999999999", 1234, "0-1233"},
    {"bytes=99999999999999999999999-", 1234, "unsatisfiable"},
    {"bytes=99999999999999999999999x-", 1234, "ignored"},
    {"bytes=2-1", 10, "ignored"},
    {"bytes=2-1,0-1", 10, "ignored"},
    {"bytes=", 10, "ignored"},
    {"bytes=,", 10, "ignored"},
    {"bytes=-", 10, "ignored"},
    {"bytes", 10, "ignored"},
    {"", 10, "ignored"},
    {"lines=0-1", 10, "ignored"},
    {"bytes=a-1", 10, "ignored"},
    {"bytes=1-a", 10, "ignored"},
    {"bytes=1", 10, "ignored"},
    {"bytes=1-2-3", 10, "ignored"},
    {"bytes=--1", 10, "ignored"},
    {"bytes=+1-2", 10, "ignored"},
    {"bytes=1 - 2", 10, "ignored"},
};

START_TEST(ranges)
{
    for (int i = 0; i < COUNT(cases); i++) {
        const char *got = parsed(cases[i].value, cases[i].length);
        ck_assert_msg(strcmp(got, cases[i].expected) == 0, "%s of %" PRIu64 ": %s, not %s", cases[i].value,
                      cases[i].length, got, cases[i].expected);
    }
}

/* Up to RANGES_MAX ranges are taken. A Range with more is ignored, as RFC 9110 §14.2 allows. */
START_TEST(at_most)
{
    char value[256] = "bytes=0-0";
    for (int i = 1; i < RANGES_MAX; i++) {
        strcat(value, ",1-1");
    }
    ck_assert_msg(strncmp(parsed(value, 10), "0-0,1-1", 7) == 0, "%s", parsed(value, 10));
    strcat(value, ",1-1");
    ck_assert_str_eq(parsed(value, 10), "ignored");
}

SUITE("range")
{
    TCase *tcase = tcase_create("range");
    tcase_add_test(tcase, ranges);
    tcase_add_test(tcase, at_most);
    suite_add_tcase(suite, tcase);
}
