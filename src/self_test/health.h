/* statusd --health: asks a running server whether it is well. */
#ifndef STATUSD_SELF_TEST_HEALTH_H
#define STATUSD_SELF_TEST_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

/* Asks url, as for peer_find, with perhaps a path behind a host, which is /healthz where there is none. The request is
 * for the first of hosts, a comma-separated list, or for url's own host where hosts is NULL. Whether the answer was a
 * success; says is one line with what it was. */
bool health(const char *url, const char *hosts, char *says, size_t says_size);

#endif
