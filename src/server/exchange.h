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
    atomic_size_t memory; /* bytes of requests' content, and of what answers make of it, that are held now */
    struct probed probed; /* what of ours the library calls */
};

/* What the exchanges of a listener share. */
struct exchange_listener {
    struct exchange_server *server;
    bool from_outside; /* not bound to loopback */
};

struct performance;

/* The library's buffer for a connection: the head of a request and that of its answer have to fit. The library clears
 * it after each request, so that twice as much would cost half a microsecond more. */
enum { CONNECTION_MEMORY = 16 * 1024 };

/* One step of the life of an exchange. Each is called by libmicrohttpd until the exchange goes on to the next. */
typedef enum MHD_Result (*exchange_step)(struct exchange *exchange, const char *upload, size_t *upload_size);

struct exchange {
    struct exchange_listener *listener;
    struct exchange_server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    exchange_step step;
    bool over;        /* the connection is to be closed: a script ended it, or the server stops */
    bool own_timeout; /* quirk_set_apart is in force */
    struct arena arena;
    struct request request;
    const char *version; /* in the library's buffer, in the request line: quirk_mangled_head starts there */
    size_t head_size;    /* of the request, in bytes */
    struct refusal refusal;
    char *upload; /* the content as it comes; malloc */
    size_t upload_room;
    size_t reserved; /* this exchange's part of the server's memory */
    struct reply reply;
    int code;
    struct performance *performance; /* once there was a script (perform.h) */
    int64_t content_start;           /* nanoseconds: when the first byte of paced content went out */
    char first[];                    /* of the arena */
};

/* What an exchange takes from malloc, once: glibc keeps freed pieces up to 1032 bytes at hand for each thread. What the
 * members leave of it is the arena's first block, and enough for a plain request. */
enum { EXCHANGE_SIZE = 1032 };
_Static_assert(offsetof(struct exchange, first) < EXCHANGE_SIZE - 400, "an exchange leaves room for a plain request");

/* A new exchange for a request to target, which came on that connection. */
struct exchange *exchange_new(struct exchange_listener *listener, struct connection *connection,
                              struct MHD_Connection *mhd, const char *target);
void exchange_free(struct exchange *exchange);

/* Whether the library has read the whole head. */
bool exchange_has_head(const struct exchange *exchange);

/* Takes the request's fields from the library, and what else belongs to its head. */
void exchange_read_fields(struct exchange *exchange);

/* Reserves bytes of the server's memory (--max-memory), until the answer is made; what exchange_answer reserves for it,
 * until the exchange is freed. False where they are not left. */
bool exchange_reserve(struct exchange *exchange, size_t bytes);

/* The refusal where bytes could not be reserved: come again soon, or never where not even all of it would do. */
struct refusal exchange_refuse_memory(const struct exchange *exchange, size_t bytes);

/* Adds bytes to the request's content. False where the server has no memory left for it: then nothing was added. */
bool exchange_add_content(struct exchange *exchange, const char *bytes, size_t size);

/* Has the service answer the request, or refuse it where there is a refusal: reply and code. */
void exchange_answer(struct exchange *exchange);

/* The reply that the exchange sends: its own, or a prepared one. */
static inline const struct reply *exchange_reply(const struct exchange *exchange)
{
    return exchange->reply.prepared != NULL ? exchange->reply.prepared->reply : &exchange->reply;
}

#endif
