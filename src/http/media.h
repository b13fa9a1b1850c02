/* Media types and the choice among them by Accept (RFC 9110 §12.4.2, §12.5.1). */
#ifndef STATUSD_HTTP_MEDIA_H
#define STATUSD_HTTP_MEDIA_H

#include "base/text.h"

#include <stdbool.h>

enum media { MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML, MEDIA_COUNT };

/* The value of Content-Type: with charset where the type has one. */
struct text media_type(enum media media);

/* Whether a Content-Type, which may have parameters, is of that media type, "type/subtype" in whatever case. */
bool media_type_is(struct text type, struct text essence);

/* Whether accept, a list of media ranges, takes content of that media type at all. An empty one takes any. */
bool media_is_accepted(struct text accept, struct text essence);

/* The one of offered (count of them, the server's favourite first) that accept likes best, count where it likes
 * none. An empty accept likes all alike (RFC 9110 §12.5.1). */
int media_choose(struct text accept, const enum media *offered, int count);

#endif
