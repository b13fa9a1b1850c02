/* What was meant by a name with a typing error in it: the nearest of the names that there are. */
#ifndef STATUSD_BASE_NEAREST_H
#define STATUSD_BASE_NEAREST_H

#include "base/text.h"

#include <stdbool.h>

struct nearest {
    struct text typed;
    int edits; /* fewer than so many make the next name the nearest */
};

/* Whether so few edits make b of a: a letter left out, added or replaced, or two neighbours swapped. The case of
 * letters does not matter. The time it takes grows with the lengths, and four times with each edit. */
bool nearest_within(struct text a, struct text b, int edits);

/* Begins to look for what typed means: a name that is at most two edits away, or one where typed is shorter than eight
 * letters. Two letters could mean anything. */
struct nearest nearest_to(struct text typed);

/* Whether name is nearer than all before it. */
bool nearest_is(struct nearest *nearest, struct text name);

#endif
