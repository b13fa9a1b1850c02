/* Routes: which targets there are, and who answers them. Private to src/site. */
#ifndef STATUSD_SITE_ROUTE_H
#define STATUSD_SITE_ROUTE_H

#include "base/arena.h"
#include "http/request.h"
#include "site/context.h"

enum reach {
    EXACTLY, /* this path */
    BELOW,   /* this path and more behind it */
    NUMBER,  /* this path, a number, and perhaps a slash and more */
};

/* A family of routes is an array of rows in a file of src/site/routes; a row without a path ends it. No path is led to
 * by two rows, so that their order is only that in which people see them. */
struct route {
    const char *path;
    enum reach reach;
    const char *methods;                    /* a list; HEAD goes with GET. NULL: any method */
    int (*answer)(struct context *context); /* fills context->reply, returns the code */
    const char *parameters;                 /* a list of those that it has besides the modifiers; "*": any */
    const char *shown;                      /* its targets, for people; NULL where another row speaks for this one */
    const char *summary;
};

/* The row that leads to the path of the request, of the families that a NULL ends; *rest then gets what stands behind
 * the row's path, not decoded. NULL where none does. */
const struct route *route_find(const struct route *const *families, const struct request *request, struct text *rest);

/* Has the handler of the context's route answer; without a route it is 404, and to a method that the route does not
 * take 405 (RFC 9110 §15.5.6), or 204 to OPTIONS. Returns the code. */
int route_answer(struct context *context);

/* Whether the route, which may be NULL, has a parameter of that name. */
bool route_has_parameter(const struct route *route, struct text name);

#endif
