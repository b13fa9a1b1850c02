#include "http/if_field.h"

static void skip_blanks(struct text *rest)
{
    *rest = text_trim(*rest);
}

/* Takes c off, and the blanks before it. */
static bool take(struct text *rest, char c)
{
    skip_blanks(rest);
    if (rest->length == 0 || rest->at[0] != c) {
        return false;
    }
    *rest = text_from(*rest, 1);
    return true;
}

/* Takes what stands before end, at least one byte, and end. */
static bool take_until(struct text *rest, char end, struct text *value)
{
    size_t length = text_find(*rest, end);
    if (length == 0 || length == rest->length) {
        return false;
    }
    *value = (struct text){rest->at, length};
    *rest = text_from(*rest, length + 1);
    return true;
}

/* Takes an entity tag: brackets may stand between its quotes (RFC 9110 §8.8.3). */
static bool take_tag(struct text *rest, struct text *tag)
{
    skip_blanks(rest);
    size_t open = text_begins(*rest, TEXT("W/")) ? 2 : 0;
    size_t close = open + 1 + text_find(text_from(*rest, open + 1), '"');
    if (open >= rest->length || rest->at[open] != '"' || close >= rest->length) {
        return false;
    }
    *tag = (struct text){rest->at, close + 1};
    *rest = text_from(*rest, close + 1);
    return true;
}

/* As in all ABNF of RFC 4918, the case of the letters of Not does not matter. */
static bool take_not(struct text *rest)
{
    skip_blanks(rest);
    if (rest->length < 3 || !text_same((struct text){rest->at, 3}, TEXT("Not"))) {
        return false;
    }
    *rest = text_from(*rest, 3);
    return true;
}

static bool take_condition(struct text *rest, struct if_condition *condition)
{
    condition->negated = take_not(rest);
    condition->is_tag = take(rest, '[');
    if (condition->is_tag) {
        return take_tag(rest, &condition->value) && take(rest, ']');
    }
    return take(rest, '<') && take_until(rest, '>', &condition->value);
}

enum if_result if_evaluate(struct text field, bool (*holds)(void *about, const struct if_condition *condition),
                           void *about)
{
    struct text rest = text_trim(field);
    struct if_condition condition = {.resource = {NULL, 0}};
    bool tagged = text_begins(rest, TEXT("<")), one_holds = false;
    int count = 0;
    do {
        bool all_hold = true;
        if (tagged && take(&rest, '<') && !take_until(&rest, '>', &condition.resource)) {
            return IF_MALFORMED;
        }
        if (!take(&rest, '(')) {
            return IF_MALFORMED;
        }
        do {
            if (!take_condition(&rest, &condition) || ++count > IF_CONDITIONS) {
                return IF_MALFORMED;
            }
            bool held = holds(about, &condition) != condition.negated;
            all_hold = all_hold && held;
        } while (!take(&rest, ')'));
        one_holds = one_holds || all_hold;
        skip_blanks(&rest);
    } while (rest.length > 0);
    return one_holds ? IF_TRUE : IF_FALSE;
}
