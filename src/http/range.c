#include "http/range.h"

#include "base/number.h"

#include <stdbool.h>

/* Parses a position. One that does not fit into 64 bits becomes UINT64_MAX, which is past every end. */
static bool parse_position(struct text text, uint64_t *position)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
    }
    if (!number_parse(text, UINT64_MAX, position)) {
        *position = UINT64_MAX;
    }
    return text.length > 0;
}

/* Parses one range-spec (RFC 9110 §14.1.1); false if it is malformed. *inside: whether it overlaps the representation;
 * only then *range has a meaning. */
static bool parse_spec(struct text spec, uint64_t length, struct range *range, bool *inside)
{
    size_t dash = text_find(spec, '-');
    struct text first = {spec.at, dash}, last = text_from(spec, dash + 1);
    uint64_t number;
    if (dash == spec.length || (first.length == 0 && last.length == 0)) {
        return false;
    }
    if (first.length == 0) { /* suffix-range: the last number bytes */
        if (!parse_position(last, &number)) {
            return false;
        }
        *inside = number > 0 && length > 0;
        *range = (struct range){number < length ? length - number : 0, length - 1};
        return true;
    }
    if (!parse_position(first, &range->first)) {
        return false;
    }
    range->last = UINT64_MAX;
    if (last.length > 0 && (!parse_position(last, &range->last) || range->last < range->first)) {
        return false;
    }
    *inside = range->first < length;
    if (*inside && range->last >= length) {
        range->last = length - 1;
    }
    return true;
}

enum range_result range_parse(struct text value, uint64_t length, struct range *ranges, int *count)
{
    size_t equals = text_find(value, '=');
    struct text set = text_from(value, equals + 1), spec;
    int found = 0, asked = 0;
    if (!text_same((struct text){value.at, equals}, TEXT("bytes"))) {
        return RANGE_IGNORED;
    }
    while (text_list(&set, &spec)) {
        struct range range;
        bool inside = false;
        if (++asked > RANGES_MAX || !parse_spec(spec, length, &range, &inside)) {
            return RANGE_IGNORED;
        }
        if (inside) {
            ranges[found++] = range;
        }
    }
    *count = found;
    return asked == 0 ? RANGE_IGNORED : found > 0 ? RANGE_SATISFIABLE : RANGE_UNSATISFIABLE;
}
