/* Listening sockets. Private to src/server. */
#ifndef STATUSD_SERVER_LISTEN_H
#define STATUSD_SERVER_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

struct listening {
    int fd;
    int port;          /* the true one */
    char url[128];     /* with the true port */
    bool from_outside; /* not bound to loopback */
};

/* Opens "http://host:port". False, and the reason as one line in error, where that cannot be; *usage tells whether
 * it is the URL that is wrong. The caller closes fd. */
bool listen_open(const char *url, struct listening *listening, char *error, size_t error_size, bool *usage);

#endif
