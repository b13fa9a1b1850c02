/* Replies in the forms that libmicrohttpd sends. Private to src/server. */
#ifndef STATUSD_SERVER_SEND_H
#define STATUSD_SERVER_SEND_H

#include "server/exchange.h"

#include <stdbool.h>

/* A reply without interim responses, whose content is at hand, in libmicrohttpd's form, which keeps nothing of it. NULL
 * where libmicrohttpd has no memory. The caller destroys it. */
struct MHD_Response *send_copy(const struct reply *reply);

/* Queues the exchange's finished reply. A prepared one is put into its form once, and then only counted. */
bool send_by_library(struct exchange *exchange);

#endif
