/* Calls libmicrohttpd's own MHD_queue_response: a call by that name would reach the function of unreadable.c. Private
 * to src/server. */
#ifndef STATUSD_SERVER_QUEUE_H
#define STATUSD_SERVER_QUEUE_H

#include <microhttpd.h>
#include <stdbool.h>

/* Looks up the library's function. Called once, before queue_response. False where the library is linked statically, as
 * there is then only our function. */
bool queue_prepare(void);

/* What the library's MHD_queue_response does: has it send response with the status code. */
enum MHD_Result queue_response(struct MHD_Connection *mhd, unsigned int code, struct MHD_Response *response);

#endif
