/* What libmicrohttpd cannot read it answers by itself, before any handler is called: here it does so in our words.
 *
 * It hands its answer to its own exported function MHD_queue_response, as anybody would; a program that defines that
 * function is called in its place, as with the reason phrases (phrase.h). unreadable.c does. A library that is bound to
 * its own symbols would not call it, and keep its words. Private to src/server. */
#ifndef STATUSD_SERVER_UNREADABLE_H
#define STATUSD_SERVER_UNREADABLE_H

#include <stdbool.h>

/* Whether the definition has been called since the program began. phrase_prepare makes the library call it. */
bool unreadable_is_ours(void);

#endif
