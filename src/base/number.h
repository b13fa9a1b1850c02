/* Numbers, durations and sizes as people write them. */
#ifndef STATUSD_BASE_NUMBER_H
#define STATUSD_BASE_NUMBER_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* 1*DIGIT, at most max. False, and *value untouched, for anything else. */
bool number_parse(struct text text, uint64_t max, uint64_t *value);

/* A decimal such as "9", "0.25" or ".5", without sign or exponent. */
bool number_parse_decimal(struct text text, double *value);

/* A duration: a decimal with "ms" or "s" behind it, seconds where neither is. *milliseconds is rounded;
 * false where it does not parse or is over a day. */
bool number_parse_duration(struct text text, int64_t *milliseconds);

/* A size: digits with "k" (1024) or "M" (1024 * 1024) behind them, bytes where neither is; at most 2^40. */
bool number_parse_size(struct text text, uint64_t *bytes);

#endif
