/* Preloaded: functions of the system that fail when they are told to. Each has the name and
 * the parameters that it has in libc. */
#include "tests/failing/strike.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

/* A function of libc, or of the sanitizer that stands before it. */
#define NEXT(type, name, parameters)                                                                                   \
    static type(*_Atomic next) parameters;                                                                             \
    if (next == NULL) {                                                                                                \
        next = (type(*) parameters)dlsym(RTLD_NEXT, #name);                                                            \
    }

/* The function name, of which failed is returned where it fails. */
#define FAILING(type, failed, name, parameters, arguments)                                                             \
    SHOWN type name parameters                                                                                         \
    {                                                                                                                  \
        NEXT(type, name, parameters)                                                                                   \
        return strike(CALL_##name, __builtin_return_address(0)) ? (failed) : next arguments;                           \
    }

/* Whether it is a socket: what goes to files, and to those who are woken, is left alone. */
static bool is_socket(int fd)
{
    struct stat is;
    return fstat(fd, &is) == 0 && S_ISSOCK(is.st_mode);
}

SHOWN ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(ssize_t, write, (int, const void *, size_t))
    return is_socket(fd) && strike(CALL_write, __builtin_return_address(0)) ? -1 : next(fd, bytes, size);
}

SHOWN ssize_t read(int fd, void *bytes, size_t size)
{
    NEXT(ssize_t, read, (int, void *, size_t))
    return is_socket(fd) && strike(CALL_read, __builtin_return_address(0)) ? -1 : next(fd, bytes, size);
}

FAILING(ssize_t, -1, send, (int fd, const void *bytes, size_t size, int flags), (fd, bytes, size, flags))
FAILING(ssize_t, -1, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
FAILING(ssize_t, -1, writev, (int fd, const struct iovec *pieces, int count), (fd, pieces, count))
FAILING(ssize_t, -1, recv, (int fd, void *bytes, size_t size, int flags), (fd, bytes, size, flags))
FAILING(int, -1, accept4, (int fd, struct sockaddr *restrict address, socklen_t *restrict size, int flags),
        (fd, address, size, flags))
FAILING(int, -1, epoll_create1, (int flags), (flags))

SHOWN int epoll_ctl(int epoll, int act, int fd, struct epoll_event *event)
{
    NEXT(int, epoll_ctl, (int, int, int, struct epoll_event *))
    enum call call = act == EPOLL_CTL_DEL ? CALL_epoll_ctl_del : CALL_epoll_ctl;
    return strike(call, __builtin_return_address(0)) ? -1 : next(epoll, act, fd, event);
}

FAILING(int, -1, epoll_wait, (int epoll, struct epoll_event *events, int room, int wait), (epoll, events, room, wait))
FAILING(int, -1, poll, (struct pollfd * fds, nfds_t count, int wait), (fds, count, wait))
FAILING(int, -1, eventfd, (unsigned count, int flags), (count, flags))
FAILING(int, -1, eventfd_read, (int fd, eventfd_t *value), (fd, value))
FAILING(int, errno, pthread_create,
        (pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *),
         void *restrict argument),
        (thread, attributes, run, argument))
FAILING(int, -1, socket, (int family, int type, int protocol), (family, type, protocol))
FAILING(int, -1, socketpair, (int family, int type, int protocol, int fds[2]), (family, type, protocol, fds))
FAILING(int, -1, bind, (int fd, const struct sockaddr *address, socklen_t size), (fd, address, size))
FAILING(int, -1, listen, (int fd, int backlog), (fd, backlog))
FAILING(int, -1, connect, (int fd, const struct sockaddr *address, socklen_t size), (fd, address, size))
FAILING(int, -1, shutdown, (int fd, int how), (fd, how))
FAILING(int, -1, setsockopt, (int fd, int level, int name, const void *value, socklen_t size),
        (fd, level, name, value, size))
FAILING(int, -1, getsockname, (int fd, struct sockaddr *restrict address, socklen_t *restrict size),
        (fd, address, size))
FAILING(int, EAI_SYSTEM, getaddrinfo,
        (const char *restrict host, const char *restrict service, const struct addrinfo *restrict hints,
         struct addrinfo **restrict found),
        (host, service, hints, found))
FAILING(FILE *, NULL, fopen, (const char *restrict name, const char *restrict mode), (name, mode))
FAILING(ssize_t, -1, sendfile, (int out, int in, off_t *offset, size_t size), (out, in, offset, size))

/* 64 bits are what off_t has here; programs may call them by the longer names all the same. */
SHOWN ssize_t sendfile64(int out, int in, off64_t *offset, size_t size)
{
    NEXT(ssize_t, sendfile64, (int, int, off64_t *, size_t))
    return strike(CALL_sendfile, __builtin_return_address(0)) ? -1 : next(out, in, offset, size);
}

/* The functions below take a last argument, or none. Whatever stands in its place is handed on. */
#define FAILING_LAST(name, call, kind, parameters, last, arguments)                                                    \
    SHOWN int name parameters                                                                                          \
    {                                                                                                                  \
        NEXT(int, name, parameters)                                                                                    \
        va_list rest;                                                                                                  \
        va_start(rest, last);                                                                                          \
        kind argument = va_arg(rest, kind);                                                                            \
        va_end(rest);                                                                                                  \
        return strike(CALL_##call, __builtin_return_address(0)) ? -1 : next arguments;                                 \
    }

FAILING_LAST(open, open, mode_t, (const char *name, int flags, ...), flags, (name, flags, argument))
FAILING_LAST(open64, open, mode_t, (const char *name, int flags, ...), flags, (name, flags, argument))
FAILING_LAST(fcntl, fcntl, void *, (int fd, int command, ...), command, (fd, command, argument))
FAILING_LAST(fcntl64, fcntl, void *, (int fd, int command, ...), command, (fd, command, argument))
FAILING_LAST(ioctl, ioctl, void *, (int fd, unsigned long request, ...), request, (fd, request, argument))
