/* The field If (RFC 4918 §10.4): lists of conditions, one of which has to hold as a whole. */
#ifndef STATUSD_HTTP_IF_FIELD_H
#define STATUSD_HTTP_IF_FIELD_H

#include "base/text.h"

#include <stdbool.h>

struct if_condition {
    struct text resource; /* the URI of the tag before the list; at is NULL: the request's target */
    bool negated;
    bool is_tag;       /* value is an entity tag with its quotes; else a state token without its brackets */
    struct text value; /* points into the field, as resource does */
};

enum { IF_CONDITIONS = 64 }; /* more are not taken: each costs a look at a resource */

enum if_result { IF_MALFORMED, IF_FALSE, IF_TRUE };

/* Evaluates field. holds says whether a condition is true, leaving negated aside; it is asked once about each one that
 * stands before a mistake, in order, so that it also sees every token that is submitted (§10.4.1). */
enum if_result if_evaluate(struct text field, bool (*holds)(void *about, const struct if_condition *condition),
                           void *about);

#endif
