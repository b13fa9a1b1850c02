/* Byte ranges (RFC 9110 §14). */
#ifndef STATUSD_HTTP_RANGE_H
#define STATUSD_HTTP_RANGE_H

#include "base/text.h"

#include <stdint.h>

enum { RANGES_MAX = 16 };

/* Positions of the first and last byte, both included. */
struct range {
    uint64_t first, last;
};

enum range_result {
    RANGE_IGNORED,       /* another unit, malformed, or over RANGES_MAX: act as if there were no Range field */
    RANGE_UNSATISFIABLE, /* no range overlaps the representation */
    RANGE_SATISFIABLE,
};

/* Parses value, that of a Range field, for a representation of length bytes. Ranges that reach past its end are cut
 * there, ranges that begin past it are left out (RFC 9110 §14.1.2). ranges has room for RANGES_MAX; *count is set to
 * how many there are. Unless the result is RANGE_SATISFIABLE, neither has a meaning. */
enum range_result range_parse(struct text value, uint64_t length, struct range *ranges, int *count);

#endif
