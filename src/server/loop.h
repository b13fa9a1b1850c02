/* One thread that waits, for moments and for sockets, so that no other ever has to. */
#ifndef STATUSD_SERVER_LOOP_H
#define STATUSD_SERVER_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

/* Something that is waited for, once. Its owner embeds it, zeroed, and sets wake, which the loop calls on its own
 * thread with the events of epoll that came, or 0 where the moment did. wake may arm the watch again. */
struct watch {
    void (*wake)(struct watch *watch, uint32_t events);
    int64_t due; /* nanoseconds, clock_nanoseconds() */
    size_t place;
    int fd;
    bool on_fd;
};

/* Starts the thread; NULL where the system has none left. */
struct loop *loop_start(void);

/* Wakes every watch at once, refuses new ones from then on, and ends the thread. */
void loop_stop(struct loop *loop);

/* Frees a stopped loop. */
void loop_free(struct loop *loop);

/* Wakes watch at due, which is rounded up to a millisecond: those that fall together are woken together. False,
 * and nothing armed, once the loop has been stopped. */
bool loop_at(struct loop *loop, struct watch *watch, int64_t due);

/* Wakes watch when fd has events (EPOLLIN …), or else at due. False as above. */
bool loop_on(struct loop *loop, struct watch *watch, int fd, uint32_t events, int64_t due);

#endif
