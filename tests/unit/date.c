/* HTTP dates, without a socket. */
#include "http/date.h"

#include "tests/kit/suite.h"

/* The first date is the example of RFC 9110 §5.6.7. */
START_TEST(formats)
{
    static const struct {
        time_t moment;
        const char *expected;
    } cases[] = {
        {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},    {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},    {4107542399, "Sun, 28 Feb 2100 23:59:59 GMT"},
        {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    struct arena arena;
    arena_init(&arena, NULL, 0);
    for (int i = 0; i < COUNT(cases); i++) {
        struct text date = date_format(&arena, cases[i].moment);
        ck_assert_str_eq(date.at, cases[i].expected);
        ck_assert_uint_eq(date.length, 29);
        ck_assert(date_is_valid(date));
    }
    arena_release(&arena);
}

START_TEST(wrong_dates)
{
    static const char *const dates[] = {
        "",
        "Mon, 06 Nov 1994 08:49:37 GMT", /* it was a Sunday */
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Mon, 29 Feb 2100 00:00:00 GMT", /* no leap year */
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun,  6 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sunday, 06-Nov-94 08:49:37 GMT", /* obsolete forms, not to be generated */
        "Sun Nov  6 08:49:37 1994",
        "120",
    };
    for (int i = 0; i < COUNT(dates); i++) {
        ck_assert_msg(!date_is_valid(text_of(dates[i])), "\"%s\"", dates[i]);
    }
    ck_assert(!date_is_valid(TEXT("Sun, 06 Nov 1994 08:49:37\0GMT")));
}

/* RFC 9110 §5.6.7: a recipient takes all three forms. */
START_TEST(three_forms)
{
    static const struct {
        const char *date;
        time_t moment;
    } cases[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400},
    };
    static const char *const wrong[] = {"",
                                        "yesterday",
                                        "Sun, 31 Feb 1994 08:49:37 GMT",
                                        "Sun, 06 Nov 1994 08:49:37",
                                        "Sun, 06 Nov 1994 08:49:37 GMT, x",
                                        "Sun, 06 Nov 1994 24:00:00 GMT",
                                        "1994-11-06T08:49:37Z",
                                        "Sun, 06 Nov 1994 08:49:37 GMTxxxxxxxxxxxxxxxxxxxxxxxxx"};
    time_t moment;
    for (int i = 0; i < COUNT(cases); i++) {
        ck_assert_msg(date_parse(text_of(cases[i].date), &moment) && moment == cases[i].moment, "%s", cases[i].date);
    }
    for (int i = 0; i < COUNT(wrong); i++) {
        ck_assert_msg(!date_parse(text_of(wrong[i]), &moment), "%s", wrong[i]);
    }
}

SUITE("date")
{
    TCase *tcase = tcase_create("date");
    tcase_add_test(tcase, formats);
    tcase_add_test(tcase, wrong_dates);
    tcase_add_test(tcase, three_forms);
    suite_add_tcase(suite, tcase);
}
