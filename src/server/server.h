/* The server: listens, turns what arrives into requests, and sends the replies to them. */
#ifndef STATUSD_SERVER_SERVER_H
#define STATUSD_SERVER_SERVER_H

#include "http/guard.h"
#include "http/reply.h"
#include "http/request.h"
#include "server/tls_fault.h"

#include <stddef.h>
#include <stdint.h>

/* What makes the answers: the site. Both functions get site, fill reply, whose arena lives until the answer has been
 * sent, and return the status code, 100 to 999. Several threads call them at once. refuse must return soon, as it is
 * also called by the thread that watches the deadlines of all connections. */
struct service {
    void *site;
    /* To a preview (enum arrival) it returns 0 where the answer depends on the content: reply then only says what comes
     * before the content. */
    int (*answer)(void *site, const struct request *request, struct reply *reply);
    /* Answers a request that the guard or the server has refused. */
    int (*refuse)(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply);
};

enum { LISTENERS_MAX = 16, TLS_NAMES_MAX = 16 };

/* Where a listener listens. */
struct listen_at {
    const char *url;               /* "http://host:port", "https://host:port", where port 0 takes a free one; or
                                    * "unix:/path" */
    const struct tls_fault *fault; /* what is wrong with its TLS; NULL: nothing */
};

struct server_config {
    struct listen_at listen[LISTENERS_MAX];
    int listen_count;
    const char *tls_certificate, *tls_key; /* files in PEM, for listeners without a fault; NULL: those are made */
    const char *tls_client_authority;      /* a file in PEM: clients have to show a certificate of its CA; NULL: not */
    const char *tls_names[TLS_NAMES_MAX];  /* lists of further names of this host, for certificates that are made */
    int tls_name_count;
    unsigned threads; /* for each listener */
    struct guard_limits limits;
    unsigned idle;               /* seconds after which a connection on which nothing happens is closed; 0: never */
    int64_t hang;                /* milliseconds that fault=hang, and faults without end, last at most */
    int64_t head_time;           /* milliseconds for a head to come; 0: no limit */
    int64_t content_time;        /* milliseconds for the next byte of content to come; 0: no limit */
    uint64_t max_requests;       /* requests that are answered before limit_reached is called, once; 0: no limit */
    void (*limit_reached)(void); /* called by one of the server's threads: it must not stop the server itself */
    uint64_t max_memory; /* bytes for the content of all requests, for large answers made from it and for echoes */
};

struct server;

/* Starts listening and answering. On failure returns NULL, with the reason as one line in error; *usage is true where
 * the configuration is wrong, false where the system refuses. Copies config (but not its strings) and service. */
struct server *server_start(const struct server_config *config, const struct service *service, char *error,
                            size_t error_size, bool *usage);

/* The URL of the nth listener with its true port, "" after the last. It lives as long as the server. */
const char *server_url(const struct server *server, int nth);

/* What is wrong with the TLS of the nth listener; NULL: nothing. */
const struct tls_fault *server_tls_fault(const struct server *server, int nth);

/* The port of the first listener that has one; 0 where none has. */
int server_port(const struct server *server);

/* The throw-away CA, as PEM, that has signed the certificates of listeners; NULL where there is none. It lives as long
 * as the server. */
const char *server_authority(const struct server *server);

/* A sentence on what does not work with the libmicrohttpd that runs, as of how it was linked; "" where all works. */
const char *server_caveat(const struct server *server);

/* Stops listening, removes its unix sockets, ends every connection and frees the server. */
void server_stop(struct server *server);

/* The name of the library and the version that runs, such as "libmicrohttpd 0.9.75". */
const char *server_library(void);

#endif
