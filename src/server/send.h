/* Sends replies by libmicrohttpd, as its struct MHD_Response. Private to src/server. */
#ifndef STATUSD_SERVER_SEND_H
#define STATUSD_SERVER_SEND_H

#include "server/exchange.h"

#include <stdbool.h>

/* Makes a response of a reply whose content is at hand and that has no interim responses; the response copies all of
 * it. NULL where libmicrohttpd has no memory. The caller destroys it (MHD_destroy_response). */
struct MHD_Response *response_copy(const struct reply *reply);

/* Queues the exchange's finished reply; false where libmicrohttpd could not. The response of a prepared reply is made
 * once and shared; libmicrohttpd counts its uses. */
bool send_by_library(struct exchange *exchange);

#endif
