/* If fields. */
#include "http/if_field.h"
#include "tests/fuzz/fuzz.h"

struct seen {
    struct text field;
    bool answer;
};

static void check_within(struct text field, struct text part)
{
    PROMISE(part.length > 0 && part.at >= field.at && part.at + part.length <= field.at + field.length);
}

static bool holds(void *about, const struct if_condition *condition)
{
    const struct seen *seen = about;
    check_within(seen->field, condition->value);
    if (condition->resource.at != NULL) {
        check_within(seen->field, condition->resource);
    }
    return seen->answer != condition->negated;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen yes = {{(const char *)data, size}, true}, no = {{(const char *)data, size}, false};
    enum if_result held = if_evaluate(yes.field, holds, &yes), failed = if_evaluate(no.field, holds, &no);
    PROMISE(held == IF_TRUE || held == IF_MALFORMED);
    PROMISE(failed == (held == IF_TRUE ? IF_FALSE : IF_MALFORMED));
    return 0;
}
