/* Numbers, durations and sizes as people write them. */
#ifndef STATUSD_BASE_NUMBER_H
#define STATUSD_BASE_NUMBER_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Parses digits, a number of at most max. For anything else it returns false and leaves *value as it was. */
bool number_parse(struct text text, uint64_t max, uint64_t *value);

/* Parses a decimal such as "9", "0.25" or ".5", without sign or exponent. */
bool number_parse_decimal(struct text text, double *value);

/* Parses a duration: a decimal, then "ms", "s" or nothing, which means seconds. *milliseconds is rounded. False if it
 * does not parse, or is more than a day. */
bool number_parse_duration(struct text text, int64_t *milliseconds);

/* Parses a size of at most 2^40 bytes: digits, then "k" (1024), "M" (1024 * 1024) or nothing. */
bool number_parse_size(struct text text, uint64_t *bytes);

#endif
