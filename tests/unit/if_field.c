/* The field If: its grammar, and what comes of conditions that are true or not. */
#include "http/if_field.h"

#include "tests/kit/suite.h"

#include <string.h>

/* A condition is true if its value has a "t" in front. */
static bool holds(void *about, const struct if_condition *condition)
{
    struct text value = condition->value;
    text_skip(&value, TEXT("W/"));
    text_skip(&value, TEXT("\""));
    ++*(int *)about;
    return value.at[0] == 't';
}

/* RFC 4918 §10.4.2, and its examples in §10.4.6 to §10.4.9. */
static const struct {
    const char *field;
    enum if_result result;
    int asked; /* how many conditions were looked at */
} fields[] = {
    {"(<t>)", IF_TRUE, 1},
    {"(<f>)", IF_FALSE, 1},
    {"(Not <f>)", IF_TRUE, 1},
    {"(not<t>)", IF_FALSE, 1},
    {"(<t> [\"t\"])", IF_TRUE, 2},
    {"(<t> [\"f\"])", IF_FALSE, 2},
    {"(<f> [\"t\"])", IF_FALSE, 2},
    {"(<f>) (<t>)", IF_TRUE, 2},
    {"(<t>) (<f>)", IF_TRUE, 2},
    {"(<f>)(<f> <t>)", IF_FALSE, 3},
    {"(<f>) (Not <DAV:no-lock>)", IF_TRUE, 2},
    {"\t( [W/\"t\"] )  ", IF_TRUE, 1},
    {"([\"t]>)\"])", IF_TRUE, 1},
    {"<http://a/b> (<t>)", IF_TRUE, 1},
    {"</b> (<f>) (<t>)", IF_TRUE, 2},
    {"</b> (<f>) </c> (<t>)", IF_TRUE, 2},
    {"</b>(<f>)</c>(<f>)", IF_FALSE, 2},
    {"", IF_MALFORMED, 0},
    {"()", IF_MALFORMED, 0},
    {"<t>", IF_MALFORMED, 0},
    {"</b>", IF_MALFORMED, 0},
    {"</b> <t>", IF_MALFORMED, 0},
    {"(<t>) </b> (<t>)", IF_MALFORMED, 1}, /* either all lists have tags or none */
    {"</b> (<t>), (<t>)", IF_MALFORMED, 1},
    {"(<t>", IF_MALFORMED, 1},
    {"(<t)", IF_MALFORMED, 0},
    {"(<>)", IF_MALFORMED, 0},
    {"(t)", IF_MALFORMED, 0},
    {"([t])", IF_MALFORMED, 0},
    {"([\"t])", IF_MALFORMED, 0},
    {"([\"t\"", IF_MALFORMED, 0},
    {"([W/])", IF_MALFORMED, 0},
    {"(Not)", IF_MALFORMED, 0},
    {"(Not Not <t>)", IF_MALFORMED, 0},
    {"(<t>) x", IF_MALFORMED, 1},
};

START_TEST(results)
{
    int asked = 0;
    enum if_result result = if_evaluate(text_of(fields[_i].field), holds, &asked);
    ck_assert_msg(result == fields[_i].result, "%s: %d", fields[_i].field, result);
    ck_assert_msg(asked == fields[_i].asked, "%s: %d were asked about", fields[_i].field, asked);
}

static bool tell(void *about, const struct if_condition *condition)
{
    *(struct if_condition *)about = *condition;
    return true;
}

/* A tag holds for all lists up to the next one. */
START_TEST(what_a_condition_is_of)
{
    struct if_condition last;
    ck_assert_int_eq(if_evaluate(TEXT("</a> (<b>) (Not [\"c\"])"), tell, &last), IF_TRUE);
    ck_assert(text_equal(last.resource, TEXT("/a")) && text_equal(last.value, TEXT("\"c\"")));
    ck_assert(last.negated && last.is_tag);
    ck_assert_int_eq(if_evaluate(TEXT("(<urn:b>)"), tell, &last), IF_TRUE);
    ck_assert(last.resource.at == NULL && text_equal(last.value, TEXT("urn:b")));
    ck_assert(!last.negated && !last.is_tag);
}

/* A field with more conditions than are taken is none. */
START_TEST(bound)
{
    char field[80 * 4] = "(";
    for (int i = 0; i < 64 + _i; i++) {
        strcat(field, "<t>");
    }
    strcat(field, ")");
    int asked = 0;
    ck_assert_int_eq(if_evaluate(text_of(field), holds, &asked), _i == 0 ? IF_TRUE : IF_MALFORMED);
    ck_assert_int_eq(asked, 64);
}

SUITE("the field If")
{
    TCase *tcase = tcase_create("if");
    tcase_add_loop_test(tcase, results, 0, COUNT(fields));
    tcase_add_loop_test(tcase, bound, 0, 2);
    tcase_add_test(tcase, what_a_condition_is_of);
    suite_add_tcase(suite, tcase);
}
