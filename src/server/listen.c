#include "server/listen.h"

#include "base/number.h"
#include "base/text.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Takes "http://host:port" or "http://[::1]:port" apart; false where url is neither. */
static bool split_url(const char *url, char *host, size_t host_size, uint64_t *port)
{
    struct text rest = text_of(url), name;
    if (!text_skip(&rest, TEXT("http://"))) {
        return false;
    }
    if (rest.length > 0 && rest.at[rest.length - 1] == '/') {
        rest.length--;
    }
    if (text_skip(&rest, TEXT("["))) {
        name = (struct text){rest.at, text_find(rest, ']')};
        rest = text_from(rest, name.length + 1);
    } else {
        name = (struct text){rest.at, text_find(rest, ':')};
        rest = text_from(rest, name.length);
    }
    if (name.length == 0 || name.length >= host_size || !text_skip(&rest, TEXT(":"))) {
        return false;
    }
    snprintf(host, host_size, "%.*s", (int)name.length, name.at);
    return number_parse(rest, 65535, port);
}

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
    char host[80], service[8];
    uint64_t port;
    *usage = !split_url(url, host, sizeof host, &port);
    if (*usage) {
        snprintf(
            error, error_size,
            "--listen %s: not of the form http://HOST:PORT, for example http://127.0.0.1:8080, with a port up to 65535",
            url);
        return false;
    }
    snprintf(service, sizeof service, "%d", (int)port);
    int unknown = getaddrinfo(host, service, &hints, &address);
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
