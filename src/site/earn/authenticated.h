/* What the resources that ask who somebody is have in common. Private to src/site. */
#ifndef STATUSD_SITE_EARN_AUTHENTICATED_H
#define STATUSD_SITE_EARN_AUTHENTICATED_H

#include "site/context.h"

#define REALM "statusd" /* of every challenge */

/* Fills the reply as httpbin does for who was let in: {"authenticated": true, name: value}. Returns 200. */
int authenticated_reply(struct context *context, const char *name, struct text value);

#endif
