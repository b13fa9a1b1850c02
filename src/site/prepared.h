/* Replies that depend on nothing of the request but the status, its method and its Accept. Each is built once, for the
 * first such request, and then shared. Private to src/site. */
#ifndef STATUSD_SITE_PREPARED_H
#define STATUSD_SITE_PREPARED_H

#include "http/media.h"
#include "http/request.h"
#include "site/context.h"

struct prepared_store;

/* An empty store; and the end of a store with all its replies. Threads may use a store at the same time. */
struct prepared_store *prepared_store_new(void);
void prepared_store_free(struct prepared_store *store);

/* Fills context->reply with the status code, its content in the media type media. Returns the final code. */
typedef int (*prepared_builder)(struct context *context, int code, enum media media);

/* The reply to code (100 to 999) in media, for the method of the context's request, from the site's store. If the store
 * does not have it yet, build makes it. It lives as long as the store. */
struct prepared_reply *prepared_get(struct context *context, int code, enum media media, prepared_builder build);

#endif
