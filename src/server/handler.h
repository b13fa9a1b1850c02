/* libmicrohttpd's callbacks, which drive each exchange, in the order in which they are called; handler_connection is
 * called again at the end. listener is the struct exchange_listener of the connection. Private to src/server. */
#ifndef STATUSD_SERVER_HANDLER_H
#define STATUSD_SERVER_HANDLER_H

#include "server/exchange.h"

/* MHD_OPTION_NOTIFY_CONNECTION: a connection has been accepted, or is about to be closed. */
void handler_connection(void *listener, struct MHD_Connection *mhd, void **connection,
                        enum MHD_ConnectionNotificationCode what);

/* MHD_OPTION_URI_LOG_CALLBACK: a request line has come. Returns the new exchange, which the next two get as *closure.
 */
void *handler_begin(void *listener, const char *target, struct MHD_Connection *mhd);

/* MHD_AccessHandlerCallback: called when the head has come, for each piece of content, at the end of the content, and
 * after a script has given the connection back. */
enum MHD_Result handler_step(void *listener, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_size, void **closure);

/* MHD_OPTION_NOTIFY_COMPLETED: the answer has been sent, or the connection is being closed. Frees the exchange. */
void handler_end(void *listener, struct MHD_Connection *mhd, void **closure, enum MHD_RequestTerminationCode why);

#endif
