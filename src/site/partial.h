/* Parts of a representation (RFC 9110 §14, §15.3.7). Private to src/site. */
#ifndef STATUSD_SITE_PARTIAL_H
#define STATUSD_SITE_PARTIAL_H

#include "http/range.h"
#include "site/context.h"

/* Makes ranges of whole, whose media type is type, the content of a 206: one as it is, several as multipart/byteranges.
 */
void partial_put(struct context *context, struct text whole, struct text type, const struct range *ranges, int count);

/* The answer to a GET of whole whose Range, if it has one, is to be looked at: 206 and the parts; 416 where no part of
 * it is there; else 200 and all of it. Returns the code. */
int partial_reply(struct context *context, struct text whole, struct text type);

#endif
