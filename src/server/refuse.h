/* Answers to what could not be read as a request. Private to src/server. */
#ifndef STATUSD_SERVER_REFUSE_H
#define STATUSD_SERVER_REFUSE_H

#include "server/exchange.h"

/* Writes the refusal (its content is at hand, and goes out at once) to a socket to which nobody else writes any more,
 * as far as it takes it at once, and ends our half of the connection behind it (RFC 9112 §9.6). Any thread. */
void refuse_by_hand(struct exchange_server *server, const struct refusal *refusal, int fd);

/* The refusal as a reply, in arena, to a request of which nothing is known. Returns its code. */
int refuse_reply(struct exchange_server *server, const struct refusal *refusal, struct arena *arena,
                 struct reply *reply);

#endif
