/* One call of a handler, and the table of routes. Private to src/site. */
#ifndef STATUSD_SITE_CALL_H
#define STATUSD_SITE_CALL_H

#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "site/site.h"

#include <stdatomic.h>
#include <stdbool.h>

struct route;
struct shared_store;

struct site {
    struct shared_store *shared;
    struct text sample; /* the representation of which 206 sends parts and 416 tells the length */
};

/* What a handler is given. It fills reply and returns the status code. */
struct call {
    struct site *site;
    const struct request *request;
    struct reply *reply;
    struct arena *arena; /* the reply's */
    const struct route *route;
    struct text rest; /* of the path, behind the route's; not decoded */
};

typedef int (*handler)(struct call *call);

enum reach {
    EXACTLY, /* this path */
    BELOW,   /* this path and more behind it */
};

struct route {
    const char *path;
    enum reach reach;
    const char *methods; /* a list; HEAD goes with GET. NULL: any method */
    handler answer;
    const char *summary; /* for people */
};

/* All routes, in the order in which they are tried; *count gets their number. */
const struct route *route_all(int *count);

/* The last steps of every answer: what every answer carries, and what its status forbids. Returns code. */
int call_complete(struct call *call, int code);

/* The handlers. */
int answer_home(struct call *call);
int answer_status(struct call *call);
int answer_catalog(struct call *call);
int answer_catalog_entry(struct call *call);
int answer_anything(struct call *call);
int answer_health(struct call *call);
int answer_static(struct call *call);

#endif
