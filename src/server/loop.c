#include "server/loop.h"

#include "base/arena.h"
#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { EVENTS = 256 };

/* The watches are a heap with the earliest in front; the lock guards it and stopped. */
struct loop {
    pthread_t thread;
    pthread_mutex_t lock;
    int epoll, alarm;
    struct watch **heap;
    size_t count, room;
    bool stopped;
};

static void put(struct loop *loop, size_t place, struct watch *watch)
{
    loop->heap[place] = watch;
    watch->place = place;
}

static void sift_up(struct loop *loop, struct watch *watch, size_t place)
{
    while (place > 0 && loop->heap[(place - 1) / 2]->due > watch->due) {
        put(loop, place, loop->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(loop, place, watch);
}

static void sift_down(struct loop *loop, struct watch *watch, size_t place)
{
    for (size_t child; (child = place * 2 + 1) < loop->count; place = child) {
        if (child + 1 < loop->count && loop->heap[child + 1]->due < loop->heap[child]->due) {
            child++;
        }
        if (loop->heap[child]->due >= watch->due) {
            break;
        }
        put(loop, place, loop->heap[child]);
    }
    put(loop, place, watch);
}

static void heap_add(struct loop *loop, struct watch *watch)
{
    if (loop->count == loop->room) {
        loop->room = loop->room * 2 + 64;
        loop->heap = memory_grow(loop->heap, loop->room * sizeof(struct watch *));
    }
    sift_up(loop, watch, loop->count++);
}

static void heap_remove(struct loop *loop, struct watch *watch)
{
    struct watch *last = loop->heap[--loop->count];
    if (last == watch) {
        return;
    }
    if (last->due < watch->due) {
        sift_up(loop, last, watch->place);
    } else {
        sift_down(loop, last, watch->place);
    }
}

/* Takes a watch that has come true out of both the heap and the epoll set. */
static void disarm(struct loop *loop, struct watch *watch)
{
    pthread_mutex_lock(&loop->lock);
    heap_remove(loop, watch);
    pthread_mutex_unlock(&loop->lock);
    if (watch->on_fd) {
        epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
        watch->on_fd = false;
    }
}

/* The earliest watch if it is due, else NULL and in *wait the milliseconds until then: -1 for ever, 0 where
 * the loop is to end. */
static struct watch *next_due(struct loop *loop, int64_t now, int *wait)
{
    struct watch *due = NULL;
    pthread_mutex_lock(&loop->lock);
    *wait = loop->stopped ? 0 : -1;
    if (loop->count > 0) {
        struct watch *first = loop->heap[0];
        int64_t left = (first->due - now + 999999) / 1000000;
        if (loop->stopped || left <= 0) {
            due = first;
        } else {
            *wait = left < 60000 ? (int)left : 60000;
        }
    }
    pthread_mutex_unlock(&loop->lock);
    return due;
}

static bool is_over(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    bool over = loop->stopped && loop->count == 0;
    pthread_mutex_unlock(&loop->lock);
    return over;
}

static int wake_due(struct loop *loop)
{
    int wait;
    struct watch *watch;
    int64_t now = clock_nanoseconds();
    while ((watch = next_due(loop, now, &wait)) != NULL) {
        disarm(loop, watch);
        watch->wake(watch, 0);
    }
    return wait;
}

static void wake_ready(struct loop *loop, int wait)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(loop->epoll, events, EVENTS, wait);
    for (int i = 0; i < count; i++) {
        struct watch *watch = events[i].data.ptr;
        if (watch == NULL) {
            eventfd_t ignored;
            eventfd_read(loop->alarm, &ignored);
        } else {
            disarm(loop, watch);
            watch->wake(watch, events[i].events);
        }
    }
}

static void *run(void *loop)
{
    while (!is_over(loop)) {
        wake_ready(loop, wake_due(loop));
    }
    return NULL;
}

struct loop *loop_start(void)
{
    struct loop *loop = memory_new(sizeof *loop);
    struct epoll_event alarm = {.events = EPOLLIN};
    pthread_mutex_init(&loop->lock, NULL);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->alarm = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->epoll < 0 || loop->alarm < 0 || epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->alarm, &alarm) != 0 ||
        pthread_create(&loop->thread, NULL, run, loop) != 0) {
        loop_free(loop);
        return NULL;
    }
    return loop;
}

void loop_stop(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->stopped = true;
    pthread_mutex_unlock(&loop->lock);
    eventfd_write(loop->alarm, 1);
    pthread_join(loop->thread, NULL);
}

void loop_free(struct loop *loop)
{
    if (loop == NULL) {
        return;
    }
    if (loop->epoll >= 0) {
        close(loop->epoll);
    }
    if (loop->alarm >= 0) {
        close(loop->alarm);
    }
    pthread_mutex_destroy(&loop->lock);
    free(loop->heap);
    free(loop);
}

static bool arm(struct loop *loop, struct watch *watch, int64_t due, uint32_t events)
{
    watch->due = due;
    pthread_mutex_lock(&loop->lock);
    bool welcome = !loop->stopped;
    bool first = false;
    if (welcome) {
        heap_add(loop, watch);
        first = loop->heap[0] == watch;
        if (watch->on_fd) {
            struct epoll_event event = {.events = events, .data.ptr = watch};
            watch->on_fd = epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->fd, &event) == 0;
        }
    }
    pthread_mutex_unlock(&loop->lock);
    if (first) {
        eventfd_write(loop->alarm, 1);
    }
    return welcome;
}

bool loop_at(struct loop *loop, struct watch *watch, int64_t due)
{
    watch->on_fd = false;
    return arm(loop, watch, due, 0);
}

bool loop_on(struct loop *loop, struct watch *watch, int fd, uint32_t events, int64_t due)
{
    watch->fd = fd;
    watch->on_fd = true;
    return arm(loop, watch, due, events);
}
