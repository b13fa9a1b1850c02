/* One request and its answer: what src/server knows of them while they are under way. Private to src/server. */
#ifndef STATUSD_SERVER_EXCHANGE_H
#define STATUSD_SERVER_EXCHANGE_H

#include "http/reply.h"
#include "http/request.h"
#include "server/connection.h"
#include "server/probe.h"
#include "server/server.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stddef.h>

/* What the exchanges of a server share. */
struct exchange_server {
    struct server_config config;
    struct service service;
    struct loop *loop;
    atomic_bool stopping;
    atomic_ullong answered; /* requests, as far as max_requests wants them counted */
    atomic_size_t memory;   /* bytes that all exchanges have reserved (exchange_reserve) */
    struct probed probed;   /* which of our functions the library calls */
};

/* What the exchanges of a listener share. */
struct exchange_listener {
    struct exchange_server *server;
    const char *url;          /* with its true port */
    bool from_outside;        /* not bound to loopback */
    bool secure;              /* it speaks TLS */
    bool asks_clients;        /* for a certificate */
    bool is_unix;             /* a unix socket */
    const char *other_origin; /* the URL of another listener; NULL: there is none */
};

struct performance;

/* The library's buffer for a connection, in bytes: the head of a request and that of its answer have to fit into it
 * together. The library clears it after each request: twice the size would cost half a microsecond more. */
enum { CONNECTION_MEMORY = 16 * 1024 };

/* A step of an exchange. handler_step calls the current one (exchange->step) whenever libmicrohttpd calls it, and
 * returns what it returns; a step sets the step after it. */
typedef enum MHD_Result (*exchange_step)(struct exchange *exchange, const char *upload, size_t *upload_size);

struct exchange {
    struct exchange_listener *listener;
    struct exchange_server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    exchange_step step;
    bool close_now;   /* the connection is to be closed: a script ended it, or the server stops */
    bool own_timeout; /* quirk_own_timeout is in force */
    struct arena arena;
    struct request request;
    const char *target, *version; /* of the request line, in the library's buffer, for quirks.h */
    size_t head_size;             /* of the request, in bytes */
    struct refusal refusal;       /* code 0: the service answers the request */
    char *upload;                 /* the content so far; from malloc, the exchange frees it */
    size_t upload_room;
    size_t reserved; /* this exchange's part of the server's memory, in bytes */
    struct reply reply;
    int code;                        /* the reply's status code */
    int interims_sent;               /* before the content was in */
    struct performance *performance; /* NULL until a script runs (perform.h) */
    struct echo *echo;               /* NULL until its script echoes; the exchange frees it */
    int64_t content_start;           /* when the first byte of content is due, clock_nanoseconds(); 0: not set yet */
    char first[];                    /* first block of the arena */
};

/* Bytes that an exchange takes from malloc: the largest piece that glibc keeps for reuse in each thread. What the
 * members leave of it is the first block of the arena, which is enough for a plain request. */
enum { EXCHANGE_SIZE = 1032 };
_Static_assert(offsetof(struct exchange, first) < EXCHANGE_SIZE - 400, "an exchange leaves room for a plain request");

/* A new exchange for a request to target, which is copied. exchange_free frees it. */
struct exchange *exchange_new(struct exchange_listener *listener, struct connection *connection,
                              struct MHD_Connection *mhd, const char *target);
void exchange_free(struct exchange *exchange);

/* Whether the library has read the whole head. */
bool exchange_has_head(const struct exchange *exchange);

/* Takes the request's fields from the library, and fills in the client's address, the listener and the head's size. */
void exchange_read_fields(struct exchange *exchange);

/* The fields behind the chunks of the content. */
struct fields exchange_trailers(struct exchange *exchange);

/* Reserves bytes of the server's memory (--max-memory). exchange_answer gives back what was reserved for the content,
 * and may reserve for the answer what exchange_free gives back. False where too few bytes are left. */
bool exchange_reserve(struct exchange *exchange, size_t bytes);

/* The refusal where bytes could not be reserved: 503, or 413 where they exceed --max-memory even if nothing else is
 * reserved. */
struct refusal exchange_refuse_memory(const struct exchange *exchange, size_t bytes);

/* Adds bytes to the request's content. False, and nothing is added, where the server has no memory left for them. */
bool exchange_add_content(struct exchange *exchange, const char *bytes, size_t size);

/* Has the service answer the request as far as it has arrived, or refuse it where refusal is set; fills reply and code.
 * Frees the content. A preview may leave code 0: the answer depends on the content. */
void exchange_answer(struct exchange *exchange, enum arrival arrival);

/* Forgets a preview, with all that was allocated after the mark. */
void exchange_forget(struct exchange *exchange, struct arena_mark before);

/* The reply that the exchange sends: its own, or a prepared one. */
static inline const struct reply *exchange_reply(const struct exchange *exchange)
{
    return exchange->reply.prepared != NULL ? exchange->reply.prepared->reply : &exchange->reply;
}

#endif
