/* The replies to plain statuses, each made once for the requests that it looks alike to, and then shared by their
 * answers. Private to src/site. */
#ifndef STATUSD_SITE_PREPARED_H
#define STATUSD_SITE_PREPARED_H

#include "http/media.h"
#include "http/request.h"
#include "site/context.h"

struct prepared_store;

/* An empty store, and the end of one with all its replies. Threads may use one at the same time, without a lock. */
struct prepared_store *prepared_store_new(void);
void prepared_store_free(struct prepared_store *store);

/* Fills context->reply with the answer to code, as media; returns the code that goes out. */
typedef int (*prepared_builder)(struct context *context, int code, enum media media);

/* The reply to code (100 to 999), as media, to plain requests with the method of the context's, from the site's store;
 * build makes it where it is not there yet. It lives as long as the store. */
struct prepared_reply *prepared_get(struct context *context, int code, enum media media, prepared_builder build);

#endif
