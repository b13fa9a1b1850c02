/* Listening sockets. Private to src/server. */
#ifndef STATUSD_SERVER_LISTEN_H
#define STATUSD_SERVER_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

struct listening {
    int fd;
    int port;          /* the one it got, where port 0 was asked for */
    char url[128];     /* with that port */
    bool from_outside; /* not bound to loopback */
};

/* Opens a socket that listens at "http://host:port". On failure returns false, with the reason as one line in error;
 * *usage is true where the URL is not of that form. The caller closes fd. */
bool listen_open(const char *url, struct listening *listening, char *error, size_t error_size, bool *usage);

#endif
