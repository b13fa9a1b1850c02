/* The reply to a status that was asked for, exactly as its row defines it. Private to src/site. */
#ifndef STATUSD_SITE_STATUS_REPLY_H
#define STATUSD_SITE_STATUS_REPLY_H

#include "site/context.h"

/* Fills the reply with code (100 to 999), its fields and its content, or puts a prepared one in its place where that
 * would be the same. Interim codes come before a final 200, which says so (RFC 9110 §15.2). Returns the code of the
 * final response. */
int status_reply(struct context *context, int code);

#endif
