/* The bytes of a connection: on its socket, or through TLS on that. For src/server and src/self_test.
 *
 * One thread at a time may call these functions: that of the connection's owner (connection.h), or the loop's once a
 * plain connection has timed out. They wait only where the socket blocks. */
#ifndef STATUSD_SERVER_WIRE_H
#define STATUSD_SERVER_WIRE_H

#include "base/text.h"

#include <stdbool.h>
#include <sys/types.h>

struct gnutls_session_int;

struct wire {
    int fd;
    struct gnutls_session_int *tls; /* libmicrohttpd's session; NULL: no TLS */
    bool finished;                  /* wire_finish has sent the closure alert */
};

/* Sends the beginning of bytes, over TLS at most one record of 16 KiB. Returns how many, or -1 with errno set: EAGAIN
 * and EINTR say that it is to be called again with the same bytes, any other value that the connection is gone. */
ssize_t wire_send(struct wire *wire, struct text bytes);

/* Receives up to room bytes. Returns how many, 0 where the client has ended its direction (over TLS by its closure
 * alert), or -1 as wire_send does. */
ssize_t wire_receive(struct wire *wire, char *into, size_t room);

/* Whether bytes have been decrypted already that were not received yet. epoll knows nothing of them. */
bool wire_has_more(const struct wire *wire);

/* Whether the client has sent something that was not received yet, or has left. */
bool wire_has_news(const struct wire *wire);

/* Sends TLS's closure alert, once; nothing without TLS (RFC 9112 §9.8). False where it is to be called again once there
 * is room. The caller then sends the FIN. */
bool wire_finish(struct wire *wire);

/* Reads some of what has come already, encrypted or not, and throws it away: to close with unread bytes would send a
 * reset, which can cost the client the answer. */
void wire_discard(const struct wire *wire);

#endif
