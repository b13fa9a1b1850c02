/* The choice of a language, without a socket. */
#include "http/language.h"

#include "http/weight.h"
#include "tests/kit/suite.h"

#include <math.h>

/* RFC 4647 §2.1: 1 to 8 letters, then subtags of 1 to 8 letters and digits. */
START_TEST(ranges)
{
    static const struct {
        const char *range;
        bool valid;
    } cases[] = {
        {"en", true},
        {"EN-gb", true},
        {"*", true},
        {"x", true},
        {"abcdefgh", true},
        {"de-1996", true},
        {"", false},
        {"-", false},
        {"en-", false},
        {"-en", false},
        {"e1", false},
        {"en--gb", false},
        {"*-CH", false},
        {"de-*", false},
        {"en_GB", false},
        {"abcdefghi", false},
        {"fran\xC3\xA7", false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(language_range_is_valid(text_of(cases[i].range)) == cases[i].valid, "%s", cases[i].range);
    }
}

/* What Accept-Language gives to a language, on its own. -1: nothing. */
START_TEST(qualities)
{
    static const struct {
        const char *accept, *language;
        double quality;
    } cases[] = {
        {"", "en", -1},
        {"en", "en", 1},
        {"EN", "en", 1},
        {"de", "en", -1},
        {"en", "en-GB", 1}, /* filtering: a range matches what begins with it */
        {"en", "eng", -1},  /* but only whole subtags */
        {"en-GB", "en", 1}, /* lookup: a range is shortened */
        {"zh-Hant-CN;q=0.4", "zh", 0.4},
        {"eng-GB", "en", -1},
        {"*", "en", 1},
        {"*;q=0.3", "en", 0.3},
        {"de, *;q=0.3", "en", 0.3},
        {"*;q=0.3, en;q=0.1", "en", 0.1}, /* the more specific range counts, wherever it stands */
        {"en;q=0.1, en-GB;q=0.9", "en-GB", 0.9},
        {"en-GB;q=0.9, en;q=0.1", "en-GB", 0.9},
        {"en-GB;q=0, en", "en-GB", 0},
        {"en;q=0.1, en-GB;q=0.9", "en", 0.9}, /* who wants British English may get English */
        {"en-GB;q=0.1, en;q=0.9", "en", 0.9},
        {"en;q=0, en-GB", "en", 0}, /* but not if it refuses English */
        {"en-GB;q=0", "en", -1},    /* who refuses the British has said nothing of others */
        {"en-GB;q=0, *;q=0.5", "en", 0.5},
        {"*;q=0", "en", 0},
        {"en;q=0", "en", 0},
        {"en;q=0.000", "en", 0},
        {"en;q=2", "en", 0}, /* no weight: as in Accept */
        {"en;q=", "en", 0},
        {"en;q=-1", "en", 0},
        {"en ; q=0.5", "en", 0.5},
        {"en;Q=0.5", "en", 0.5},
        {"en_GB, de", "en", -1}, /* what is no range is left out */
        {"en-, *-CH, ;q=1, =, de", "en", -1},
        {"\"en\"", "en", -1},
        {", ,", "en", -1},
        {",en,", "en", 1},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        double quality = language_quality(text_of(cases[i].accept), text_of(cases[i].language));
        ck_assert_msg(fabs(quality - cases[i].quality) < 1e-9, "\"%s\" gives %s %g", cases[i].accept, cases[i].language,
                      quality);
    }
}

/* What it gives to en, de and fr of these three: never nothing to all of them. */
START_TEST(among)
{
    static const char *const languages[] = {"en", "de", "fr", NULL};
    static const struct {
        const char *accept;
        double quality[3];
    } cases[] = {
        {"", {1, 1, 1}},
        {"de", {0, 1, 0}},
        {"de-AT, en;q=0.5", {0.5, 1, 0}},
        {"fr;q=0.001", {0, 0, 0.001}},
        {"*, fr;q=0", {1, 1, 0}},
        {"ja", {1, 1, 1}},         /* RFC 9110 §12.5.4: better than a 406 */
        {"ja, en;q=0", {0, 1, 1}}, /* what is refused is not sent for want of others */
        {"*;q=0", {1, 1, 1}},
        {"en;q=0, de;q=0, fr;q=0", {1, 1, 1}},
        {"nonsense-, 1", {1, 1, 1}},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        for (int l = 0; l < 3; l++) {
            double quality = language_quality_among(text_of(cases[i].accept), text_of(languages[l]), languages);
            ck_assert_msg(fabs(quality - cases[i].quality[l]) < 1e-9, "\"%s\" gives %s %g", cases[i].accept,
                          languages[l], quality);
        }
    }
}

START_TEST(weights)
{
    ck_assert_double_eq(weight_listed(TEXT("a;q=0.5, b"), TEXT("A")), 0.5);
    ck_assert_double_eq(weight_listed(TEXT("a;q=0.5, b"), TEXT("b")), 1);
    ck_assert_double_eq(weight_listed(TEXT("a;q=0.5, b"), TEXT("c")), 0);
    ck_assert_double_eq(weight_listed(TEXT("ab, \"a\""), TEXT("a")), 0);
    ck_assert_double_eq(weight_listed(TEXT(""), TEXT("a")), 0);
}

SUITE("language")
{
    TCase *tcase = tcase_create("language");
    tcase_add_test(tcase, ranges);
    tcase_add_test(tcase, qualities);
    tcase_add_test(tcase, among);
    tcase_add_test(tcase, weights);
    suite_add_tcase(suite, tcase);
}
