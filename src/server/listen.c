#include "server/listen.h"

#include "base/text.h"
#include "http/url.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET6) {
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
    }
    return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
}

/* defer: a connection is accepted when its first bytes are there, or after a second, so that a TLS hello is recognised
 * as it is accepted (tls_refuse_hello). */
static int open_socket(const struct sockaddr *address, socklen_t length, bool defer)
{
    int on = 1, seconds = defer, fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
    if (bind(fd, address, length) != 0 || listen(fd, SOMAXCONN) != 0) {
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

/* Writes why the URL cannot be listened at. Returns false. */
static bool fail(const char *url, const char *why, const char *help, char *error, size_t error_size)
{
    snprintf(error, error_size, "--listen %s: %s%s", url, why, help);
    return false;
}

static bool open_tcp(const char *url, const struct url *parts, struct listening *listening, char *error,
                     size_t error_size)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *address;
    char host[80], port[8];
    snprintf(host, sizeof host, "%.*s", (int)parts->host.length, parts->host.at);
    snprintf(port, sizeof port, "%.*s", (int)parts->port.length, parts->port.at);
    int unknown = getaddrinfo(host, port, &hints, &address);
    if (unknown != 0) {
        return fail(url, unknown == EAI_SYSTEM ? strerror(errno) : gai_strerror(unknown), "", error, error_size);
    }
    listening->from_outside = !is_loopback(address->ai_addr);
    listening->fd = open_socket(address->ai_addr, address->ai_addrlen, !parts->secure);
    freeaddrinfo(address);
    if (listening->fd < 0) {
        return fail(url, strerror(errno), errno == EADDRINUSE ? "; port 0 takes a free one" : "", error, error_size);
    }
    listening->port = bound_port(listening->fd);
    if (listening->port < 0) {
        fail(url, "the port it got cannot be told: ", strerror(errno), error, error_size);
        close(listening->fd);
        return false;
    }
    snprintf(listening->url, sizeof listening->url, strchr(host, ':') != NULL ? "http%s://[%s]:%d" : "http%s://%s:%d",
             parts->secure ? "s" : "", host, listening->port);
    return true;
}

/* Whether the path fits into an address, and into a string of JSON as it is. */
static bool is_path(struct text path)
{
    bool plain = path.length > 0 && path.length < sizeof(((struct sockaddr_un *)NULL)->sun_path);
    for (size_t i = 0; i < path.length && plain; i++) {
        plain = path.at[i] >= ' ' && path.at[i] <= '~' && path.at[i] != '"' && path.at[i] != '\\';
    }
    return plain;
}

/* A name that is taken is left alone, as its server may still run. */
static bool open_unix(const char *url, const char *path, struct listening *listening, char *error, size_t error_size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path));
    listening->fd = open_socket((const struct sockaddr *)&address, sizeof address, false);
    if (listening->fd < 0) {
        bool taken = errno == EADDRINUSE;
        return fail(url, taken ? "something of that name exists already" : strerror(errno),
                    taken ? "; remove it if no server listens there any more" : "", error, error_size);
    }
    listening->path = path;
    lstat(path, &listening->file);
    snprintf(listening->url, sizeof listening->url, "%s", url);
    return true;
}

bool listen_open(const char *url, struct listening *listening, char *error, size_t error_size, bool *usage)
{
    struct text path = text_of(url);
    struct url parts;
    *listening = (struct listening){.fd = -1};
    if (text_skip(&path, TEXT("unix:"))) {
        *usage = !is_path(path);
        return *usage ? fail(url, "wanted is a path of at most 107 plain characters",
                             ", for example unix:/tmp/statusd.sock", error, error_size)
                      : open_unix(url, path.at, listening, error, error_size);
    }
    *usage = !url_read(text_of(url), &parts) || parts.port.length == 0 || parts.host.length >= 80;
    if (*usage) {
        return fail(url, "not of the form http://HOST:PORT, https://HOST:PORT or unix:PATH",
                    ", for example http://127.0.0.1:8080, with a port up to 65535", error, error_size);
    }
    listening->secure = parts.secure;
    return open_tcp(url, &parts, listening, error, error_size);
}

void listen_remove(const struct listening *listening)
{
    struct stat there;
    if (listening->path != NULL && lstat(listening->path, &there) == 0 && there.st_dev == listening->file.st_dev &&
        there.st_ino == listening->file.st_ino) {
        unlink(listening->path);
    }
}
