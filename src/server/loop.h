/* The loop: one thread that waits, for times and for sockets, so that no other thread has to. Private to src/server. */
#ifndef STATUSD_SERVER_LOOP_H
#define STATUSD_SERVER_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

/* What the loop waits for on one socket. Its owner embeds it, zeroed, sets wake and fd, and calls loop_forget before
 * the socket is closed.
 *
 * The loop calls wake on its own thread, once for each time the watch was armed: with the events of epoll that came, or
 * with 0 where due has come, the kernel refuses to watch the socket, or the loop stops. wake has to return soon (a
 * millisecond is long), and may arm the watch again. */
struct watch {
    void (*wake)(struct watch *watch, uint32_t events);
    int fd;
    int64_t due;         /* nanoseconds, clock_nanoseconds() */
    size_t heap_index;   /* in the loop's heap, from 1; 0: not armed */
    bool registered;     /* epoll knows the socket */
    uint32_t events;     /* what epoll was asked to report, once; 0: it has reported, and has to be asked again */
    uint32_t generation; /* number of that request to epoll, unique in the loop */
};

/* Starts the thread. NULL, with errno set, where the system refuses. */
struct loop *loop_start(void);

/* Wakes every armed watch at once, refuses new ones from then on, and ends the thread. */
void loop_stop(struct loop *loop);

/* Frees a stopped loop. NULL is fine. */
void loop_free(struct loop *loop);

/* Arms watch, in place of what it was armed for before: it is woken when its socket has one of events (EPOLLIN …; an
 * error and a hangup always count), or else at due, up to a millisecond late so that watches due at about the same time
 * are woken together. With events 0 only due counts: epoll is not asked, but may still report what it was asked for
 * before. Where the kernel refuses to watch the socket, the watch is woken after 100 ms, with events 0. False, and
 * nothing is armed, where the loop has been stopped. Any thread may call it, but only one at a time for the same watch.
 */
bool loop_arm(struct loop *loop, struct watch *watch, uint32_t events, int64_t due);

/* Disarms watch, and waits until a wake that is running has returned; wake is then not called until the watch is armed
 * again. Never call it on the loop's own thread. */
void loop_cancel(struct loop *loop, struct watch *watch);

/* As loop_cancel, but for good: afterwards the watch may be freed and its socket closed. */
void loop_forget(struct loop *loop, struct watch *watch);

#endif
