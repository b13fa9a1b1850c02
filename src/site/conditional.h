/* Content that a client may have already. Private to src/site. */
#ifndef STATUSD_SITE_CONDITIONAL_H
#define STATUSD_SITE_CONDITIONAL_H

#include "site/context.h"

/* Makes bytes, of that media type, the content, with an entity tag that follows from them. Returns 200, or 304 where
 * the request says that the client has them (RFC 9110 §13.1.2). */
int conditional_content(struct context *context, struct text type, struct text bytes);

#endif
