/* A WebSocket server that echoes (RFC 6455 §5 to §7): bytes that a client sent in, bytes to send to it out, without a
 * socket. Text and binary messages come back as they were, put together from their fragments; a ping gets a pong, and a
 * Close a Close with the same code. What breaks the protocol gets a Close that says so (§7.4.1): 1002, 1007 where text
 * is not UTF-8, and 1009 where a message is longer than ECHO_MESSAGE. */
#ifndef STATUSD_HTTP_ECHO_H
#define STATUSD_HTTP_ECHO_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    ECHO_MESSAGE = 64 * 1024, /* bytes of the longest message */
    ECHO_MEMORY = 104 * 1024, /* bytes that an echo takes from malloc at most: while a message moves to larger memory */
};

struct echo;

/* A new echo, for a connection whose opening handshake is done. echo_free frees it; NULL is fine. Only one thread uses
 * an echo at a time. A lack of memory ends the process (memory_exhausted). */
struct echo *echo_new(void);
void echo_free(struct echo *echo);

/* Takes bytes off *in and writes what is to be sent to out, at most room bytes, of which there has to be one; returns
 * how many it wrote. It takes no more than it can answer: what is left in *in is for the next call, after these bytes
 * have been sent. 0: it needs more bytes, and *in is empty; or it has ended. */
size_t echo_run(struct echo *echo, struct text *in, char *out, size_t room);

/* Has the next echo_run send a Close with 1001, going away (RFC 6455 §7.4.1). Does nothing while an answer is under
 * way, or after a Close. */
void echo_leave(struct echo *echo);

/* Whether a Close has been written to out. Nothing more comes, and what the client sends is not looked at. */
bool echo_has_ended(const struct echo *echo);

#endif
