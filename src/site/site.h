/* The site: what this service answers. */
#ifndef STATUSD_SITE_SITE_H
#define STATUSD_SITE_SITE_H

#include "http/guard.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct site;

struct site_config {
    bool no_faults;     /* asking for a fault is 403 */
    bool allow_foreign; /* a Location may lead to any host, also from a listener not on loopback */
    int64_t max_delay;  /* milliseconds that an answer, or one of its parts, may wait */
    uint64_t max_size;  /* bytes of generated content */
    uint64_t max_keys;  /* sequences that are remembered */
    int64_t key_ttl;    /* milliseconds that one is remembered after its last use */
};

/* A site that is ready to answer; config is copied. The caller gives it back with site_free, after the server has
 * stopped. */
struct site *site_new(const struct site_config *config);
void site_free(struct site *site);

/* The answer to any request; see struct service in server/server.h, whose functions these are. */
int site_answer(void *site, const struct request *request, struct reply *reply);
int site_refuse(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply);

/* Prints the table of modifiers, of faults, or of routes, as Markdown, which reads well in a terminal too. */
void site_help_modifiers(FILE *out);
void site_help_faults(FILE *out);
void site_help_routes(FILE *out);

#endif
