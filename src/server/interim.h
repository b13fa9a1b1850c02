/* Interim responses, which libmicrohttpd cannot send (RFC 9110 §15.2). Private to src/server. */
#ifndef STATUSD_SERVER_INTERIM_H
#define STATUSD_SERVER_INTERIM_H

#include "http/reply.h"
#include "server/exchange.h"

enum interim_result { INTERIM_SENT, INTERIM_BLOCKED, INTERIM_FAILED };

/* Writes the head of an interim response to the connection's socket, at a moment when libmicrohttpd has sent all
 * before it and nothing after. INTERIM_BLOCKED: the client does not read; call again a little later. */
enum interim_result interim_send(struct exchange *exchange, const struct interim *interim);

#endif
