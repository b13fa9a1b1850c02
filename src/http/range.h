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
    RANGE_IGNORED,       /* no bytes unit, or malformed, or more than RANGES_MAX: as if it were not there */
    RANGE_UNSATISFIABLE, /* well-formed, but nothing of it lies inside */
    RANGE_SATISFIABLE,
};

/* Reads the value of a Range field for a representation of length bytes. Ranges reaching past the end are cut
 * there, those that begin past it are left out (RFC 9110 §14.1.2). ranges has room for RANGES_MAX. */
enum range_result range_parse(struct text value, uint64_t length, struct range *ranges, int *count);

#endif
