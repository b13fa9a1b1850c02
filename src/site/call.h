/* One call of a handler, and the table of routes. Private to src/site. */
#ifndef STATUSD_SITE_CALL_H
#define STATUSD_SITE_CALL_H

#include "base/arena.h"
#include "base/random.h"
#include "http/codes.h"
#include "http/reply.h"
#include "http/request.h"
#include "site/shape.h"
#include "site/site.h"

#include <stdatomic.h>
#include <stdbool.h>

struct route;
struct shared_store;
struct sequence_store;

struct site {
    struct site_config config;
    struct shared_store *shared;
    struct sequence_store *sequences;
    struct text sample; /* the representation of which 206 sends parts and 416 tells the length */
};

/* What a handler is given. It fills reply and returns the status code. */
struct call {
    struct site *site;
    const struct request *request;
    struct reply *reply;
    struct arena *arena; /* the reply's */
    const struct route *route;
    struct text rest;    /* of the path, behind the route's; not decoded */
    struct shape *shape; /* what the request asks to be different about the answer; NULL: nothing */
    struct text ignored; /* the names of parameters that nobody knows */
    bool refused;        /* the reply is a problem: the shape is not for it */
    bool brief;          /* the content of a status is "404 Not Found", as httpstat.us has it */
    bool drawn;          /* something was drawn; see call_random */
    uint64_t seed;
    struct random random;
};

typedef int (*handler)(struct call *call);

enum reach {
    EXACTLY, /* this path */
    BELOW,   /* this path and more behind it */
    NUMBER,  /* this path, a number, and perhaps a slash and more */
};

struct route {
    const char *path;
    enum reach reach;
    const char *methods; /* a list; HEAD goes with GET. NULL: any method */
    handler answer;
    const char *parameters; /* a list of those that the route has besides the modifiers; "*": any */
    const char *shown;      /* its targets, for people; NULL where another row speaks for this one */
    const char *summary;
};

/* All routes, in the order in which they are tried; *count gets their number. */
const struct route *route_all(int *count);

/* The answer to code, as /status/<code> has it. */
int call_status(struct call *call, int code);

/* Puts into *code one of the codes that text says in the codes grammar, drawn where there is a choice, which the
 * reply then tells, and its step's parameters under the request's own. 0, or the code of a problem in the reply. */
int call_draw(struct call *call, struct text text, int *code);

/* The steps that text says. 0, or the code of a problem in the reply, which shows example. */
int call_codes(struct call *call, struct text text, struct codes *codes, const char *example);

/* As call_draw, for one of the steps; told says whether the reply tells the code. */
int call_step(struct call *call, const struct step *step, bool told, int *code);

/* Lets any page read the answer to code (the CORS protocol of the Fetch standard): there is nothing secret here. */
void call_open(struct call *call, int code);

/* What a client supplies must never run as script in our origin. */
void call_distrust(struct call *call);

/* Reads the parameters of a step by themselves, into *shape, and checks them. 0, or the code of a problem in the
 * reply. The call's own shape is as before. */
int call_read_step(struct call *call, const struct step *step, struct shape *shape);

/* The call's shape, made if there is none yet. */
struct shape *call_shape(struct call *call);

/* Applies the call's shape to the reply to code, and returns code, or that of a problem in the reply. */
int call_apply_shape(struct call *call, int code);

/* Makes the call's shape what parameters (of a step) ask, and what the query asks over that. 0, or the code of a
 * problem in the reply. */
int call_shape_under(struct call *call, struct text parameters);

/* Reads one parameter into the call's shape, and checks what the shape then asks. 0, or the code of a problem in the
 * reply. */
int call_parameter(struct call *call, struct parameter parameter);
int call_check_shape(struct call *call);

/* The random numbers of this answer; whoever takes them, the answer tells the seed. */
struct random *call_random(struct call *call);

/* The last steps of every answer: what every answer carries, and what its status forbids. Returns code. */
int call_complete(struct call *call, int code);

/* The handlers. */
int answer_home(struct call *call);
int answer_status(struct call *call);
int answer_catalog(struct call *call);
int answer_catalog_entry(struct call *call);
int answer_anything(struct call *call);
int answer_health(struct call *call);
int answer_server_options(struct call *call);
int answer_static(struct call *call);
int answer_sequence(struct call *call);
int answer_sequences(struct call *call);
int answer_httpstatus(struct call *call);
int answer_httpbin(struct call *call);
int answer_delay(struct call *call);
int answer_redirect(struct call *call);
int answer_relative_redirect(struct call *call);
int answer_absolute_redirect(struct call *call);
int answer_redirect_to(struct call *call);
int answer_drip(struct call *call);
int answer_unstable(struct call *call);
int answer_response_headers(struct call *call);

#endif
