/* The opening handshake of the WebSocket protocol (RFC 6455 §4). */
#ifndef STATUSD_HTTP_WEBSOCKET_H
#define STATUSD_HTTP_WEBSOCKET_H

#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"

/* What a request is as an opening handshake (RFC 6455 §4.2.1). */
enum handshake {
    HANDSHAKE_NONE,        /* no GET of HTTP/1.1 that offers to upgrade to websocket */
    HANDSHAKE_OLD_VERSION, /* it offers that, but in another version than 13, or in none */
    HANDSHAKE_BAD_KEY,     /* it offers that, but its key is missing, doubled or malformed */
    HANDSHAKE_GOOD,
};

/* Judges the request. Values that have to be joined are joined in arena. */
enum handshake websocket_judge(const struct request *request, struct arena *arena);

/* The first protocol that the request offers to change to, as in "h2c" (RFC 9110 §7.8); empty where there is none. */
struct text upgrade_offered(const struct request *request, struct arena *arena);

/* Accepts a good handshake (RFC 6455 §4.2.2): adds Sec-WebSocket-Accept to the reply, which is to be a 101, and, where
 * the client offers subprotocols, the first of them, as clients end the connection where none is accepted (§4.1). What
 * follows the 101 is an echo (http/echo.h). No extension is accepted. */
void websocket_accept(const struct request *request, struct reply *reply);

#endif
