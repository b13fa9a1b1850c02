#include "server/listen.h"

#include "base/text.h"
#include "http/url.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET6) {
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
    }
    return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
}

static int open_socket(const struct addrinfo *address)
{
    int on = 1, fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, address->ai_addr, address->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

/* The port that fd is bound to; -1, with errno set, where the system does not tell. */
static int bound_port(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.any = {.sa_family = AF_UNSPEC}};
    socklen_t length = sizeof address;
    if (getsockname(fd, &address.any, &length) != 0) {
        return -1;
    }
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

bool listen_open(const char *url, struct listening *listening, char *error, size_t error_size, bool *usage)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *address;
    char host[80], port[8];
    struct url parts;
    *usage = !url_read(text_of(url), &parts) || parts.port.length == 0 || parts.host.length >= sizeof host ||
             parts.port.length >= sizeof port;
    if (*usage) {
        snprintf(
            error, error_size,
            "--listen %s: not of the form http://HOST:PORT, for example http://127.0.0.1:8080, with a port up to 65535",
            url);
        return false;
    }
    snprintf(host, sizeof host, "%.*s", (int)parts.host.length, parts.host.at);
    snprintf(port, sizeof port, "%.*s", (int)parts.port.length, parts.port.at);
    int unknown = getaddrinfo(host, port, &hints, &address);
    if (unknown != 0) {
        snprintf(error, error_size, "--listen %s: %s", url,
                 unknown == EAI_SYSTEM ? strerror(errno) : gai_strerror(unknown));
        return false;
    }
    listening->from_outside = !is_loopback(address->ai_addr);
    listening->fd = open_socket(address);
    freeaddrinfo(address);
    if (listening->fd < 0) {
        snprintf(error, error_size, "--listen %s: %s%s", url, strerror(errno),
                 errno == EADDRINUSE ? "; port 0 takes a free one" : "");
        return false;
    }
    listening->port = bound_port(listening->fd);
    if (listening->port < 0) {
        snprintf(error, error_size, "--listen %s: the port it got cannot be told: %s", url, strerror(errno));
        close(listening->fd);
        return false;
    }
    snprintf(listening->url, sizeof listening->url, strchr(host, ':') != NULL ? "http://[%s]:%d" : "http://%s:%d", host,
             listening->port);
    return true;
}
