#include "tests/failing/known.h"

#include <stddef.h>
#include <string.h>

const struct known knowns[] = {
    /* MHD_cleanup_connections and internal_suspend_connection_ of daemon.c. */
    {CALL_epoll_ctl_del, "Failed to remove FD from epoll set",
     "epoll_ctl(EPOLL_CTL_DEL) that fails is taken for a broken state and ends the process (MHD_PANIC), when a "
     "connection "
     "is suspended or closed. The system does not fail it for a descriptor that is open and in the set."},
    /* MHD_quiesce_daemon. */
    {CALL_epoll_ctl_del, "Failed to remove listen FD from epoll set",
     "the same for the listening socket, when a daemon is quiesced."},
    {CALL_NONE, NULL, NULL},
};

const struct known *known_find(enum call call, const char *what)
{
    for (const struct known *known = knowns; known->why != NULL; known++) {
        if (known->call == call && strstr(what, known->what) != NULL) {
            return known;
        }
    }
    return NULL;
}
