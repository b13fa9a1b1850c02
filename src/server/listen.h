/* Listening sockets. Private to src/server. */
#ifndef STATUSD_SERVER_LISTEN_H
#define STATUSD_SERVER_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct listening {
    int fd;
    int port;          /* the one it got, where port 0 was asked for; 0: a unix socket */
    char url[128];     /* with that port */
    bool secure;       /* an https URL */
    bool from_outside; /* not bound to loopback */
    const char *path;  /* of a unix socket; NULL: it is none */
    struct stat file;  /* of a unix socket, as it was made */
};

/* Opens a socket that listens at "http://host:port", "https://host:port" or "unix:/path", which is not copied. On
 * failure returns false, with the reason as one line in error; *usage is true where the URL is not of that form.
 * libmicrohttpd closes fd. A TCP connection without TLS is accepted with its first bytes, or after a second. */
bool listen_open(const char *url, struct listening *listening, char *error, size_t error_size, bool *usage);

/* Removes the file of a unix socket, unless another has taken its name since. Called before fd is closed, as another
 * file could then have its inode. */
void listen_remove(const struct listening *listening);

#endif
