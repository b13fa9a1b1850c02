/* A client's connection, and the deadlines that the client has to keep. Private to src/server.
 *
 * A connection has one owner at any time: libmicrohttpd, or the script that runs on it (perform.h). While
 * libmicrohttpd owns it, libmicrohttpd's thread reads and writes, and the loop's thread watches the deadlines. When a
 * deadline has passed, the loop's thread moves the phase to TIMED_OUT, writes a 408 and shuts the socket down. (Over
 * TLS libmicrohttpd's thread writes it, as two threads must not use a session at once: connection_tell_late.) TIMED_OUT
 * is final: the handler sends nothing after it. (A libmicrohttpd that is bound to its own symbols, see probe.h, may
 * still send an error of its own.) */
#ifndef STATUSD_SERVER_CONNECTION_H
#define STATUSD_SERVER_CONNECTION_H

#include "server/loop.h"
#include "server/wire.h"

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct MHD_Connection;
struct exchange;
struct exchange_listener;
struct exchange_server;
struct refusal;

/* What a connection waits for. */
enum phase {
    FRESH,     /* the head of its first request */
    KEPT,      /* the head of its next request */
    CONTENT,   /* more content; the time starts anew whenever some comes */
    ANSWERING, /* our answer: the client has no deadline */
    TIMED_OUT, /* its end: a deadline has passed */
};

struct connection {
    struct watch watch;
    struct wire wire;
    struct exchange_listener *listener;
    struct exchange_server *server;
    struct exchange *exchange;  /* the one under way, or NULL; libmicrohttpd's thread sets it, and the loop's thread
                                 * reads it while a script owns the connection */
    _Atomic uint64_t state;     /* the phase, and a count of its changes and of the pieces of content: one word, so that
                                 * both are compared at once */
    _Atomic int64_t since;      /* when the phase began or content last came; clock_about() */
    const struct refusal *late; /* TIMED_OUT: why; set before the state says so */

    bool awaits; /* connection_await has suspended it; libmicrohttpd's thread sets it, the loop's clears it */

    /* TLS: used by libmicrohttpd's thread. */
    struct MHD_Connection *mhd;    /* its connection */
    bool refused;                  /* the client speaks plain HTTP, and was told */
    bool greeted;                  /* the first byte has come */
    bool told_late;                /* connection_tell_late has sent what there was to send */
    bool judged;                   /* refusal is valid */
    const struct refusal *refusal; /* of the client, for its certificate; NULL: welcome */

    /* Used by the loop's thread, and by a thread that has just cancelled the watch. */
    int64_t head_since;   /* KEPT: when the next head began to come; valid only while state equals head_in */
    uint64_t head_in;     /* the state in which head_since was set */
    int64_t idle_until;   /* connection_await: when --idle passes, of which a suspended connection knows nothing */
    int64_t end;          /* TIMED_OUT over TLS: when the socket is to be shut down */
    int64_t settle;       /* nanoseconds between two looks at a half-close; 0: the client has not closed its half */
    bool half_close_told; /* look_half_close has told libmicrohttpd of the half-close */

    char address[INET6_ADDRSTRLEN]; /* the client's; "unix" on a unix socket, "" where it has none */
};

/* Milliseconds that a client has, after we have closed our half of the connection, to read the answer and to close its
 * own half (RFC 9112 §9.6). */
enum { CONNECTION_LINGER = 2 * 1000 };

/* The connection that a watch is part of. */
static inline struct connection *connection_of(struct watch *watch)
{
    return (struct connection *)((char *)watch - offsetof(struct connection, watch));
}

/* Watches a connection that libmicrohttpd has accepted; address is the client's, or NULL. connection_close frees it. */
struct connection *connection_open(struct exchange_listener *listener, struct wire wire,
                                   const struct sockaddr *address);

/* Frees a connection whose socket libmicrohttpd is about to close; its TLS session is gone already. */
void connection_close(struct connection *connection);

/* Moves on to KEPT, CONTENT or ANSWERING, on libmicrohttpd's thread. False where a deadline has passed and the 408 is
 * out: the caller then sends nothing. */
bool connection_enter(struct connection *connection, enum phase phase);

/* Starts the deadline of the content anew, as some has come. False as for connection_enter. */
bool connection_progress(struct connection *connection);

/* TLS: whether a deadline has passed. Sends the 408 then, if it is not out: with the closure alert, but without a FIN,
 * at which libmicrohttpd would close the connection at once. Where not even the request line was in, only closes.
 * Called by libmicrohttpd's thread. */
bool connection_tell_late(struct connection *connection);

/* TLS, where no byte waits: before the first request line, and so in a handshake, suspends the connection until one
 * comes, its deadline or --idle passes, or the server stops. Does nothing later. Called by the connection's owner. */
void connection_await(struct connection *connection);

/* Lends the connection's watch to a script: from here on the loop calls this wake. */
void connection_lend(struct connection *connection, void (*wake)(struct watch *watch, uint32_t events));

/* Takes the watch back from the script, on the loop's thread. */
void connection_take_back(struct connection *connection);

#endif
