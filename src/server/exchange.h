/* The life of one request and its answer, as libmicrohttpd drives it. Private to src/server. */
#ifndef STATUSD_SERVER_EXCHANGE_H
#define STATUSD_SERVER_EXCHANGE_H

#include "http/reply.h"
#include "http/request.h"
#include "server/halfclose.h"
#include "server/loop.h"
#include "server/server.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stddef.h>

/* What the exchanges of a server share. */
struct exchange_server {
    struct server_config config;
    struct service service;
    struct loop *loop;
    struct halfclose *halfclose;
    atomic_bool stopping;
    bool phrases_honoured; /* the library asks us for reason phrases (phrase.h) */
};

/* What the exchanges of a listener share. */
struct exchange_listener {
    struct exchange_server *server;
    bool from_outside; /* not bound to loopback */
};

struct exchange;

/* What the library has for a connection's heads: a request's, and an answer's, have to fit. It clears it after each
 * request, so that twice as much costs half a microsecond more. */
enum { CONNECTION_MEMORY = 16 * 1024 };

/* One step of the life of an exchange. Each is called by libmicrohttpd until the exchange goes on to the next. */
typedef enum MHD_Result (*exchange_step)(struct exchange *exchange, const char *upload, size_t *upload_size);

struct exchange {
    struct exchange_listener *listener;
    struct exchange_server *server;
    struct MHD_Connection *connection;
    exchange_step step;
    struct arena arena;
    struct request request;
    const char *version; /* the library's, in the middle of the head */
    size_t head_size;    /* of the request, in bytes */
    struct refusal refusal;
    char *upload; /* the content as it comes; malloc */
    size_t upload_room;
    struct reply reply;
    int code;
    struct watch watch; /* what the exchange waits for while its connection is suspended */
    int interims_sent;
    struct text head;      /* of an interim response, what is left to send */
    int64_t content_start; /* nanoseconds: when the first byte of paced content went out */
    char first[];          /* of the arena */
};

/* What an exchange takes from malloc, which keeps pieces up to this size at hand for the thread; the rest of it is the
 * arena's, and enough for a plain request. */
enum { EXCHANGE_SIZE = 1032 };
_Static_assert(offsetof(struct exchange, first) < EXCHANGE_SIZE - 400, "an exchange leaves room for a plain request");

/* libmicrohttpd's callbacks; listener, of struct exchange_listener, is their closure. */
void *exchange_begin(void *listener, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *listener, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *upload, size_t *upload_size, void **exchange);
void exchange_end(void *listener, struct MHD_Connection *connection, void **exchange,
                  enum MHD_RequestTerminationCode why);
void exchange_connection(void *listener, struct MHD_Connection *connection, void **client,
                         enum MHD_ConnectionNotificationCode what);

/* The reply that the exchange sends: its own, or the shared one. */
const struct reply *exchange_reply(const struct exchange *exchange);

/* Suspends the connection until due (nanoseconds, clock_nanoseconds()); its step is then called again. */
void exchange_wait_until(struct exchange *exchange, int64_t due);

#endif
