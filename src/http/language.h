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
 * The most specific range of those that match it by basic filtering (RFC 4647 §3.3.1) decides, "en" before "*". One
 * that is shortened to language, as lookup does ("en-GB" for "en", §3.4), can raise that, but neither refuse the
 * language nor get it where its own range refuses it. -1 if no range matches at all: accept says nothing of it. */
double language_quality(struct text accept, struct text language);

/* As language_quality, but where accept wants none of the languages, so that to obey it would leave the user with
 * nothing, it counts for those that it does not refuse, or, if it refuses all, for none: each of the others gets 1.
 * RFC 9110 §12.5.4 recommends that over a 406. languages ends with NULL. */
double language_quality_among(struct text accept, struct text language, const char *const *languages);

#endif
