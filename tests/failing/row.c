#include "tests/failing/row.h"

#include <errno.h>
#include <stddef.h>

#define ROW(call, error)                                                                                               \
    {                                                                                                                  \
        CALL_##call, #call " " #error, error                                                                           \
    }

const struct row rows[] = {
    ROW(send, ECONNRESET),      ROW(send, ENOBUFS),        ROW(sendmsg, ECONNRESET),
    ROW(sendmsg, ENOBUFS),      ROW(sendfile, EIO),        ROW(write, ECONNRESET),
    ROW(writev, ECONNRESET),    ROW(recv, ECONNRESET),     ROW(recv, ENOMEM),
    ROW(read, ECONNRESET),      ROW(accept4, EMFILE),      ROW(accept4, ECONNABORTED),
    ROW(epoll_create1, EMFILE), ROW(epoll_ctl, ENOSPC),    ROW(epoll_ctl_del, ENOENT),
    ROW(epoll_wait, EINTR),     ROW(poll, EINTR),          ROW(poll, ENOMEM),
    ROW(eventfd, EMFILE),       ROW(eventfd_read, EAGAIN), ROW(pthread_create, EAGAIN),
    ROW(socket, EMFILE),        ROW(socketpair, EMFILE),   ROW(bind, EACCES),
    ROW(listen, EADDRINUSE),    ROW(connect, EINVAL),      ROW(shutdown, ENOTCONN),
    ROW(setsockopt, EINVAL),    ROW(getsockname, ENOBUFS), ROW(getaddrinfo, ENOMEM),
    ROW(ioctl, EINVAL),         ROW(fcntl, EINVAL),        ROW(open, EMFILE),
    ROW(fopen, EMFILE),         ROW(malloc, ENOMEM),       {CALL_NONE, NULL, 0},
};
