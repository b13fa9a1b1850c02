#include "tests/abuse/crowd.h"

#include "base/arena.h"
#include "base/clock.h"
#include "tests/bench/measure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, READ_SIZE = 256 * 1024 };

struct crowd {
    int port, most, going, epoll;
    long joined;
    struct member *members;
    int64_t next_due; /* the earliest time at which somebody has to act unasked */
};

struct crowd *crowd_new(int port, int most)
{
    struct crowd *crowd = memory_new(sizeof *crowd);
    crowd->port = port;
    crowd->most = most;
    crowd->members = memory_new((size_t)most * sizeof *crowd->members);
    crowd->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (crowd->epoll < 0) {
        fail("epoll");
    }
    for (int i = 0; i < most; i++) {
        crowd->members[i].course = LEFT;
    }
    return crowd;
}

void crowd_free(struct crowd *crowd)
{
    for (int i = 0; i < crowd->most; i++) {
        crowd_leave(crowd, i, false);
    }
    close(crowd->epoll);
    free(crowd->members);
    free(crowd);
}

static void end(struct crowd *crowd, struct member *member, enum course course, bool by_reset)
{
    const struct linger none = {.l_onoff = 1};
    if (by_reset) {
        setsockopt(member->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    }
    close(member->fd);
    member->course = course;
    member->over = clock_nanoseconds();
    crowd->going--;
}

bool crowd_join(struct crowd *crowd, int place, struct text bytes, const struct manner *manner)
{
    struct member *member = &crowd->members[place];
    int64_t now = clock_nanoseconds();
    int fd = dial_at_once(crowd->port, crowd->joined++, manner->buffer);
    if (fd < 0) {
        return false;
    }
    *member = (struct member){.manner = *manner, .bytes = bytes, .fd = fd, .opened = now, .moved = now};
    struct epoll_event event = {.events = member->interest = EPOLLOUT, .data.ptr = member};
    if (epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        fail("epoll");
    }
    crowd->going++;
    crowd->next_due = 0;
    return true;
}

const struct member *crowd_member(const struct crowd *crowd, int place)
{
    return &crowd->members[place];
}

void crowd_leave(struct crowd *crowd, int place, bool by_reset)
{
    if (crowd->members[place].course == GOING) {
        end(crowd, &crowd->members[place], LEFT, by_reset);
    }
}

static void written(struct crowd *crowd, struct member *member)
{
    if (member->manner.again) {
        member->sent = 0;
        return;
    }
    member->silenced = true;
    if (member->manner.written == HALF_CLOSE) {
        shutdown(member->fd, SHUT_WR);
    } else if (member->manner.written == LEAVE) {
        end(crowd, member, LEFT, member->manner.resets);
    }
}

static void do_write(struct crowd *crowd, struct member *member, int64_t now)
{
    const struct manner *manner = &member->manner;
    size_t left = member->bytes.length - member->sent;
    size_t piece = member->sent < manner->write_first ? manner->write_first - member->sent : manner->write_piece;
    size_t length = piece > 0 && piece < left ? piece : left;
    ssize_t sent = send(member->fd, member->bytes.at + member->sent, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        member->silenced = errno != EAGAIN;
        return;
    }
    member->sent += (size_t)sent;
    member->moved = now;
    member->write_due = now + manner->write_gap;
    if (member->sent == member->bytes.length) {
        written(crowd, member);
    }
}

static void keep_start(struct member *member, const char *bytes, size_t length)
{
    if (member->received < sizeof member->start - 1) {
        size_t room = sizeof member->start - 1 - (size_t)member->received;
        memcpy(member->start + member->received, bytes, length < room ? length : room);
    }
}

static void do_read(struct crowd *crowd, struct member *member, int64_t now)
{
    static char bytes[READ_SIZE];
    size_t piece = member->manner.read_piece < sizeof bytes ? member->manner.read_piece : sizeof bytes;
    ssize_t got = recv(member->fd, bytes, piece, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
        return;
    }
    if (got <= 0) {
        end(crowd, member, got == 0 ? ENDED : RESET, false);
        return;
    }
    heads_scan(&member->heads, bytes, (size_t)got);
    keep_start(member, bytes, (size_t)got);
    member->received += (size_t)got;
    member->moved = now;
    member->read_due = now + member->manner.read_gap;
    if (member->manner.enough > 0 && member->received >= member->manner.enough) {
        end(crowd, member, LEFT, member->manner.resets);
    }
}

static bool may_write(const struct member *member, int64_t now)
{
    return !member->silenced && member->write_due <= now;
}

static bool may_read(const struct member *member, int64_t now)
{
    return member->manner.read_piece > 0 && member->read_due <= now;
}

/* Hears only of what it would act upon, so that a socket that it neglects does not keep it busy. */
static void listen_for(struct crowd *crowd, struct member *member, int64_t now)
{
    uint32_t interest = (may_write(member, now) ? EPOLLOUT : 0U) | (may_read(member, now) ? EPOLLIN : 0U);
    if (member->course == GOING && !member->hung_up && interest != member->interest) {
        struct epoll_event event = {.events = member->interest = interest, .data.ptr = member};
        epoll_ctl(crowd->epoll, EPOLL_CTL_MOD, member->fd, &event);
    }
}

static int64_t sooner(int64_t due, int64_t now, int64_t than)
{
    return due > now && due < than ? due : than;
}

/* When it writes or reads again, where that is before than. */
static int64_t soonest(const struct member *member, int64_t now, int64_t than)
{
    than = member->silenced ? than : sooner(member->write_due, now, than);
    return member->manner.read_piece > 0 ? sooner(member->read_due, now, than) : than;
}

/* That both halves are closed cannot be ignored in epoll: what is left to read is then read by the clock. */
static void hear(struct crowd *crowd, struct member *member, uint32_t events)
{
    int64_t now = clock_nanoseconds();
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        epoll_ctl(crowd->epoll, EPOLL_CTL_DEL, member->fd, NULL);
        member->hung_up = member->silenced = true;
        crowd->next_due = 0;
        if (member->manner.read_piece == 0) {
            end(crowd, member, RESET, false);
        }
        return;
    }
    if ((events & EPOLLOUT) != 0 && may_write(member, now)) {
        do_write(crowd, member, now);
    }
    if ((events & EPOLLIN) != 0 && member->course == GOING && may_read(member, now)) {
        do_read(crowd, member, now);
    }
    listen_for(crowd, member, now);
    crowd->next_due = soonest(member, now, crowd->next_due);
}

/* What is due without anything having happened; returns when to look again. */
static int64_t look(struct crowd *crowd, struct member *member, int64_t now)
{
    const struct manner *manner = &member->manner;
    int64_t leaves = manner->patience > 0 ? member->moved + manner->patience : INT64_MAX;
    if (leaves <= now) {
        end(crowd, member, LEFT, manner->resets);
        return INT64_MAX;
    }
    if (member->hung_up && may_read(member, now)) {
        do_read(crowd, member, now);
        return member->course == GOING ? now + 1 : INT64_MAX;
    }
    listen_for(crowd, member, now);
    return soonest(member, now, leaves);
}

static void look_at_all(struct crowd *crowd)
{
    int64_t now = clock_nanoseconds();
    if (now < crowd->next_due) {
        return;
    }
    crowd->next_due = INT64_MAX;
    for (int i = 0; i < crowd->most; i++) {
        if (crowd->members[i].course == GOING) {
            int64_t next = look(crowd, &crowd->members[i], now);
            crowd->next_due = next < crowd->next_due ? next : crowd->next_due;
        }
    }
    /* Not for every one on its own: a millisecond's worth of them at a time. */
    crowd->next_due = crowd->next_due < now + MILLISECOND ? now + MILLISECOND : crowd->next_due;
}

void crowd_turn(struct crowd *crowd, int64_t at_most)
{
    struct epoll_event events[EVENTS];
    int64_t wait = crowd->next_due - clock_nanoseconds();
    wait = wait < 0 ? 0 : wait < at_most ? wait : at_most;
    int count = epoll_wait(crowd->epoll, events, EVENTS, (int)((wait + MILLISECOND - 1) / MILLISECOND));
    for (int i = 0; i < count; i++) {
        struct member *member = events[i].data.ptr;
        if (member->course == GOING) {
            hear(crowd, member, events[i].events);
        }
    }
    look_at_all(crowd);
}

int crowd_until(struct crowd *crowd, int64_t duration)
{
    int64_t until = clock_nanoseconds() + duration;
    while (crowd->going > 0 && clock_nanoseconds() < until) {
        crowd_turn(crowd, 10 * MILLISECOND);
    }
    return crowd->going;
}

int crowd_going(const struct crowd *crowd)
{
    return crowd->going;
}

int crowd_count(const struct crowd *crowd, int count, enum course course)
{
    int found = 0;
    for (int i = 0; i < count; i++) {
        found += crowd->members[i].course == course;
    }
    return found;
}
