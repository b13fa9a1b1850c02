/* What the answer to one request is made from. Private to src/site. */
#ifndef STATUSD_SITE_CONTEXT_H
#define STATUSD_SITE_CONTEXT_H

#include "base/arena.h"
#include "base/random.h"
#include "http/reply.h"
#include "http/request.h"
#include "site/modifiers/changes.h"
#include "site/site.h"

#include <stdbool.h>

struct family;
struct keyed_store;
struct prepared_store;
struct route;

/* What all requests share. Constant, except for the contents of the two stores. */
struct site {
    struct site_config config;
    const struct family *families; /* of the routes */
    struct prepared_store *prepared;
    struct keyed_store *attempts; /* of the sequences: how often each key has been asked for, a uint64_t */
    struct keyed_store **states;  /* of the resources of src/site/earn, one for each kind (earn/state.h) */
    struct text sample;           /* the representation of which 206 sends parts and 416 tells the length */
};

/* One request and its reply, passed to every handler: the handler fills reply and returns the status code. site.c makes
 * one for each request; only one thread uses it. */
struct context {
    struct site *site;
    const struct request *request;
    struct reply *reply;
    struct arena *arena;         /* the reply's: what is allocated here lives as long as the reply */
    const struct route *route;   /* the route of the target, NULL if there is none */
    const struct family *family; /* of the route */
    struct text rest;            /* the path behind the route's own path, not decoded; of a route that is PROXIED the
                                  * authority that is asked for */
    struct changes changes;      /* what the request's modifiers change in the reply */
    struct text other_origin;    /* another origin of this server, if Location was asked to lead there; else empty */
    struct text ignored;         /* names of unknown parameters, for X-Ignored */
    bool refused;                /* the reply is a problem document; changes are not made to it */
    bool brief;                  /* the explanation of a status is just "404 Not Found", as httpstat.us has it */
    bool drawn;                  /* random is in use; it began with seed */
    uint64_t seed;
    struct random random;
};

/* The random numbers for this answer. The first call seeds them: with the modifier seed, or else with a new seed.
 * finish then sends the seed in X-Seed. */
struct random *context_random(struct context *context);

#endif
