/* The choice of a media type, without a socket. */
#include "http/media.h"

#include "tests/kit/suite.h"

#define NONE MEDIA_COUNT

/* The type that Accept chooses (RFC 9110 §12.4.2, §12.5.1) among the offers of an error, which stand in the order in
 * which the server prefers them. */
START_TEST(choices)
{
    static const enum media offers[] = {MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML};
    static const struct {
        const char *accept;
        enum media chosen;
    } cases[] = {
        {"", MEDIA_PROBLEM},
        {"*/*", MEDIA_PROBLEM},
        {"*/*;q=0.1", MEDIA_PROBLEM},
        {"*/*;q=0", NONE},
        {"application/*", MEDIA_PROBLEM},
        {"APPLICATION/JSON", MEDIA_JSON},
        {"text/*", MEDIA_TEXT},
        {"text/*, text/html;q=1", MEDIA_TEXT},
        {"text/*;q=0.3, text/html;q=0.7", MEDIA_HTML},
        {"text/*, text/plain;q=0", MEDIA_HTML},
        {"text/html;q=0.001", MEDIA_HTML},
        {"text/html;q=0.000", NONE},
        {"text/html ;\tq=1.000", MEDIA_HTML},
        {"text/html;Q=0.5, text/plain;q=0.4", MEDIA_HTML},
        {"text/html;q=0.5;ext=1, text/plain;q=0.6", MEDIA_TEXT},
        {"text/html;charset=utf-8;q=0.5, text/plain;q=0.4", MEDIA_HTML},
        {"*/*;q=0.9, application/*;q=0.1", MEDIA_TEXT},
        {"text/plain, application/json", MEDIA_JSON},
        {"image/png", NONE},
        {"text", NONE},
        {"text/htm", NONE},
        {"text/html5", NONE},
        {"te/*", NONE},
        {"*", NONE},
        {", ,", NONE},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", MEDIA_HTML},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        int chosen = media_choose(text_of(cases[i].accept), offers, 4);
        enum media media = chosen < 4 ? offers[chosen] : NONE;
        ck_assert_msg(media == cases[i].chosen, "\"%s\" gives %d, not %d", cases[i].accept, (int)media,
                      (int)cases[i].chosen);
    }
}

START_TEST(fewer_offers)
{
    static const enum media offers[] = {MEDIA_HTML, MEDIA_TEXT};
    ck_assert_int_eq(media_choose(TEXT(""), offers, 2), 0);
    ck_assert_int_eq(media_choose(TEXT("text/plain"), offers, 2), 1);
    ck_assert_int_eq(media_choose(TEXT("application/json"), offers, 2), 2);
    ck_assert_int_eq(media_choose(TEXT("text/plain"), offers, 1), 1);
}

START_TEST(types)
{
    ck_assert(text_equal(media_type(MEDIA_PROBLEM), TEXT("application/problem+json")));
    ck_assert(text_equal(media_type(MEDIA_JSON), TEXT("application/json")));
    ck_assert(text_equal(media_type(MEDIA_TEXT), TEXT("text/plain; charset=utf-8")));
    ck_assert(text_equal(media_type(MEDIA_HTML), TEXT("text/html; charset=utf-8")));
}

SUITE("media")
{
    TCase *tcase = tcase_create("media");
    tcase_add_test(tcase, choices);
    tcase_add_test(tcase, fewer_offers);
    tcase_add_test(tcase, types);
    suite_add_tcase(suite, tcase);
}
