/* Content with an entity tag, which a client may have cached. Private to src/site. */
#ifndef STATUSD_SITE_CONDITIONAL_H
#define STATUSD_SITE_CONDITIONAL_H

#include "site/context.h"

/* Makes bytes, of media type type, the content of the reply, and adds an ETag computed from them. Returns 200, or 304
 * if the request's If-None-Match has that tag (RFC 9110 §13.1.2). */
int conditional_content(struct context *context, struct text type, struct text bytes);

#endif
