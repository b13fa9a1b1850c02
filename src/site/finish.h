/* The last steps of every answer. Private to src/site. */
#ifndef STATUSD_SITE_FINISH_H
#define STATUSD_SITE_FINISH_H

#include "site/context.h"

/* Refuses a redirect to a foreign host where that is not allowed, adds X-Seed and X-Ignored where needed, and removes
 * what the status code forbids. Called once for each reply, last. Returns the code to send. Code 0: the reply only says
 * what comes before the content of the request, and is just looked at. */
int finish(struct context *context, int code);

#endif
