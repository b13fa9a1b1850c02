/* What libmicrohttpd cannot read it answers by itself, before any handler is called: here it does so in our words.
 *
 * It hands its answer to its own exported function MHD_queue_response, as anybody would, and unreadable.c has a
 * definition of that name, which it then calls instead. Where it does not (probe.h), its own words stay. Private to
 * src/server. */
#ifndef STATUSD_SERVER_UNREADABLE_H
#define STATUSD_SERVER_UNREADABLE_H

#include <stdbool.h>

/* Whether the library has called the definition since the program began. */
bool unreadable_was_called(void);

#endif
