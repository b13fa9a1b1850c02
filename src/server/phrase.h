/* Reason phrases in libmicrohttpd's status lines.
 *
 * The library has no setter for them, but looks them up through two functions that it exports, and a program that
 * defines both is asked instead. phrase.c does. Where the library does not ask (probe.h), the answers whose phrase it
 * does not know itself are written by hand, and cost their connection.
 */
#ifndef STATUSD_SERVER_PHRASE_H
#define STATUSD_SERVER_PHRASE_H

#include <stdbool.h>

/* Fills the phrases from the table of statuses. Once, before the library may ask; not by two threads at once. */
void phrase_prepare(void);

/* Whether the library, where it does not ask, would send another phrase than ours with code. */
bool phrase_is_foreign(int code);

#endif
