/* The key of a test run: with it several runs use one statusd and do not meet. Private to src/site. */
#ifndef STATUSD_SITE_RUN_KEY_H
#define STATUSD_SITE_RUN_KEY_H

#include "site/context.h"

/* Sets *key to the parameter key, else to the field X-Statusd-Key, for clients whose URL cannot change, else to the
 * empty text. Returns 0, or the code of a problem where the key is longer than KEY_MAX. */
int run_key(struct context *context, struct text *key);

#endif
