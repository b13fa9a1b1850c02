/* The media types of statusd's answers, and how Accept chooses one (RFC 9110 §12.4.2, §12.5.1). */
#ifndef STATUSD_HTTP_MEDIA_H
#define STATUSD_HTTP_MEDIA_H

#include "base/text.h"

#include <stdbool.h>

enum media { MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML, MEDIA_COUNT };

/* The value of Content-Type, with a charset for text. A constant. */
struct text media_type(enum media media);

/* The same without parameters: "type/subtype". */
struct text media_essence(enum media media);

/* Whether type, the value of a Content-Type, is of the media type essence ("type/subtype"), whatever its parameters. */
bool media_type_is(struct text type, struct text essence);

/* The quality that accept, a list of media ranges, gives to content of that media type: the weight of the most specific
 * range that matches it, 0 if none does. An empty accept gives 1 to all. */
double media_quality(struct text accept, struct text essence);

/* Whether accept, a list of media ranges, takes content of that media type at all. An empty one takes any. */
bool media_is_accepted(struct text accept, struct text essence);

/* The index of the media type in offered to which accept gives the highest quality, or count if it accepts none. Of
 * equal ones the first is chosen. An empty accept accepts all (RFC 9110 §12.5.1). offered has count elements. */
int media_choose(struct text accept, const enum media *offered, int count);

#endif
