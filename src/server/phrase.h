/* Reason phrases in libmicrohttpd's status lines.
 *
 * The library has no setter for them, but looks them up through two functions that it exports, and a program that
 * defines both is asked instead. phrase.c does. A library bound to its own symbols would not ask; the answers whose
 * phrase it does not know itself are then written by hand, and cost their connection.
 */
#ifndef STATUSD_SERVER_PHRASE_H
#define STATUSD_SERVER_PHRASE_H

#include <stdbool.h>

/* Fills the phrases from the table of statuses, once, and finds out whether the library asks for them, by sending
 * an answer over a pair of sockets. Not to be called by two threads at once. */
bool phrase_prepare(void);

/* Whether the library, bound to its own symbols, would send another phrase than ours with code. */
bool phrase_is_foreign(int code);

#endif
