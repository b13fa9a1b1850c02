/* The codes grammar, without a socket. */
#include "http/codes.h"
#include "http/status.h"

#include "tests/facts/facts.h"
#include "tests/kit/suite.h"

#include <string.h>

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
}

static void teardown(void)
{
    arena_release(&arena);
}

static struct codes parse(const char *text)
{
    struct codes codes;
    struct text wrong;
    const char *reason = "";
    ck_assert_msg(codes_parse(&arena, text_of(text), &codes, &wrong, &reason), "%s: %s", text, reason);
    return codes;
}

START_TEST(one_step)
{
    static const struct {
        const char *text;
        int first, last;
        double weight;
        const char *parameters;
        bool choice;
    } cases[] = {
        {"404", 404, 404, 1, "", false},
        {"100", 100, 100, 1, "", false},
        {"999", 999, 999, 1, "", false},
        {"500-504", 500, 504, 1, "", true},
        {"503-503", 503, 503, 1, "", false},
        {"4xx", 400, 499, 1, "", true},
        {"9XX", 900, 999, 1, "", true},
        {"503:0.25", 503, 503, 0.25, "", false},
        {"503;retry_after=2", 503, 503, 1, "retry_after=2", false},
        {"500-504:9;delay=1s;close", 500, 504, 9, "delay=1s;close", true},
        {"503;header=X:1", 503, 503, 1, "header=X:1", false},
        {"503;a=1-2", 503, 503, 1, "a=1-2", false},
        {"503;", 503, 503, 1, "", false},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct codes codes = parse(cases[i].text);
        ck_assert_int_eq(codes.count, 1);
        ck_assert_msg(codes.steps[0].first == cases[i].first && codes.steps[0].last == cases[i].last, "%s: %d-%d",
                      cases[i].text, codes.steps[0].first, codes.steps[0].last);
        ck_assert_double_eq(codes.steps[0].weight, cases[i].weight);
        ck_assert_msg(text_equal(codes.steps[0].parameters, text_of(cases[i].parameters)), "%s: %.*s", cases[i].text,
                      (int)codes.steps[0].parameters.length, codes.steps[0].parameters.at);
        ck_assert_msg(codes_have_choice(&codes) == cases[i].choice, "%s", cases[i].text);
    }
}

/* A status has the name of its phrase, which is written in IANA's registry or by its vendor; some have another. */
START_TEST(names)
{
    static const struct {
        const char *text;
        int code;
    } cases[] = {{"not-found", 404},
                 {"Not-Found", 404},
                 {"ok", 200},
                 {"im-a-teapot", 418},
                 {"teapot", 418},
                 {"multi-status", 207},
                 {"non-authoritative-information", 203},
                 {"uri-too-long", 414},
                 {"login-time-out", 440},
                 {"unused", 306},
                 {"blocked-by-windows-parental-controls", 450},
                 {"unauthorized", 401}, /* AWS calls 561 so too: what is registered wins */
                 {"content-too-large", 413},
                 {"payload-too-large", 413},    /* RFC 7231 §6.5.11 */
                 {"unprocessable-entity", 422}, /* RFC 4918 §11.2 */
                 {"not-found:2;delay=1s", 404}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct codes codes = parse(cases[i].text);
        ck_assert_int_eq(codes.count, 1);
        ck_assert_msg(codes.steps[0].first == cases[i].code && codes.steps[0].last == cases[i].code, "%s: %d",
                      cases[i].text, codes.steps[0].first);
        ck_assert(!codes_have_choice(&codes));
    }
    struct codes codes = parse("service-unavailable:3;retry_after=2,503,ok,500-504");
    ck_assert_int_eq(codes.count, 4);
    ck_assert_int_eq(codes.steps[0].first, 503);
    ck_assert_double_eq(codes.steps[0].weight, 3);
    ck_assert(text_equal(codes.steps[0].parameters, TEXT("retry_after=2")));
    ck_assert_int_eq(codes.steps[2].first, 200);
}

/* Every status can be named, and nothing registered is hidden by another's name. */
START_TEST(every_phrase_is_a_name)
{
    char room[STATUS_NAME];
    int count;
    const struct status *rows = status_all(&count);
    for (int i = 0; i < count; i++) {
        struct text name = status_name(rows[i].phrase, room);
        const struct status *named = status_named(name);
        ck_assert_msg(name.length > 0 || *rows[i].phrase == '\0', "%d", rows[i].code);
        ck_assert_msg(name.length == 0 || named == &rows[i] || rows[i].registration == UNREGISTERED, "%d",
                      rows[i].code);
    }
    ck_assert_ptr_null(status_named(TEXT("")));
    ck_assert_ptr_null(status_named(TEXT("-")));
}

/* What was probably meant is named, with its code. */
START_TEST(misspelt_names)
{
    static const char *const cases[][2] = {{"not-foud", "not-found (404)"},
                                           {"too-many-request", "too-many-requests (429)"},
                                           {"im-a-teepot", "im-a-teapot (418)"},
                                           {"gnoe", "gone (410)"},
                                           {"nonsense", "such as not-found"}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct codes codes;
        struct text wrong;
        const char *reason = "";
        ck_assert(!codes_parse(&arena, text_of(cases[i][0]), &codes, &wrong, &reason));
        ck_assert_msg(strstr(reason, cases[i][1]) != NULL, "%s: %s", cases[i][0], reason);
    }
}

START_TEST(several_steps)
{
    struct codes codes = parse("200:9,503:1;retry_after=2,3xx");
    ck_assert_int_eq(codes.count, 3);
    ck_assert_int_eq(codes.steps[1].first, 503);
    ck_assert_double_eq(codes.steps[0].weight, 9);
    ck_assert(text_equal(codes.steps[1].parameters, TEXT("retry_after=2")));
    ck_assert_int_eq(codes.steps[2].first, 300);
    ck_assert(codes_have_choice(&codes));
}

START_TEST(wrong_codes)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"99", "99"},
        {"1000", "1000"},
        {"abc", "abc"},
        {"40", "40"},
        {"0404", "0404"},
        {"200,", ""},
        {",200", ""},
        {"200,,201", ""},
        {"200,2x", "2x"},
        {"0xx", "0xx"},
        {"xxx", "xxx"},
        {"4xy", "4xy"},
        {"5xx-", "5xx-"},
        {"ok-not-found", "ok-not-found"},
        {"200-not-found", "200-not-found"},
        {"not-found-500", "not-found-500"},
        {"not found", "not found"},
        {"not-found-", "not-found-"},
        {"504-500", "504-500"},
        {"500-", "500-"},
        {"-500", "-500"},
        {"500-5xx", "500-5xx"},
        {"200:", "200:"},
        {"200:-1", "200:-1"},
        {"200:x", "200:x"},
        {"200:1:2", "200:1:2"},
        {"200 ", "200 "},
        {"+20", "+20"},
        {"200:0", "200:0"},
        {"200:0,201:0", "200:0,201:0"},
        {";a=1", ";a=1"},
        {"200,30;a=b", "30;a=b"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct codes codes;
        struct text wrong = {NULL, 0};
        const char *reason = NULL;
        ck_assert_msg(!codes_parse(&arena, text_of(cases[i][0]), &codes, &wrong, &reason), "\"%s\"", cases[i][0]);
        ck_assert_msg(reason != NULL && *reason != '\0', "no reason for \"%s\"", cases[i][0]);
        ck_assert_msg(text_equal(wrong, text_of(cases[i][1])), "\"%s\": wrong is \"%.*s\"", cases[i][0],
                      (int)wrong.length, wrong.at);
    }
}

START_TEST(no_more_than_fit)
{
    char text[(STEPS_MAX + 1) * 4 + 1] = "200";
    struct codes codes;
    struct text wrong;
    const char *reason;
    for (int i = 1; i < STEPS_MAX; i++) {
        strcat(text, ",200");
    }
    ck_assert_int_eq(parse(text).count, STEPS_MAX);
    strcat(text, ",200");
    ck_assert(!codes_parse(&arena, text_of(text), &codes, &wrong, &reason));
}

/* How often each code comes up in 10,000 draws. */
static void count_draws(const char *text, int counts[1000])
{
    struct codes codes = parse(text);
    struct random random = random_from(42);
    memset(counts, 0, 1000 * sizeof *counts);
    for (int i = 0; i < 10000; i++) {
        counts[step_draw(codes_draw(&codes, &random), &random)]++;
    }
}

/* The seed is fixed, so that every run draws the same; the bounds are ten standard deviations from the mean. */
START_TEST(weights_are_odds)
{
    int counts[1000];
    count_draws("200:9,503:1,404:0", counts);
    ck_assert_int_eq(counts[200] + counts[503], 10000);
    ck_assert_int_gt(counts[503], 700);
    ck_assert_int_lt(counts[503], 1300);
    count_draws("404:0,200", counts);
    ck_assert_int_eq(counts[200], 10000);
    count_draws("500-504", counts);
    for (int code = 500; code <= 504; code++) {
        ck_assert_int_gt(counts[code], 1500);
        ck_assert_int_lt(counts[code], 2500);
    }
}

/* A class stands for its registered statuses, every one of them; from 600 on, where none is, for all its codes. */
START_TEST(classes)
{
    int counts[1000], count;
    const struct assignment *assigned = assignments_all(&count);
    count_draws("5xx", counts);
    for (int code = 500; code < 600; code++) {
        bool registered = false;
        for (int i = 0; i < count; i++) {
            registered = registered || (assigned[i].code == code && code != 510);
        }
        ck_assert_msg((counts[code] > 0) == registered, "%d came up %d times", code, counts[code]);
    }
    count_draws("7xx", counts);
    for (int code = 700; code < 800; code++) {
        ck_assert_msg(counts[code] > 0, "%d never came up", code);
    }
}

START_TEST(draws_are_repeatable)
{
    struct codes codes = parse("200-299,5xx:3,404");
    struct random a = random_from(7), b = random_from(7), c = random_from(8);
    int same = 0;
    for (int i = 0; i < 100; i++) {
        int first = step_draw(codes_draw(&codes, &a), &a);
        ck_assert_int_eq(first, step_draw(codes_draw(&codes, &b), &b));
        same += first == step_draw(codes_draw(&codes, &c), &c);
    }
    ck_assert_int_lt(same, 50);
}

SUITE("codes")
{
    TCase *tcase = tcase_create("codes");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, one_step);
    tcase_add_test(tcase, names);
    tcase_add_test(tcase, every_phrase_is_a_name);
    tcase_add_test(tcase, misspelt_names);
    tcase_add_test(tcase, several_steps);
    tcase_add_test(tcase, wrong_codes);
    tcase_add_test(tcase, no_more_than_fit);
    tcase_add_test(tcase, weights_are_odds);
    tcase_add_test(tcase, classes);
    tcase_add_test(tcase, draws_are_repeatable);
    suite_add_tcase(suite, tcase);
}
