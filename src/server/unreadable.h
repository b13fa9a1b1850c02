/* Replaces the answers that libmicrohttpd gives to requests that it cannot read. Private to src/server.
 *
 * It answers such requests by itself, without calling the handler, through its exported function MHD_queue_response.
 * unreadable.c defines a function of that name, which libmicrohttpd then calls in place of its own. Where it does not
 * (probe.h), its own answers go out. */
#ifndef STATUSD_SERVER_UNREADABLE_H
#define STATUSD_SERVER_UNREADABLE_H

#include <stdbool.h>

/* Whether the library has called unreadable.c's MHD_queue_response since the program began. */
bool unreadable_was_called(void);

#endif
