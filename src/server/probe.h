/* Finds out which of our functions libmicrohttpd calls in place of its own. Private to src/server.
 *
 * phrase.c and unreadable.c define functions that libmicrohttpd exports too. As with any shared library, the dynamic
 * linker then has libmicrohttpd call the program's function in place of its own, unless libmicrohttpd was linked with
 * -Bsymbolic-functions ("is bound to its own symbols"). Its version does not tell, so probe_library tries it. */
#ifndef STATUSD_SERVER_PROBE_H
#define STATUSD_SERVER_PROBE_H

#include <stdbool.h>

struct probed {
    bool phrases; /* it takes reason phrases from phrase.c */
    bool errors;  /* it has unreadable.c answer requests that it cannot read */
};

/* Has the library answer a well-formed and a malformed request. Called once, after phrase_prepare and queue_prepare.
 * Where the system has no sockets left for the try, both members are false. */
struct probed probe_library(void);

#endif
