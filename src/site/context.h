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

struct keyed_store;
struct prepared_store;
struct route;

/* What the answers to all requests share. Constant, but for what the stores keep. */
struct site {
    struct site_config config;
    const struct route *const *routes; /* the families of routes; NULL ends them */
    struct prepared_store *prepared;
    struct keyed_store *attempts; /* of the sequences: how often each key has been asked for, a uint64_t */
    struct text sample;           /* the representation of which 206 sends parts and 416 tells the length */
};

/* What a handler is given: it fills reply, and returns the status code. Made by site.c for each request, and used by
 * one thread. */
struct context {
    struct site *site;
    const struct request *request;
    struct reply *reply;
    struct arena *arena;       /* the reply's: for whatever lives as long as the reply */
    const struct route *route; /* which leads to the target; NULL: none does */
    struct text rest;          /* of the path, behind the route's; not decoded */
    struct changes changes;    /* what the modifiers of the request ask for */
    struct text ignored;       /* the names of parameters that nobody knows */
    bool refused;              /* the reply is a problem, to which no change is made */
    bool brief;                /* the content of a status is "404 Not Found", as httpstat.us has it */
    bool drawn;                /* something was drawn from random, which began with seed */
    uint64_t seed;
    struct random random;
};

/* The random numbers of this answer. They begin with the seed that the request gives, or else with one of their own,
 * which the answer then tells. */
struct random *context_random(struct context *context);

#endif
