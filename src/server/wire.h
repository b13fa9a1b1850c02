/* Answers that libmicrohttpd cannot send: a phrase of the client's own, a fault, a 101, a refusal in the middle of
 * an upload. They are written by hand to the socket while the connection is suspended, on the loop's thread, and cost
 * the connection. Private to src/server. */
#ifndef STATUSD_SERVER_WIRE_H
#define STATUSD_SERVER_WIRE_H

#include "server/exchange.h"

/* Whether the exchange's finished reply has to go this way. */
bool wire_must_send(const struct exchange *exchange);

/* Suspends the connection and begins. The exchange's next step ends it. */
enum MHD_Result wire_send(struct exchange *exchange);

#endif
