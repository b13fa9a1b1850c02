/* The life of an exchange, as libmicrohttpd drives it: its callbacks, in the order in which they are called (the
 * first also at the end). Their closure is a struct exchange_listener. Private to src/server. */
#ifndef STATUSD_SERVER_HANDLER_H
#define STATUSD_SERVER_HANDLER_H

#include "server/exchange.h"

/* MHD_OPTION_NOTIFY_CONNECTION: a connection has been accepted, or is about to be closed. */
void handler_connection(void *listener, struct MHD_Connection *mhd, void **connection,
                        enum MHD_ConnectionNotificationCode what);

/* MHD_OPTION_URI_LOG_CALLBACK: a request line has come. Returns the exchange. */
void *handler_begin(void *listener, const char *target, struct MHD_Connection *mhd);

/* MHD_AccessHandlerCallback: the head is there, some of the content, all of it; or a script has handed back. */
enum MHD_Result handler_step(void *listener, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_size, void **closure);

/* MHD_OPTION_NOTIFY_COMPLETED: the answer has been sent, or the connection is over. */
void handler_end(void *listener, struct MHD_Connection *mhd, void **closure, enum MHD_RequestTerminationCode why);

#endif
