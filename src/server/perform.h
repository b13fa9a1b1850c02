/* Runs scripts (script.h) on a connection: all waiting, and all that is written by hand. Private to src/server.
 *
 * libmicrohttpd owns the connection until perform suspends it; then the script owns it. The loop's thread runs the
 * script in turns of bounded length, and no other thread reads from, writes to or closes the connection meanwhile. The
 * loop's thread gives the connection back by resuming it: after the script's last step, or where the client is gone or
 * does not read, or the server stops. libmicrohttpd then calls the handler again, which goes on with the next step of
 * the exchange, or closes the connection (exchange->close_now). Where the loop has stopped already, the connection is
 * resumed at once and closed.
 *
 * After perform or perform_pause the caller must not touch the exchange or the connection, which may be gone already,
 * and returns to libmicrohttpd. It must leave *upload_size as it was: if the upload were consumed, libmicrohttpd would
 * go on to parse what follows it. */
#ifndef STATUSD_SERVER_PERFORM_H
#define STATUSD_SERVER_PERFORM_H

#include "server/exchange.h"
#include "server/script.h"

/* Suspends the connection and runs script on it; next is the step after it, NULL where the script ends the connection.
 * Called by steps of the handler, which return what it returns. */
enum MHD_Result perform(struct exchange *exchange, struct script script, exchange_step next);

/* Suspends the connection until due (clock_nanoseconds()). Called by a content reader, which then returns 0. */
void perform_pause(struct exchange *exchange, int64_t due);

#endif
