/* The server: listens, turns what arrives into requests, and sends the replies to them. */
#ifndef STATUSD_SERVER_SERVER_H
#define STATUSD_SERVER_SERVER_H

#include "http/guard.h"
#include "http/reply.h"
#include "http/request.h"

#include <stddef.h>
#include <stdint.h>

/* Whoever knows the answers. Both functions fill reply, whose arena lives until the answer has been sent, and
 * return its status code, 100 to 999. They are called by several threads at once, and refuse also by the
 * one that waits for all answers: it must not take long. */
struct service {
    void *site;
    int (*answer)(void *site, const struct request *request, struct reply *reply);
    /* What to say to a request that the guard has refused. */
    int (*refuse)(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply);
};

enum { LISTENERS_MAX = 16 };

struct server_config {
    const char *listen[LISTENERS_MAX]; /* "http://host:port"; port 0 takes a free one */
    int listen_count;
    unsigned threads; /* for each listener */
    struct guard_limits limits;
    unsigned idle;        /* seconds after which a connection on which nothing happens is closed; 0: never */
    int64_t hang;         /* milliseconds that a hanging answer hangs at most */
    int64_t head_time;    /* milliseconds for a head to come; 0: any */
    int64_t content_time; /* milliseconds for the next byte of content to come; 0: any */
    uint64_t max_memory;  /* bytes of requests' content, and of what answers make of it, at the same time */
};

struct server;

/* Starts listening and answering. NULL, and the reason as one line in error, where that cannot be; *usage tells
 * whether it is the configuration that is wrong rather than the machine. Config and service are copied. */
struct server *server_start(const struct server_config *config, const struct service *service, char *error,
                            size_t error_size, bool *usage);

/* The URL of the nth listener with its true port, "" after the last. It lives as long as the server. */
const char *server_url(const struct server *server, int nth);

/* The port of the nth listener. */
int server_port(const struct server *server, int nth);

/* What libmicrohttpd, as it is built here, keeps us from doing, as a sentence; "" where that is nothing. */
const char *server_caveat(const struct server *server);

/* Stops listening, ends every connection and frees the server. */
void server_stop(struct server *server);

/* The library below, with the version that runs: "libmicrohttpd 0.9.75". */
const char *server_library(void);

#endif
