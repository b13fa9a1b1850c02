/* The reply that sends a status as its row in the table defines it. Private to src/site. */
#ifndef STATUSD_SITE_STATUS_REPLY_H
#define STATUSD_SITE_STATUS_REPLY_H

#include "site/context.h"

/* Fills context->reply with the fields and the content of code (100 to 999), or sets its member prepared to an equal
 * reply that was made before. If code is an interim one, an interim response is followed by a final 200 (RFC 9110
 * §15.2), whose content mentions it. Returns the code of the final response. */
int status_reply(struct context *context, int code);

/* Adds the interim response code, unless it was sent already (a 100, because of Expect), and the fields that the final
 * response repeats: Link after a 103 (RFC 8297 §2), Location after a 104. Returns the code of the final response. */
int status_reply_interim(struct context *context, int code);

#endif
