/* What the tests order of the shim, in memory that both map: which call of which function is to fail, and how. */
#ifndef STATUSD_TESTS_FAILING_ORDER_H
#define STATUSD_TESTS_FAILING_ORDER_H

#include <stdatomic.h>
#include <stdint.h>

/* The environment variable that names the file. */
#define ORDER_FILE "FAILING_ORDER"

/* Every function that the shim can make fail. malloc stands for calloc and realloc too, read and write
 * count on sockets only, and epoll_ctl is two: what adds or changes, and what deletes. Writing to an eventfd is not
 * among them: it fails only where whoever it would wake has been woken already. */
#define ORDER_CALLS(X)                                                                                                 \
    X(send)                                                                                                            \
    X(sendmsg)                                                                                                         \
    X(sendfile)                                                                                                        \
    X(write)                                                                                                           \
    X(writev)                                                                                                          \
    X(recv)                                                                                                            \
    X(read)                                                                                                            \
    X(accept4)                                                                                                         \
    X(epoll_create1)                                                                                                   \
    X(epoll_ctl)                                                                                                       \
    X(epoll_ctl_del)                                                                                                   \
    X(epoll_wait)                                                                                                      \
    X(poll)                                                                                                            \
    X(eventfd)                                                                                                         \
    X(eventfd_read)                                                                                                    \
    X(pthread_create)                                                                                                  \
    X(socket)                                                                                                          \
    X(socketpair)                                                                                                      \
    X(bind)                                                                                                            \
    X(listen)                                                                                                          \
    X(connect)                                                                                                         \
    X(shutdown)                                                                                                        \
    X(setsockopt)                                                                                                      \
    X(getsockname)                                                                                                     \
    X(getaddrinfo)                                                                                                     \
    X(ioctl)                                                                                                           \
    X(fcntl)                                                                                                           \
    X(open)                                                                                                            \
    X(fopen)                                                                                                           \
    X(malloc)

enum { ORDER_PLACE = 96 };

#define ORDER_CALL(name) CALL_##name,
enum call { CALL_NONE, ORDER_CALLS(ORDER_CALL) CALLS };
#undef ORDER_CALL

/* Who makes a call: the program, libmicrohttpd, any other library. */
enum owner { OWNER_PROGRAM, OWNER_LIBRARY, OWNER_OTHER, OWNERS };

struct order {
    atomic_int call; /* CALL_NONE: none fails, and none is counted; CALLS: none fails, and all are counted */
    int owner, nth;  /* the nth call of that owner fails, counted from when the order was given */
    int error;
    atomic_int counts[CALLS][OWNERS];
    _Atomic uintptr_t struck; /* where the call that failed was made, from the beginning of its object; 0: none did */
    char place[ORDER_PLACE];  /* the same in words, where they can be had */
};

#endif
