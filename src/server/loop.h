/* One thread that waits, for moments and for sockets, so that no other ever has to. Private to src/server. */
#ifndef STATUSD_SERVER_LOOP_H
#define STATUSD_SERVER_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

/* What is waited for about one socket. Its owner embeds it, zeroed, sets wake and fd, and cancels it before the socket
 * is closed.
 *
 * The loop calls wake on its own thread, once for each time the watch was armed, with the events of epoll that came, or
 * with 0 where the moment did, the kernel refused to watch the socket, or the loop stops. wake has to return soon (a
 * millisecond is long), and may arm the watch again. */
struct watch {
    void (*wake)(struct watch *watch, uint32_t events);
    int fd;
    int64_t due;         /* nanoseconds, clock_nanoseconds() */
    size_t heap_index;   /* in the loop's heap, from 1; 0: not armed */
    bool registered;     /* the kernel knows the socket, */
    uint32_t events;     /* and reports these of its events once; 0: it has reported, and is to be asked again */
    uint32_t generation; /* of that registration */
};

/* Starts the thread; NULL, and errno, where the system does not let us. */
struct loop *loop_start(void);

/* Wakes every armed watch at once, refuses new ones from then on, and ends the thread. */
void loop_stop(struct loop *loop);

/* Frees a stopped loop. NULL is fine. */
void loop_free(struct loop *loop);

/* Wakes watch when its socket has one of events (EPOLLIN …; an error and a reset always count), or else at due, rounded
 * up to a millisecond, so that those that fall together are woken together. With events 0 only the moment counts, and
 * the kernel is not asked, though it may still tell what it was asked for before. Takes the place of what the watch was
 * armed for before. False, and nothing armed, once the loop has been stopped. Where the kernel refuses to watch the
 * socket, the watch is woken after 100 ms as if its moment had come. Any thread may call it, but only one at a time for
 * the same watch. */
bool loop_arm(struct loop *loop, struct watch *watch, uint32_t events, int64_t due);

/* Disarms watch, and waits until it is not being woken: from then on wake is not called, until it is armed again. Not
 * to be called by the loop's own thread. */
void loop_cancel(struct loop *loop, struct watch *watch);

/* The same for good: the watch, which is not armed again, may be freed, and its socket closed. */
void loop_forget(struct loop *loop, struct watch *watch);

#endif
