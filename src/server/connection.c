#include "server/connection.h"

#include "base/arena.h"
#include "base/clock.h"
#include "server/exchange.h"
#include "server/refuse.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define NEVER (INT64_MAX / 2)

enum {
    PHASES = 8,        /* room for the phase in the state */
    SOONEST = 10,      /* milliseconds between two looks at a connection, at least */
    SETTLE = 10,       /* milliseconds until a half-close is looked at again; doubled at each look */
    SETTLE_MOST = 640, /* the most it is doubled to */
    TICKS = 40,        /* milliseconds by which tcpi_last_data_recv (in jiffies) and clock_about() may differ */
};

static const struct refusal too_slow_head = {.code = 408,
                                             .detail = "the head of the request did not come in time",
                                             .example = "start statusd with --head-time 60s",
                                             .must_close = true};
static const struct refusal too_slow_content = {.code = 408,
                                                .detail = "the content of the request stopped coming",
                                                .example = "start statusd with --content-time 60s",
                                                .must_close = true};

static enum phase phase_of(uint64_t state)
{
    return (enum phase)(state % PHASES);
}

/* The state after this one, in phase. */
static uint64_t moved_on(uint64_t state, enum phase phase)
{
    return (state / PHASES + 1) * PHASES + phase;
}

/* The milliseconds of an option, where 0 means no limit, as nanoseconds. */
static int64_t limit(int64_t milliseconds)
{
    return milliseconds > 0 ? milliseconds * MILLISECOND : NEVER / 2;
}

/* Nanoseconds between two looks at a connection: a quarter of its shortest deadline, as a deadline that begins right
 * after a look is noticed only by the next. */
static int64_t interval(const struct server_config *config)
{
    int64_t head = limit(config->head_time), content = limit(config->content_time);
    int64_t part = (head < content ? head : content) / 4;
    return part > SOONEST * MILLISECOND ? part : SOONEST * MILLISECOND;
}

/* What the kernel knows of a connection. Where it does not say, as the socket is not TCP: that a byte came, long ago.
 */
static struct tcp_info ask_kernel(int fd)
{
    struct tcp_info info = {.tcpi_last_data_recv = UINT32_MAX, .tcpi_bytes_received = 1};
    socklen_t size = sizeof info;
    (void)getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info;
}

/* A deadline has passed. Answers 408 (RFC 9110 §15.5.9) and closes our half of the connection (RFC 9112 §9.6);
 * libmicrohttpd goes on reading until the client closes its own. Where no byte of a request has come, closes without an
 * answer. Over TLS has libmicrohttpd's thread do so: that our reading half is shut makes it read, which is seen in
 * tls.c. Does nothing where the phase has changed meanwhile. Returns when to look at the connection again. */
static int64_t time_out(struct connection *c, uint64_t state, const struct refusal *why, int64_t now)
{
    c->late = why;
    if (!atomic_compare_exchange_strong(&c->state, &state, moved_on(state, TIMED_OUT))) {
        return now + interval(&c->server->config);
    }
    if (c->wire.tls != NULL) {
        shutdown(c->watch.fd, SHUT_RD);
        c->end = now + CONNECTION_LINGER * MILLISECOND;
        return c->end;
    }
    if (phase_of(state) == FRESH && ask_kernel(c->watch.fd).tcpi_bytes_received == 0) {
        shutdown(c->watch.fd, SHUT_RDWR);
        return NEVER;
    }
    refuse_by_hand(c->server, why, &c->wire);
    shutdown(c->watch.fd, SHUT_WR);
    return now + CONNECTION_LINGER * MILLISECOND;
}

bool connection_tell_late(struct connection *c)
{
    if (phase_of(atomic_load(&c->state)) != TIMED_OUT) {
        return false;
    }
    if (!c->told_late && c->exchange != NULL) {
        refuse_by_hand(c->server, c->late, &c->wire);
    } else if (!c->told_late) {
        shutdown(c->watch.fd, SHUT_RDWR);
    }
    c->told_late = true;
    return true;
}

static int64_t fresh_until(const struct connection *c)
{
    int64_t head = atomic_load(&c->since) + limit(c->server->config.head_time);
    return c->awaits && c->idle_until < head ? c->idle_until : head;
}

/* A look for each phase: ends the connection where its deadline has passed. Each returns when to look again. */
static int64_t look_fresh(struct connection *c, uint64_t state, int64_t now)
{
    int64_t due = fresh_until(c);
    return due > now ? due : time_out(c, state, &too_slow_head, now);
}

/* Between two requests only --idle counts, which libmicrohttpd enforces. But bytes that came after the last answer are
 * the beginning of the next head, which has to be complete within --head-time. (Bytes that came together with the last
 * request, or less than TICKS after its answer, cannot be told from that request, and those on a unix socket not at
 * all: then --idle ends the connection.) */
static int64_t look_kept(struct connection *c, uint64_t state, int64_t now)
{
    if (c->head_in != state) {
        int64_t last = now - ask_kernel(c->watch.fd).tcpi_last_data_recv * MILLISECOND;
        if (last < atomic_load(&c->since) + TICKS * MILLISECOND) {
            return now + interval(&c->server->config);
        }
        c->head_in = state;
        c->head_since = last;
    }
    int64_t due = c->head_since + limit(c->server->config.head_time);
    return due > now ? due : time_out(c, state, &too_slow_head, now);
}

static int64_t look_content(struct connection *c, uint64_t state, int64_t now)
{
    int64_t due = atomic_load(&c->since) + limit(c->server->config.content_time);
    return due > now ? due : time_out(c, state, &too_slow_content, now);
}

static int64_t look_answering(struct connection *c, uint64_t state, int64_t now)
{
    (void)state;
    return now + interval(&c->server->config);
}

/* Comes before its time where the client has closed its half; or over TLS because we have shut ours. */
static int64_t look_timed_out(struct connection *c, uint64_t state, int64_t now)
{
    (void)state;
    if (now < c->end) {
        return c->end;
    }
    shutdown(c->watch.fd, SHUT_RDWR);
    return NEVER;
}

/* Tells libmicrohttpd that the client has closed its half. If the FIN came together with the request, libmicrohttpd
 * (all versions) does not notice: it waits for another edge of epoll. Shutting down our reading half makes that edge,
 * which has to wait until libmicrohttpd has read everything before the FIN. Returns when to look again. */
static int64_t look_half_close(struct connection *c, int64_t now)
{
    int unread = 0;
    if (c->settle == 0 || c->half_close_told) {
        return NEVER;
    }
    if (ioctl(c->watch.fd, FIONREAD, &unread) == 0 && unread > 0) {
        c->settle = c->settle < SETTLE_MOST * MILLISECOND ? c->settle * 2 : c->settle;
        return now + c->settle;
    }
    shutdown(c->watch.fd, SHUT_RD);
    c->half_close_told = true;
    return NEVER;
}

static void arm(struct connection *c, int64_t due)
{
    loop_arm(c->server->loop, &c->watch, c->settle == 0 ? EPOLLRDHUP : 0, due);
}

static void look_at(struct connection *c, uint32_t events)
{
    static int64_t (*const looks[])(struct connection *, uint64_t, int64_t) = {
        [FRESH] = look_fresh,         [KEPT] = look_kept,           [CONTENT] = look_content,
        [ANSWERING] = look_answering, [TIMED_OUT] = look_timed_out,
    };
    int64_t now = clock_nanoseconds();
    if (atomic_load(&c->server->stopping) || (events & (EPOLLERR | EPOLLHUP)) != 0) {
        return; /* libmicrohttpd notices too, and closes the connection */
    }
    if ((events & EPOLLRDHUP) != 0 && c->settle == 0) {
        c->settle = SETTLE * MILLISECOND;
    }
    uint64_t state = atomic_load(&c->state);
    int64_t told = look_half_close(c, now), due = looks[phase_of(state)](c, state, now);
    arm(c, told < due ? told : due);
}

static void end_wait(struct connection *c)
{
    c->awaits = false;
    MHD_resume_connection(c->mhd);
}

static void look(struct watch *watch, uint32_t events)
{
    struct connection *c = connection_of(watch);
    look_at(c, events);
    if (c->awaits) {
        end_wait(c);
    }
}

void connection_await(struct connection *c)
{
    if (phase_of(atomic_load(&c->state)) != FRESH || c->exchange != NULL) {
        return;
    }
    loop_cancel(c->server->loop, &c->watch);
    c->awaits = true;
    c->idle_until = clock_nanoseconds() + limit((int64_t)c->server->config.idle * 1000);
    MHD_suspend_connection(c->mhd);
    if (!loop_arm(c->server->loop, &c->watch, EPOLLIN | EPOLLRDHUP, fresh_until(c))) {
        end_wait(c); /* the loop has been stopped */
    }
}

struct connection *connection_open(struct exchange_listener *listener, struct wire wire, const struct sockaddr *address)
{
    struct connection *c = memory_new(sizeof *c);
    c->listener = listener;
    c->server = listener->server;
    c->wire = wire;
    c->watch.wake = look;
    c->watch.fd = wire.fd;
    c->since = clock_about();
    if (listener->is_unix) {
        snprintf(c->address, sizeof c->address, "unix");
    } else if (address != NULL && address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, c->address, sizeof c->address);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, c->address, sizeof c->address);
    }
    arm(c, c->since + interval(&c->server->config));
    return c;
}

void connection_close(struct connection *c)
{
    loop_forget(c->server->loop, &c->watch);
    free(c);
}

/* Returns false, but not before the 408 is out (loop_cancel waits for the loop's thread): once told false, the library
 * may close our half of the connection at once. */
static bool fail_after_408(struct connection *c)
{
    loop_cancel(c->server->loop, &c->watch);
    if (c->wire.tls != NULL) {
        connection_tell_late(c);
    }
    arm(c, clock_nanoseconds() + CONNECTION_LINGER * MILLISECOND);
    return false;
}

/* The only change that another thread can make meanwhile is to TIMED_OUT: the compare-and-exchange then fails. */
bool connection_enter(struct connection *c, enum phase phase)
{
    uint64_t was = atomic_load(&c->state);
    if (phase_of(was) == phase) {
        return true;
    }
    atomic_store_explicit(&c->since, clock_about(), memory_order_relaxed);
    return (phase_of(was) != TIMED_OUT && atomic_compare_exchange_strong(&c->state, &was, moved_on(was, phase))) ||
           fail_after_408(c);
}

bool connection_progress(struct connection *c)
{
    atomic_store_explicit(&c->since, clock_about(), memory_order_relaxed);
    return phase_of(atomic_fetch_add(&c->state, PHASES)) != TIMED_OUT || fail_after_408(c);
}

void connection_lend(struct connection *c, void (*wake)(struct watch *watch, uint32_t events))
{
    loop_cancel(c->server->loop, &c->watch);
    c->watch.wake = wake;
}

void connection_take_back(struct connection *c)
{
    c->watch.wake = look;
    arm(c, clock_nanoseconds() + (c->settle > 0 ? c->settle : interval(&c->server->config)));
}
