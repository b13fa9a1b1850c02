/* Finds out what of ours libmicrohttpd calls. Private to src/server.
 *
 * The library calls its own exported functions as anybody would: a program that defines one of the same name is
 * called in its place (phrase.c and unreadable.c do). One that was linked to bind its own symbols
 * (-Bsymbolic-functions) does not, and cannot be told from its version: only a try tells. */
#ifndef STATUSD_SERVER_PROBE_H
#define STATUSD_SERVER_PROBE_H

#include <stdbool.h>

struct probed {
    bool phrases; /* it asks for reason phrases (phrase.h) */
    bool errors;  /* it lets us answer what it cannot read (unreadable.h) */
};

/* Has the library answer two requests over pairs of sockets, one well formed and one not. Once, after phrase_prepare
 * and queue_prepare. Where the system has no sockets left for it, nothing of ours is called. */
struct probed probe_library(void);

#endif
