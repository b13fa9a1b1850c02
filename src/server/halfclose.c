#include "server/halfclose.h"

#include "base/arena.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, SETTLE = 20 * 1000 * 1000 /* nanoseconds in which the library reads what came before the FIN */ };

/* By descriptor, not by connection: a descriptor that has been closed and opened again meanwhile is asked anew, so that
 * nothing can outlive what it points to. */
struct halfclose {
    pthread_t thread;
    pthread_mutex_t lock; /* guards open and room; taken once for the opening and once for the closing of each */
    bool *open;
    int room;
    int epoll, alarm;
    atomic_bool stopping;
};

/* Shutting the reading half down, which is over anyway, is an edge for whoever polls the socket. */
static void tell_again(struct halfclose *halfclose, int fd)
{
    struct pollfd state = {.fd = fd, .events = POLLRDHUP};
    pthread_mutex_lock(&halfclose->lock);
    if (halfclose->open[fd] && poll(&state, 1, 0) == 1 && (state.revents & POLLRDHUP) != 0) {
        shutdown(fd, SHUT_RD);
    }
    pthread_mutex_unlock(&halfclose->lock);
}

static void *run(void *of)
{
    struct halfclose *halfclose = of;
    struct epoll_event events[EVENTS];
    const struct timespec settle = {.tv_nsec = SETTLE};
    while (!atomic_load(&halfclose->stopping)) {
        int count = epoll_wait(halfclose->epoll, events, EVENTS, -1);
        nanosleep(&settle, NULL);
        for (int i = 0; i < count && !atomic_load(&halfclose->stopping); i++) {
            tell_again(halfclose, events[i].data.fd);
        }
    }
    return NULL;
}

static void free_all(struct halfclose *halfclose)
{
    if (halfclose->epoll >= 0) {
        close(halfclose->epoll);
    }
    if (halfclose->alarm >= 0) {
        close(halfclose->alarm);
    }
    pthread_mutex_destroy(&halfclose->lock);
    free(halfclose->open);
    free(halfclose);
}

struct halfclose *halfclose_start(void)
{
    struct halfclose *halfclose = memory_new(sizeof *halfclose);
    pthread_mutex_init(&halfclose->lock, NULL);
    halfclose->epoll = epoll_create1(EPOLL_CLOEXEC);
    halfclose->alarm = eventfd(0, EFD_CLOEXEC);
    struct epoll_event alarm = {.events = EPOLLIN, .data.fd = halfclose->alarm};
    if (halfclose->epoll < 0 || halfclose->alarm < 0 ||
        epoll_ctl(halfclose->epoll, EPOLL_CTL_ADD, halfclose->alarm, &alarm) != 0 ||
        pthread_create(&halfclose->thread, NULL, run, halfclose) != 0) {
        free_all(halfclose);
        return NULL;
    }
    return halfclose;
}

void halfclose_stop(struct halfclose *halfclose)
{
    if (halfclose != NULL) {
        atomic_store(&halfclose->stopping, true);
        eventfd_write(halfclose->alarm, 1);
        pthread_join(halfclose->thread, NULL);
        free_all(halfclose);
    }
}

void halfclose_opened(struct halfclose *halfclose, int fd)
{
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.fd = fd};
    pthread_mutex_lock(&halfclose->lock);
    if (fd >= halfclose->room) {
        int room = (fd + 1) * 2;
        halfclose->open = memory_grow(halfclose->open, (size_t)room);
        memset(halfclose->open + halfclose->room, 0, (size_t)(room - halfclose->room));
        halfclose->room = room;
    }
    halfclose->open[fd] = true;
    pthread_mutex_unlock(&halfclose->lock);
    epoll_ctl(halfclose->epoll, EPOLL_CTL_ADD, fd, &event); /* closing it takes it out */
}

void halfclose_closing(struct halfclose *halfclose, int fd)
{
    pthread_mutex_lock(&halfclose->lock);
    halfclose->open[fd] = false;
    pthread_mutex_unlock(&halfclose->lock);
}
