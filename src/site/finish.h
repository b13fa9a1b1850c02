/* The last steps of every answer. Private to src/site. */
#ifndef STATUSD_SITE_FINISH_H
#define STATUSD_SITE_FINISH_H

#include "site/context.h"

/* Adds what every answer tells (X-Seed, X-Ignored), refuses a redirect that may not be, and takes away what the status
 * of code forbids. Called once for each answer, when all else is done. Returns the code that goes out. */
int finish(struct context *context, int code);

#endif
