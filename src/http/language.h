/* How Accept-Language chooses a language (RFC 9110 §12.4.2, §12.5.4; RFC 4647). */
#ifndef STATUSD_HTTP_LANGUAGE_H
#define STATUSD_HTTP_LANGUAGE_H

#include "base/text.h"

#include <stdbool.h>

/* Whether text is a basic language range, "*" among them (RFC 4647 §2.1). */
bool language_range_is_valid(struct text text);

/* The quality that accept, a list of basic language ranges, gives to content in language, a tag; ranges that are none
 * are as if they were not there.
 *
 * The most specific range of those that match it by basic filtering (RFC 4647 §3.3.1) decides, "en" before "*". A
 * longer range that begins with language ("en-GB" for "en", as lookup shortens it, §3.4) can raise that quality. It
 * cannot lower it, nor bring back a language that its own range refuses. -1 where no range matches. */
double language_quality(struct text accept, struct text language);

/* As language_quality, unless accept wants none of languages (which ends with NULL). To obey it would then leave the
 * user with nothing, and RFC 9110 §12.5.4 recommends to disregard it over a 406: language gets 1, or 0 where accept
 * refuses it and does not refuse all of languages. */
double language_quality_among(struct text accept, struct text language, const char *const *languages);

#endif
