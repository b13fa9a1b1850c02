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
    bool no_faults;     /* a request for a fault is answered with 403 */
    bool allow_foreign; /* redirects may lead to other hosts, also from a listener that is not on loopback */
    const char *hosts;  /* the hosts that requests may be for, a comma-separated list, not copied; NULL: any */
    int64_t max_delay;  /* milliseconds that an answer, or one of its parts, may be made to wait */
    int64_t max_hang;   /* milliseconds that a connection may linger after its answer */
    uint64_t max_size;  /* bytes of generated content */
    uint64_t max_keys;  /* sequences that are remembered */
    int64_t key_ttl;    /* milliseconds that a sequence is remembered after its last use */
};

/* Makes a site; config is copied. The caller frees it with site_free, after the server has stopped. */
struct site *site_new(const struct site_config *config);
void site_free(struct site *site);

/* What the server calls: the functions of a struct service (server/server.h), which says what they do. */
int site_answer(void *site, const struct request *request, struct reply *reply);
int site_refuse(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply);

/* Print the statuses, the modifiers, the faults, the routes, or those at which a status is earned, as a Markdown table:
 * for --help, and for README. */
void site_help_statuses(FILE *out);
void site_help_modifiers(FILE *out);
void site_help_faults(FILE *out);
void site_help_routes(FILE *out);
void site_help_earn(FILE *out);

#endif
