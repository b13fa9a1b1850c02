/* The guard: what is malformed or unwelcome in a head is refused before a byte of content is read. */
#ifndef STATUSD_HTTP_GUARD_H
#define STATUSD_HTTP_GUARD_H

#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>

struct refusal {
    int code;           /* 0: welcome */
    const char *detail; /* what is wrong, for a person */
    const char *example;
    bool must_close; /* its rest is not read, or cannot be told from the next request: the connection must close */
    const char *retry_after; /* seconds after which the same may be welcome (RFC 9110 §10.2.3), or NULL */
};

struct guard_limits {
    uint64_t target;  /* bytes of the request target */
    uint64_t head;    /* bytes of all field lines */
    uint64_t content; /* bytes of content */
};

/* Refusals that others find too: of content as it comes, and of what the guard does not get to see. */
extern const struct refusal guard_long_target, guard_long_fields, guard_unknown_coding, guard_too_large;

/* Looks at the head of a request (its content is not there yet). */
struct refusal guard_check(const struct request *request, const struct guard_limits *limits);

#endif
