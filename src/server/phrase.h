/* The reason phrases in libmicrohttpd's status lines. Private to src/server.
 *
 * The library has no setter for them, but looks them up with two functions that it exports; phrase.c defines both, and
 * the library calls these. Where it does not (probe.h), an answer with a phrase other than the library's is written by
 * hand, and its connection is closed. */
#ifndef STATUSD_SERVER_PHRASE_H
#define STATUSD_SERVER_PHRASE_H

#include <stdbool.h>

/* Fills the phrases from the table of statuses. Called once, before the library is started. */
void phrase_prepare(void);

/* Whether the library's own phrase for code differs from ours. */
bool phrase_is_foreign(int code);

#endif
