/* The guard: refuses a request whose head is malformed or too large, before any of its content is read. */
#ifndef STATUSD_HTTP_GUARD_H
#define STATUSD_HTTP_GUARD_H

#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>

struct refusal {
    int code;                /* the status to answer with; 0: the request is not refused */
    const char *detail;      /* what is wrong, for a person */
    const char *example;     /* what would be right */
    bool must_close;         /* the rest of the request is not read, or its end is not known */
    const char *retry_after; /* the value of Retry-After in seconds (RFC 9110 §10.2.3), or NULL */
};

struct guard_limits {
    uint64_t target;  /* bytes of the request target */
    uint64_t head;    /* bytes of all field lines */
    uint64_t content; /* bytes of content */
};

/* Refusals that the server uses too: while content arrives, and for heads that libmicrohttpd does not let through. */
extern const struct refusal guard_long_target, guard_long_fields, guard_unknown_coding, guard_malformed_content,
    guard_too_large;

/* Checks the head of request. Returns a refusal whose code is 0 if nothing is wrong. */
struct refusal guard_check(const struct request *request, const struct guard_limits *limits);

/* Checks the lines of a header or trailer section: their names, their values and how large they are. */
struct refusal guard_check_lines(const struct fields *fields, const struct guard_limits *limits);

#endif
