#include "server/loop.h"

#include "base/arena.h"
#include "base/clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { EVENTS = 256, LONGEST_WAIT = 60 * 1000, RETRY = 100 /* milliseconds */ };

/* The watch that the events of a descriptor are for. An event of another generation is meant for an earlier socket with
 * the same number, and is ignored. */
struct slot {
    struct watch *watch;
    uint32_t generation;
};

/* The armed watches are a binary heap, from index 1 on, with the earliest due first. The lock guards all members after
 * it, and every member of a watch but wake and fd. */
struct loop {
    pthread_t thread;
    int epoll, alarm;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    struct watch **heap;
    size_t count, room;
    struct slot *slots; /* by descriptor */
    int slot_count;
    uint32_t generation;
    struct watch *running; /* the watch whose wake is being called, or NULL */
    int64_t asleep_until;  /* when the thread wakes by itself; INT64_MIN: it is awake, or has been called */
    bool stopped;
};

static void put(struct loop *loop, size_t heap_index, struct watch *watch)
{
    loop->heap[heap_index] = watch;
    watch->heap_index = heap_index;
}

static void sift_up(struct loop *loop, struct watch *watch, size_t heap_index)
{
    while (heap_index > 1 && loop->heap[heap_index / 2]->due > watch->due) {
        put(loop, heap_index, loop->heap[heap_index / 2]);
        heap_index /= 2;
    }
    put(loop, heap_index, watch);
}

static void sift_down(struct loop *loop, struct watch *watch, size_t heap_index)
{
    for (size_t child; (child = heap_index * 2) <= loop->count; heap_index = child) {
        if (child < loop->count && loop->heap[child + 1]->due < loop->heap[child]->due) {
            child++;
        }
        if (loop->heap[child]->due >= watch->due) {
            break;
        }
        put(loop, heap_index, loop->heap[child]);
    }
    put(loop, heap_index, watch);
}

static void heap_add(struct loop *loop, struct watch *watch)
{
    if (loop->count + 1 >= loop->room) {
        loop->room = loop->room * 2 + 64;
        loop->heap = memory_grow(loop->heap, loop->room * sizeof(struct watch *));
    }
    sift_up(loop, watch, ++loop->count);
}

static void heap_remove(struct loop *loop, struct watch *watch)
{
    size_t heap_index = watch->heap_index;
    if (heap_index == 0) {
        return;
    }
    watch->heap_index = 0;
    struct watch *last = loop->heap[loop->count--];
    if (last == watch) {
        return;
    }
    if (last->due < watch->due) {
        sift_up(loop, last, heap_index);
    } else {
        sift_down(loop, last, heap_index);
    }
}

static struct slot *slot_of(struct loop *loop, int fd)
{
    if (fd >= loop->slot_count) {
        int count = (fd + 1) * 2;
        loop->slots = memory_grow(loop->slots, (size_t)count * sizeof(struct slot));
        for (int i = loop->slot_count; i < count; i++) {
            loop->slots[i] = (struct slot){NULL, 0};
        }
        loop->slot_count = count;
    }
    return &loop->slots[fd];
}

/* Asks the kernel to report events once; it always reports an error and a hangup. */
static bool register_events(struct loop *loop, struct watch *watch, uint32_t events)
{
    uint32_t wanted = events | EPOLLONESHOT;
    if (events == 0) {
        return true;
    }
    if (!watch->registered || watch->events != wanted) {
        uint64_t generation = ++loop->generation;
        struct epoll_event event = {.events = wanted, .data.u64 = generation << 32 | (uint32_t)watch->fd};
        int how = watch->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
        if (epoll_ctl(loop->epoll, how, watch->fd, &event) != 0) {
            return false;
        }
        watch->registered = true;
        watch->events = wanted;
        watch->generation = (uint32_t)generation;
    }
    *slot_of(loop, watch->fd) = (struct slot){watch, watch->generation};
    return true;
}

/* Called with the lock held, which it releases while it calls wake. */
static void wake(struct loop *loop, struct watch *watch, uint32_t events)
{
    heap_remove(loop, watch);
    loop->running = watch;
    pthread_mutex_unlock(&loop->lock);
    watch->wake(watch, events); /* from here on the watch may be gone */
    pthread_mutex_lock(&loop->lock);
    loop->running = NULL;
    pthread_cond_broadcast(&loop->woken);
}

/* Wakes the watches that are due by now; those that become due meanwhile wait for the next call. Returns the
 * milliseconds until then, -1 where no watch is armed. */
static int wake_due(struct loop *loop)
{
    int64_t now = clock_nanoseconds();
    while (loop->count > 0 && (loop->stopped || loop->heap[1]->due <= now)) {
        wake(loop, loop->heap[1], 0);
    }
    if (loop->count == 0) {
        return -1;
    }
    int64_t left = loop->heap[1]->due - clock_nanoseconds();
    return left <= 0                           ? 0
           : left < LONGEST_WAIT * MILLISECOND ? (int)((left + MILLISECOND - 1) / MILLISECOND)
                                               : LONGEST_WAIT;
}

static void wake_ready(struct loop *loop, const struct epoll_event *event)
{
    eventfd_t ignored;
    int fd = (int)(event->data.u64 & UINT32_MAX);
    uint32_t generation = (uint32_t)(event->data.u64 >> 32);
    if (fd == loop->alarm) {
        eventfd_read(loop->alarm, &ignored);
        return;
    }
    struct watch *watch = loop->slots[fd].generation == generation ? loop->slots[fd].watch : NULL;
    if (watch != NULL) {
        watch->events = 0; /* EPOLLONESHOT */
        if (watch->heap_index != 0) {
            wake(loop, watch, event->events);
        }
    }
}

static void *run(void *of)
{
    struct loop *loop = of;
    struct epoll_event events[EVENTS];
    pthread_mutex_lock(&loop->lock);
    for (;;) {
        int wait = wake_due(loop);
        if (loop->stopped) {
            break;
        }
        loop->asleep_until = loop->count > 0 ? loop->heap[1]->due : INT64_MAX;
        pthread_mutex_unlock(&loop->lock);
        int count = epoll_wait(loop->epoll, events, EVENTS, wait);
        pthread_mutex_lock(&loop->lock);
        loop->asleep_until = INT64_MIN;
        for (int i = 0; i < count; i++) {
            wake_ready(loop, &events[i]);
        }
    }
    pthread_mutex_unlock(&loop->lock);
    return NULL;
}

struct loop *loop_start(void)
{
    struct loop *loop = memory_new(sizeof *loop);
    pthread_mutex_init(&loop->lock, NULL);
    pthread_cond_init(&loop->woken, NULL);
    loop->asleep_until = INT64_MIN;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->alarm = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event alarm = {.events = EPOLLIN, .data.u64 = (uint32_t)loop->alarm};
    bool ready =
        loop->epoll >= 0 && loop->alarm >= 0 && epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->alarm, &alarm) == 0;
    int why = ready ? pthread_create(&loop->thread, NULL, run, loop) : errno;
    if (why != 0) {
        loop_free(loop);
        errno = why;
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
    pthread_cond_destroy(&loop->woken);
    pthread_mutex_destroy(&loop->lock);
    free(loop->heap);
    free(loop->slots);
    free(loop);
}

bool loop_arm(struct loop *loop, struct watch *watch, uint32_t events, int64_t due)
{
    pthread_mutex_lock(&loop->lock);
    bool welcome = !loop->stopped, alarm = false;
    if (welcome) {
        heap_remove(loop, watch);
        int64_t retry = register_events(loop, watch, events) ? INT64_MAX : clock_nanoseconds() + RETRY * MILLISECOND;
        watch->due = due < retry ? due : retry;
        heap_add(loop, watch);
        alarm = watch->due < loop->asleep_until;
        loop->asleep_until = alarm ? INT64_MIN : loop->asleep_until;
    }
    pthread_mutex_unlock(&loop->lock);
    if (alarm) {
        eventfd_write(loop->alarm, 1);
    }
    return welcome;
}

/* Called with the lock held. */
static void cancel(struct loop *loop, struct watch *watch)
{
    heap_remove(loop, watch);
    while (loop->running == watch) {
        pthread_cond_wait(&loop->woken, &loop->lock);
    }
    heap_remove(loop, watch); /* its wake may have armed it again */
}

void loop_cancel(struct loop *loop, struct watch *watch)
{
    pthread_mutex_lock(&loop->lock);
    cancel(loop, watch);
    pthread_mutex_unlock(&loop->lock);
}

void loop_forget(struct loop *loop, struct watch *watch)
{
    pthread_mutex_lock(&loop->lock);
    cancel(loop, watch);
    if (watch->registered && loop->slots[watch->fd].watch == watch) {
        loop->slots[watch->fd].watch = NULL;
    }
    pthread_mutex_unlock(&loop->lock);
}
