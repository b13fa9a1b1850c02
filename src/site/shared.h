/* Answers that are built once and shared: a plain status, one for each kind of request that it looks different to.
 * Private to src/site. */
#ifndef STATUSD_SITE_SHARED_H
#define STATUSD_SITE_SHARED_H

#include "http/media.h"
#include "http/request.h"
#include "site/call.h"

struct shared_store;

struct shared_store *shared_store_new(void);
void shared_store_free(struct shared_store *store);

/* Builds the answer to code, as media, into call->reply; returns the code that goes out. */
typedef int (*shared_builder)(struct call *call, int code, enum media media);

/* The shared answer to code (100 to 999) as media to requests with this method; build makes it if it is the first. */
struct shared_reply *shared_get(struct call *call, int code, enum media media, shared_builder build);

#endif
