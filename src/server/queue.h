/* libmicrohttpd's own MHD_queue_response, of which unreadable.c has another definition. Private to src/server. */
#ifndef STATUSD_SERVER_QUEUE_H
#define STATUSD_SERVER_QUEUE_H

#include <microhttpd.h>
#include <stdbool.h>

/* Looks for the library's function. Once, before anything is queued; false where the library is linked statically, so
 * that there is none but ours. */
bool queue_prepare(void);

/* Hands a response to the library, to send it with code. Any thread, as MHD_queue_response. */
enum MHD_Result queue_response(struct MHD_Connection *mhd, unsigned int code, struct MHD_Response *response);

#endif
