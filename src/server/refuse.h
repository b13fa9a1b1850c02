/* Refusals of what has not become a whole request: it came too slowly or cannot be read. Private to src/server. */
#ifndef STATUSD_SERVER_REFUSE_H
#define STATUSD_SERVER_REFUSE_H

#include "server/exchange.h"

/* Writes the refusal to wire, to which no other thread may write any more, and over TLS the closure alert. The caller
 * closes our half of the connection (RFC 9112 §9.6). Does not wait: what does not fit into the socket's buffer, or over
 * TLS into a record, is lost.
 */
void refuse_by_hand(struct exchange_server *server, const struct refusal *refusal, struct wire *wire);

/* Makes the refusal a reply, in arena, as to GET / without fields. Returns its status code. */
int refuse_reply(struct exchange_server *server, const struct refusal *refusal, struct arena *arena,
                 struct reply *reply);

#endif
