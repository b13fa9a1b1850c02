/* JSON, without a socket. */
#include "site/json.h"

#include "tests/kit/suite.h"

#include <string.h>

/* RFC 8259 §7: \\u0000 is a NUL, which cJSON would take for the end of its string, so that it is refused, in names too;
 * behind an escaped backslash it is five characters of text. */
START_TEST(escaped_nul)
{
    static const struct {
        const char *text, *value; /* NULL: refused */
    } cases[] = {
        {"\"\\u0000\"", NULL},
        {"\"a\\u0000b\"", NULL},
        {"\"\\\\u0000\"", "\\u0000"},
        {"\"\\\\\\u0000\"", NULL},
        {"\"\\\\\\\\u0000\"", "\\\\u0000"},
        {"\"\\n\\u0000\"", NULL},
        {"\"\\\"\\u0000\"", NULL},
        {"\"u0000\"", "u0000"},
        {"\"\\u00000\"", NULL},
        {"\"\\u0001\"", "\x01"},
        {"\"\\\\\"", "\\"},
        {"\"\\", NULL},
        {"{\"\\u0000\":1}", NULL},
    };
    json_prepare();
    for (int i = 0; i < COUNT(cases); i++) {
        cJSON *json = json_parse(text_of(cases[i].text));
        ck_assert_msg((json != NULL) == (cases[i].value != NULL), "%s", cases[i].text);
        ck_assert_msg(json == NULL || strcmp(cJSON_GetStringValue(json), cases[i].value) == 0, "%s", cases[i].text);
        cJSON_Delete(json);
    }
}

SUITE("json")
{
    TCase *tcase = tcase_create("json");
    tcase_add_test(tcase, escaped_nul);
    suite_add_tcase(suite, tcase);
}
