/* Routes: the targets of the site and their handlers. Private to src/site. */
#ifndef STATUSD_SITE_ROUTE_H
#define STATUSD_SITE_ROUTE_H

#include "base/arena.h"
#include "http/request.h"
#include "site/context.h"

enum reach {
    EXACTLY, /* only the route's path */
    SEGMENT, /* the route's path and one segment, which may be empty; a slash behind a semicolon belongs to it, as it
              * is in a parameter of the codes grammar (http/codes.h) */
    PAIR,    /* the route's path, a segment, a slash and another segment */
    BELOW,   /* every path that begins with the route's */
    NUMBER,  /* the route's path and a number, then nothing or a slash and anything */
    PROXIED, /* requests that take statusd for a proxy: in absolute-form for a host below .test, or to CONNECT; the
              * row's path is not used */
};

/* A family of routes is an array of rows in a file of src/site/routes; a row without a path ends it. No two rows match
 * the same path, so their order matters only where people see it: on the page, in README and in --help. */
struct route {
    const char *path;
    enum reach reach;
    const char *methods;                    /* a comma-separated list; GET includes HEAD. NULL: any method */
    int (*answer)(struct context *context); /* fills context->reply, returns the code */
    const char *parameters;                 /* a list of the parameters it has besides the modifiers; "*": any */
    const char *shown;                      /* its targets, for people; NULL: not listed */
    const char *summary;
};

/* What the routes of a family have in common. */
enum {
    EARNS = 1,          /* a status has to be deserved there: the family is of src/site/earn */
    AWAITS_CONTENT = 2, /* no answer before the content is in: it depends on that, or changes what is remembered */
};

/* The routes of a file. */
struct family {
    const struct route *routes; /* NULL ends a list of families */
    unsigned traits;
};

/* Finds the row that matches the request, and sets context->route, family and rest; without one, route stays NULL. */
void route_find(struct context *context);

/* Calls the handler of context->route and returns its code. For a host that is not this server's the answer is 421 (RFC
 * 9110 §15.5.20). Without a route it is 404; if the route does not take the method, 204 to OPTIONS, 405 to a method
 * that is known (§15.5.6) and 501 to any other (§9.1). */
int route_answer(struct context *context);

/* Whether the request is not to be answered before its content is in. */
bool route_awaits_content(const struct context *context);

/* Whether the route takes the method; one that takes GET takes HEAD. */
bool route_takes_method(const struct route *route, struct text method);

/* Whether statusd knows the method, at whatever route: if not, it is 501 that answers it (RFC 9110 §9.1). */
bool route_knows_method(struct text method);

/* Whether route->parameters has that name. route may be NULL. */
bool route_has_parameter(const struct route *route, struct text name);

#endif
