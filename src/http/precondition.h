/* Preconditions (RFC 9110 §13). */
#ifndef STATUSD_HTTP_PRECONDITION_H
#define STATUSD_HTTP_PRECONDITION_H

#include "base/arena.h"
#include "base/text.h"
#include "http/request.h"

#include <stdbool.h>
#include <time.h>

/* The validators of a selected representation (RFC 9110 §8.8). */
struct validators {
    bool exists;     /* there is a representation */
    struct text tag; /* its entity tag, with its quotes; empty: it has none */
    time_t modified; /* its Last-Modified; 0: it has none */
};

/* What comes of preconditions; the last two are the codes of the answers. */
enum precondition { PRECONDITIONS_HOLD = 0, NOT_MODIFIED = 304, PRECONDITION_FAILED = 412 };

/* Evaluates the preconditions of a request whose answer would be a success without them, in the order of RFC 9110
 * §13.2.2. What does not parse is as if it
 * were not there (§13.1.3, §13.1.4). If-Range is not among them. */
enum precondition precondition_check(const struct request *request, struct arena *arena,
                                     const struct validators *validators);

/* Whether tags, the value of an If-None-Match, has that tag in it, by the strong comparison (RFC 9110 §8.8.3.2). */
bool precondition_names_tag(struct text tags, struct text tag);

/* Whether the Range of a GET is to be looked at: there is no If-Range, or it holds (RFC 9110 §13.1.5), which takes a
 * strong validator that is exactly the same. now is the moment of the answer. */
bool precondition_takes_range(const struct request *request, struct arena *arena, const struct validators *validators,
                              time_t now);

#endif
