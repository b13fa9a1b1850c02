/* A client's connection, and how long it may keep us waiting. Private to src/server.
 *
 * A connection has one owner at any time: libmicrohttpd, or the script that runs on it (perform.h). While
 * libmicrohttpd has it, libmicrohttpd's thread reads and writes; the loop's thread watches the deadlines, and may shut
 * the socket down. The loop's thread writes only a 408, after it has moved the phase to TIMED_OUT, which is final: the
 * handler then sends nothing any more. (A libmicrohttpd that is bound to its own symbols, see probe.h, does not ask
 * before it sends its own errors.) */
#ifndef STATUSD_SERVER_CONNECTION_H
#define STATUSD_SERVER_CONNECTION_H

#include "server/loop.h"

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct exchange;
struct exchange_server;

/* What a connection waits for. */
enum phase {
    FRESH,     /* its first head */
    KEPT,      /* its next head */
    CONTENT,   /* content, of which each byte starts the time anew */
    ANSWERING, /* us */
    TIMED_OUT, /* nothing: it was told 408, and is about to be closed */
};

struct connection {
    struct watch watch;
    struct exchange_server *server;
    struct exchange *exchange; /* the one under way, or NULL; libmicrohttpd's thread sets it, and the loop's reads it
                                * while a script has the connection */
    _Atomic uint64_t state;    /* the phase, and how often it has moved on: one word, as both are compared at once */
    _Atomic int64_t since;     /* when the phase began, or the last content came; clock_about() */

    /* Of the loop's thread alone. */
    int64_t head_since; /* KEPT: when the next head was seen to have begun, */
    uint64_t head_in;   /* in this state; any other: no head has been seen since */
    int64_t settle;     /* nanoseconds until the half-close is looked at again; 0: there was none */
    bool half_close_told;

    char address[INET6_ADDRSTRLEN]; /* the client's, "" where it has none */
};

/* Milliseconds that a client has, once our half of the connection is over, to read what was said and to end its own
 * (RFC 9112 §9.6). */
enum { CONNECTION_LINGER = 2 * 1000 };

/* The connection that a watch is part of. */
static inline struct connection *connection_of(struct watch *watch)
{
    return (struct connection *)((char *)watch - offsetof(struct connection, watch));
}

/* Begins with a connection that libmicrohttpd has accepted. */
struct connection *connection_open(struct exchange_server *server, int fd, const struct sockaddr *address);

/* Lets go of a connection whose socket libmicrohttpd is about to close. */
void connection_close(struct connection *connection);

/* Moves on to KEPT, CONTENT or ANSWERING, on libmicrohttpd's thread. False where the time is over. */
bool connection_enter(struct connection *connection, enum phase phase);

/* Content has come. False where the time is over. */
bool connection_progress(struct connection *connection);

/* Lends the connection's watch to a script: from here on the loop wakes wake. */
void connection_lend(struct connection *connection, void (*wake)(struct watch *watch, uint32_t events));

/* Takes the watch back from the script, on the loop's thread. */
void connection_take_back(struct connection *connection);

#endif
