/* The site: what this service answers. */
#ifndef STATUSD_SITE_SITE_H
#define STATUSD_SITE_SITE_H

#include "http/guard.h"
#include "http/reply.h"
#include "http/request.h"

struct site;

/* A site that is ready to answer. The caller gives it back with site_free, after the server has stopped. */
struct site *site_new(void);
void site_free(struct site *site);

/* The answer to any request; see struct service in server/server.h, whose functions these are. */
int site_answer(void *site, const struct request *request, struct reply *reply);
int site_refuse(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply);

#endif
