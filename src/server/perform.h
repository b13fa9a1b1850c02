/* Runs scripts: whatever waits, or is written by hand, on a connection (script.h). Private to src/server.
 *
 * The connection is libmicrohttpd's until perform suspends it, and the script's from then on: the loop's thread runs
 * the script in turns of bounded length, and nobody else reads, writes or ends the connection meanwhile. The loop's
 * thread gives it back by resuming it, after the script's last act, or when the client is gone, does not read, or the
 * server stops; only where the loop has stopped already does begin resume it at once. From the moment at which perform
 * has armed the loop, whoever called it may touch neither the exchange nor the connection, and returns to
 * libmicrohttpd. What the call was given of an upload must not have been consumed, as libmicrohttpd would otherwise go
 * on to parse what follows it. libmicrohttpd then calls the handler again, which goes on with the next step, or ends
 * the connection (exchange->over). */
#ifndef STATUSD_SERVER_PERFORM_H
#define STATUSD_SERVER_PERFORM_H

#include "server/exchange.h"
#include "server/script.h"

/* Suspends the connection and runs script on it, then goes on with next (NULL where the script ends the connection).
 * From the handler; returns what the handler is
 * to return. */
enum MHD_Result perform(struct exchange *exchange, struct script script, exchange_step next);

/* Suspends the connection until due (nanoseconds, clock_nanoseconds()). From a content reader, which is to return 0. */
void perform_pause(struct exchange *exchange, int64_t due);

#endif
