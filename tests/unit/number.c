/* Numbers, durations and sizes, without a socket. */
#include "base/number.h"

#include "base/random.h"
#include "tests/kit/suite.h"

#include <inttypes.h>

START_TEST(whole_numbers)
{
    static const struct {
        const char *text;
        uint64_t max;
        bool right;
        uint64_t value;
    } cases[] = {
        {"0", 0, true, 0},
        {"007", 7, true, 7},
        {"999", 999, true, 999},
        {"1000", 999, false, 0},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999999999", UINT64_MAX, false, 0},
        {"", 9, false, 0},
        {"-1", 9, false, 0},
        {"+1", 9, false, 0},
        {" 1", 9, false, 0},
        {"1 ", 9, false, 0},
        {"1a", 999, false, 0},
        {"0x1", 999, false, 0},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        uint64_t value = 4711;
        bool right = number_parse(text_of(cases[i].text), cases[i].max, &value);
        ck_assert_msg(right == cases[i].right, "\"%s\"", cases[i].text);
        ck_assert_msg(value == (right ? cases[i].value : 4711), "\"%s\" gives %" PRIu64, cases[i].text, value);
    }
}

START_TEST(decimals)
{
    static const struct {
        const char *text;
        bool right;
        double value;
    } cases[] = {
        {"9", true, 9},      {"0.25", true, 0.25},       {".5", true, 0.5}, {"0", true, 0},
        {"10.0", true, 10},  {"100.125", true, 100.125}, {"", false, 0},    {".", false, 0},
        {"1.2.3", false, 0}, {"-1", false, 0},           {"1e3", false, 0}, {"1,5", false, 0},
        {"nan", false, 0},   {" 1", false, 0},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        double value = 4711;
        bool right = number_parse_decimal(text_of(cases[i].text), &value);
        ck_assert_msg(right == cases[i].right, "\"%s\"", cases[i].text);
        ck_assert_double_eq(value, right ? cases[i].value : 4711);
    }
}

START_TEST(durations)
{
    static const struct {
        const char *text;
        bool right;
        int64_t milliseconds;
    } cases[] = {
        {"2", true, 2000},
        {"2s", true, 2000},
        {"200ms", true, 200},
        {"0.5s", true, 500},
        {"1.5ms", true, 2},
        {"0", true, 0},
        {"86400s", true, 86400000},
        {"86400001ms", false, 0},
        {"86401", false, 0},
        {"", false, 0},
        {"s", false, 0},
        {"ms", false, 0},
        {"2m", false, 0},
        {"2 s", false, 0},
        {"-1s", false, 0},
        {"2S", false, 0},
        {"1sms", false, 0},
        {"99999999999999999999999s", false, 0},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        int64_t value = 4711;
        bool right = number_parse_duration(text_of(cases[i].text), &value);
        ck_assert_msg(right == cases[i].right, "\"%s\"", cases[i].text);
        ck_assert_msg(value == (right ? cases[i].milliseconds : 4711), "\"%s\" gives %" PRId64, cases[i].text, value);
    }
}

START_TEST(sizes)
{
    static const struct {
        const char *text;
        bool right;
        uint64_t bytes;
    } cases[] = {
        {"0", true, 0},
        {"64k", true, 65536},
        {"1M", true, 1048576},
        {"1099511627776", true, UINT64_C(1) << 40},
        {"1099511627777", false, 0},
        {"1048576M", true, UINT64_C(1) << 40},
        {"1048577M", false, 0},
        {"1073741824k", true, UINT64_C(1) << 40},
        {"1073741825k", false, 0},
        {"", false, 0},
        {"k", false, 0},
        {"1K", false, 0},
        {"1m", false, 0},
        {"1G", false, 0},
        {"1.5k", false, 0},
        {"1kk", false, 0},
        {"18446744073709551616k", false, 0},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        uint64_t value = 4711;
        bool right = number_parse_size(text_of(cases[i].text), &value);
        ck_assert_msg(right == cases[i].right, "\"%s\"", cases[i].text);
        ck_assert_msg(value == (right ? cases[i].bytes : 4711), "\"%s\" gives %" PRIu64, cases[i].text, value);
    }
}

/* SplitMix64 (Steele, Lea, Flood 2014) from 1234567: the values that other implementations are tested with. */
START_TEST(random_numbers)
{
    static const uint64_t expected[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                        UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                        UINT64_C(16408922859458223821)};
    struct random random = random_from(1234567);
    for (int i = 0; i < COUNT(expected); i++) {
        ck_assert_uint_eq(random_next(&random), expected[i]);
    }
}

START_TEST(random_bounds)
{
    struct random random = random_from(1);
    bool low = false, high = false, within = true;
    for (int i = 0; i < 10000; i++) {
        int64_t number = random_between(&random, -2, 3);
        double fraction = random_fraction(&random);
        within = within && number >= -2 && number <= 3 && fraction >= 0 && fraction < 1;
        low = low || number == -2;
        high = high || number == 3;
    }
    ck_assert(low && high && within);
    ck_assert_int_eq(random_between(&random, 7, 7), 7);
    ck_assert_uint_le(random_seed(), UINT32_MAX);
}

SUITE("number")
{
    TCase *tcase = tcase_create("number");
    tcase_add_test(tcase, whole_numbers);
    tcase_add_test(tcase, decimals);
    tcase_add_test(tcase, durations);
    tcase_add_test(tcase, sizes);
    tcase_add_test(tcase, random_numbers);
    tcase_add_test(tcase, random_bounds);
    suite_add_tcase(suite, tcase);
}
