/* HTTP dates (RFC 9110 §5.6.7). */
#ifndef STATUSD_HTTP_DATE_H
#define STATUSD_HTTP_DATE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* The second in which it will be so many milliseconds from now. */
time_t date_in(int64_t milliseconds);

/* moment as an IMF-fixdate: 29 characters, terminated, in arena. */
struct text date_format(struct arena *arena, time_t moment);

/* Reads an HTTP-date in any of its three forms: IMF-fixdate and the two obsolete ones, RFC 850's and asctime's. False
 * where it is none, or no such moment exists. */
bool date_parse(struct text text, time_t *moment);

/* Whether text is an IMF-fixdate of a moment that exists. */
bool date_is_valid(struct text text);

#endif
