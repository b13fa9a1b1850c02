/* What was meant by a name with a typing error in it: the nearest of the names that there are. */
#ifndef STATUSD_BASE_NEAREST_H
#define STATUSD_BASE_NEAREST_H

#include "base/text.h"

#include <stdbool.h>

struct nearest {
    struct text typed;
    int edits; /* a name that takes fewer is nearer than all before it */
};

/* Whether at most so many edits make b of a. An edit is a letter left out, added or replaced, or two neighbours
 * swapped. The case of letters does not matter. The time it takes grows with the lengths, and four times with each
 * edit. */
bool nearest_within(struct text a, struct text b, int edits);

/* Begins to look for what typed means: a name that is at most two edits away; at most one where typed has fewer than
 * eight letters; none where it has fewer than three, which could mean anything. */
struct nearest nearest_to(struct text typed);

/* Whether name is nearer than all before it. */
bool nearest_is(struct nearest *nearest, struct text name);

#endif
