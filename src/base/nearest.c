#include "base/nearest.h"

static bool begin_same(struct text a, struct text b, size_t i, size_t j)
{
    return i < a.length && j < b.length && text_same((struct text){a.at + i, 1}, (struct text){b.at + j, 1});
}

bool nearest_within(struct text a, struct text b, int edits)
{
    while (begin_same(a, b, 0, 0)) {
        a = text_from(a, 1);
        b = text_from(b, 1);
    }
    if (a.length == 0 || b.length == 0) {
        return a.length + b.length <= (size_t)edits;
    }
    bool swapped = begin_same(a, b, 0, 1) && begin_same(a, b, 1, 0);
    return edits > 0 &&
           (nearest_within(text_from(a, 1), b, edits - 1) || nearest_within(a, text_from(b, 1), edits - 1) ||
            nearest_within(text_from(a, 1), text_from(b, 1), edits - 1) ||
            (swapped && nearest_within(text_from(a, 2), text_from(b, 2), edits - 1)));
}

struct nearest nearest_to(struct text typed)
{
    return (struct nearest){typed, typed.length < 3 ? 0 : typed.length < 8 ? 2 : 3};
}

bool nearest_is(struct nearest *nearest, struct text name)
{
    for (int edits = 0; edits < nearest->edits; edits++) {
        if (nearest_within(nearest->typed, name, edits)) {
            nearest->edits = edits;
            return true;
        }
    }
    return false;
}
