#include "server/connection.h"

#include "base/arena.h"
#include "base/clock.h"
#include "server/exchange.h"
#include "server/refuse.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define NEVER (INT64_MAX / 2)

enum {
    PHASES = 8,        /* room for the phase in the state */
    SOONEST = 10,      /* milliseconds between two looks at a connection, at least */
    SETTLE = 10,       /* milliseconds until a half-close is looked at again, */
    SETTLE_MOST = 640, /* doubled each time up to this, while bytes that came before the FIN are unread */
    TICKS = 40, /* milliseconds by which tcpi_last_data_recv, which counts in jiffies, and clock_about() may differ */
};

static const struct refusal too_slow_head = {.code = 408,
                                             .detail = "the head of the request did not come in time",
                                             .example = "start statusd with --head-time 60s",
                                             .lost = true};
static const struct refusal too_slow_content = {.code = 408,
                                                .detail = "the content of the request stopped coming",
                                                .example = "start statusd with --content-time 60s",
                                                .lost = true};

static enum phase phase_of(uint64_t state)
{
    return (enum phase)(state % PHASES);
}

/* The state that follows, in that phase. */
static uint64_t moved_on(uint64_t state, enum phase phase)
{
    return (state / PHASES + 1) * PHASES + phase;
}

/* An option's milliseconds, of which 0 means for ever, as nanoseconds. */
static int64_t limit(int64_t milliseconds)
{
    return milliseconds > 0 ? milliseconds * MILLISECOND : NEVER / 2;
}

/* How often a connection is looked at, in parts of its shortest time: what begins right after a look is seen by the
 * next. */
static int64_t interval(const struct server_config *config)
{
    int64_t head = limit(config->head_time), content = limit(config->content_time);
    int64_t part = (head < content ? head : content) / 4;
    return part > SOONEST * MILLISECOND ? part : SOONEST * MILLISECOND;
}

/* What the kernel knows of a connection: where it does not say, as of one that is not TCP, that nothing ever came. */
static struct tcp_info ask_kernel(int fd)
{
    struct tcp_info info = {.tcpi_last_data_recv = UINT32_MAX};
    socklen_t size = sizeof info;
    (void)getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info;
}

/* RFC 9110 §15.5.9: an answer to what has come of a request so far, and an orderly end (RFC 9112 §9.6): libmicrohttpd
 * goes on reading until the client closes. Returns when to close all the same. */
static int64_t time_out(struct connection *c, uint64_t state, const struct refusal *why, int64_t now)
{
    if (!atomic_compare_exchange_strong(&c->state, &state, moved_on(state, TIMED_OUT))) {
        return now + interval(&c->server->config);
    }
    if (phase_of(state) == FRESH && ask_kernel(c->watch.fd).tcpi_bytes_received == 0) { /* nothing was asked */
        shutdown(c->watch.fd, SHUT_RDWR);
        return NEVER;
    }
    refuse_by_hand(c->server, why, c->watch.fd);
    return now + CONNECTION_LINGER * MILLISECOND;
}

static int64_t look_fresh(struct connection *c, uint64_t state, int64_t now)
{
    int64_t due = atomic_load(&c->since) + limit(c->server->config.head_time);
    return due > now ? due : time_out(c, state, &too_slow_head, now);
}

/* Between two requests nothing is due, and --idle, which libmicrohttpd looks after, ends it. But if bytes have come
 * since the last answer, they began the next head. (Those that came with the last request, or within TICKS behind its
 * answer, are not told from it: if nothing follows them, --idle ends the connection.) */
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

static int64_t look_timed_out(struct connection *c, uint64_t state, int64_t now)
{
    (void)state, (void)now;
    shutdown(c->watch.fd, SHUT_RDWR);
    return NEVER;
}

/* A client has closed its half. If its FIN came together with the request, libmicrohttpd (all versions) waits for
 * another edge of epoll, which never comes. Shutting down our reading half makes one, but only after libmicrohttpd has
 * read everything that came before the FIN. Returns when to look again. */
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

static void look(struct watch *watch, uint32_t events)
{
    static int64_t (*const looks[])(struct connection *, uint64_t, int64_t) = {
        [FRESH] = look_fresh,         [KEPT] = look_kept,           [CONTENT] = look_content,
        [ANSWERING] = look_answering, [TIMED_OUT] = look_timed_out,
    };
    struct connection *c = connection_of(watch);
    int64_t now = clock_nanoseconds();
    if (atomic_load(&c->server->stopping) || (events & (EPOLLERR | EPOLLHUP)) != 0) {
        return; /* both halves are over: libmicrohttpd hears of it too, and closes the connection */
    }
    if ((events & EPOLLRDHUP) != 0 && c->settle == 0) {
        c->settle = SETTLE * MILLISECOND;
    }
    uint64_t state = atomic_load(&c->state);
    int64_t told = look_half_close(c, now), due = looks[phase_of(state)](c, state, now);
    arm(c, told < due ? told : due);
}

struct connection *connection_open(struct exchange_server *server, int fd, const struct sockaddr *address)
{
    struct connection *c = memory_new(sizeof *c);
    c->server = server;
    c->watch.wake = look;
    c->watch.fd = fd;
    c->since = clock_about();
    if (address != NULL && address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, c->address, sizeof c->address);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, c->address, sizeof c->address);
    }
    arm(c, c->since + interval(&server->config));
    return c;
}

void connection_close(struct connection *c)
{
    loop_forget(c->server->loop, &c->watch);
    free(c);
}

/* False, once the 408 is out: the library, which is told so, may end our half of the connection at once. */
static bool is_too_late(struct connection *c)
{
    loop_cancel(c->server->loop, &c->watch);
    arm(c, clock_nanoseconds() + CONNECTION_LINGER * MILLISECOND);
    return false;
}

/* Where the state has changed meanwhile it is TIMED_OUT, as nobody else moves it. */
bool connection_enter(struct connection *c, enum phase phase)
{
    uint64_t was = atomic_load(&c->state);
    if (phase_of(was) == phase) {
        return true;
    }
    atomic_store_explicit(&c->since, clock_about(), memory_order_relaxed);
    return (phase_of(was) != TIMED_OUT && atomic_compare_exchange_strong(&c->state, &was, moved_on(was, phase))) ||
           is_too_late(c);
}

bool connection_progress(struct connection *c)
{
    atomic_store_explicit(&c->since, clock_about(), memory_order_relaxed);
    return phase_of(atomic_fetch_add(&c->state, PHASES)) != TIMED_OUT || is_too_late(c);
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
