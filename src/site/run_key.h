/* The key of a test run: with it several runs use one statusd and do not meet. Private to src/site. */
#ifndef STATUSD_SITE_RUN_KEY_H
#define STATUSD_SITE_RUN_KEY_H

#include "site/context.h"

/* Sets *key to the field X-Statusd-Key, else to the parameter key, else to the empty text. The field is for clients
 * whose URL cannot change, and wins: with it the requests of the catalog, which name a key, meet nobody else's. Returns
 * 0, or the code of a problem where the key is longer than KEY_MAX. */
int run_key(struct context *context, struct text *key);

#endif
