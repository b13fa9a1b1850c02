#include "server/wire.h"

#include "base/clock.h"
#include "server/phrase.h"
#include "server/script.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define MILLISECONDS INT64_C(1000000)

enum {
    BUFFER = 16 * 1024,
    PATIENCE = 30 * 1000, /* milliseconds that a client may not read before it is given up */
    LINGER = 2 * 1000,    /* milliseconds that we wait for the client's FIN behind ours */
    CHUNK_HEAD = 20,      /* "FFFFFFFFFFFFFFFF\r\n" */
};

enum progress { ONWARD, AGAIN, ARMED, OVER };

struct wire {
    struct watch watch;
    struct exchange *exchange;
    const struct reply *reply;
    struct script script;
    int fd, at;
    uint64_t position;   /* in the step's content */
    struct text pending; /* what is to be sent before anything else happens */
    int64_t since;       /* when the step began, 0 before it did */
    char *buffer;
};

static void go(struct wire *wire);

static void wake(struct watch *watch, uint32_t events)
{
    struct wire *wire = (struct wire *)((char *)watch - offsetof(struct wire, watch));
    bool impatient = events == 0 && wire->pending.length > 0; /* the client has not read for too long */
    if (atomic_load(&wire->exchange->server->stopping) || impatient || (events & (EPOLLERR | EPOLLHUP)) != 0) {
        wire->at = wire->script.count;
        wire->pending.length = 0;
    }
    go(wire);
}

/* ARMED, or OVER where the loop takes nothing any more. */
static enum progress wait_until(struct wire *wire, int64_t due)
{
    return loop_at(wire->exchange->server->loop, &wire->watch, due) ? ARMED : OVER;
}

static enum progress wait_on(struct wire *wire, uint32_t events, int64_t milliseconds)
{
    int64_t due = clock_nanoseconds() + milliseconds * MILLISECONDS;
    return loop_on(wire->exchange->server->loop, &wire->watch, wire->fd, events, due) ? ARMED : OVER;
}

static enum progress flush(struct wire *wire)
{
    while (wire->pending.length > 0) {
        ssize_t sent = send(wire->fd, wire->pending.at, wire->pending.length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            return wait_on(wire, EPOLLOUT, PATIENCE);
        }
        if (sent < 0) {
            return OVER;
        }
        wire->pending = text_from(wire->pending, (size_t)sent);
    }
    return ONWARD;
}

static enum progress act_say(struct wire *wire, const struct script_step *step)
{
    wire->pending = step->bytes;
    return ONWARD;
}

/* The next piece of content: as much as pace, chunk and buffer allow, with the chunk's framing around it. */
static enum progress act_content(struct wire *wire, const struct script_step *step)
{
    const struct pace *pace = &wire->reply->pace;
    int64_t due = wire->since + pace_due(pace, wire->position);
    uint64_t left = step->length - wire->position;
    uint64_t room = step->chunk > 0 ? step->chunk : pace_room(pace, wire->position);
    if (left == 0) {
        return ONWARD;
    }
    if (pace->piece > 0 && due > clock_nanoseconds()) {
        return wait_until(wire, due);
    }
    room = room < BUFFER - CHUNK_HEAD - 2 ? room : BUFFER - CHUNK_HEAD - 2;
    char *piece = wire->buffer + CHUNK_HEAD, head[CHUNK_HEAD + 1];
    size_t size = content_read(&wire->reply->content, wire->position, piece, left < room ? (size_t)left : (size_t)room);
    wire->position += size;
    wire->pending = (struct text){piece, size};
    if (step->chunk > 0) {
        size_t length = (size_t)snprintf(head, sizeof head, "%zx\r\n", size);
        memcpy(piece - length, head, length);
        memcpy(piece + size, "\r\n", 2);
        wire->pending = (struct text){piece - length, length + size + 2};
    }
    return AGAIN;
}

static enum progress act_fill(struct wire *wire, const struct script_step *step)
{
    uint64_t left = step->length - wire->position;
    size_t size = left < BUFFER ? (size_t)left : BUFFER;
    memset(wire->buffer, 'x', size);
    wire->pending = (struct text){wire->buffer, size};
    wire->position += size;
    return size == left ? ONWARD : AGAIN;
}

static enum progress act_pause(struct wire *wire, const struct script_step *step)
{
    int64_t due = wire->since + step->pause * MILLISECONDS;
    return clock_nanoseconds() < due ? wait_until(wire, due) : ONWARD;
}

/* Dissolving the association makes the kernel send a RST (SO_LINGER would not, as libmicrohttpd shuts down before
 * it closes). What was sent before has to arrive first, or the reset would take it along. */
static enum progress act_reset(struct wire *wire, const struct script_step *step)
{
    struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    int unsent = 0;
    (void)step;
    if (ioctl(wire->fd, SIOCOUTQ, &unsent) == 0 && unsent > 0 &&
        clock_nanoseconds() < wire->since + LINGER * MILLISECONDS) {
        return wait_until(wire, clock_nanoseconds() + MILLISECONDS);
    }
    (void)connect(wire->fd, &nowhere, sizeof nowhere);
    return OVER;
}

/* Reads and throws away what the client sends; false once it sends no more. */
static bool drain(struct wire *wire)
{
    ssize_t got;
    while ((got = recv(wire->fd, wire->buffer, BUFFER, MSG_DONTWAIT)) > 0) {
    }
    return got < 0 && errno == EAGAIN;
}

static enum progress act_hang(struct wire *wire, const struct script_step *step)
{
    int64_t left = wire->since + wire->exchange->server->config.hang * MILLISECONDS - clock_nanoseconds();
    (void)step;
    return drain(wire) && left > 0 ? wait_on(wire, EPOLLIN | EPOLLRDHUP, left / MILLISECONDS + 1) : OVER;
}

/* Half a close, then whatever the client still sends is read and thrown away until it closes too, lest a reset
 * overtake the answer (RFC 9112 §9.6). */
static enum progress act_finish(struct wire *wire, const struct script_step *step)
{
    int64_t left = wire->since + LINGER * MILLISECONDS - clock_nanoseconds();
    (void)step;
    shutdown(wire->fd, SHUT_WR);
    return drain(wire) && left > 0 ? wait_on(wire, EPOLLIN | EPOLLRDHUP, left / MILLISECONDS + 1) : OVER;
}

static enum progress act(struct wire *wire)
{
    static enum progress (*const acts[])(struct wire *, const struct script_step *) = {
        [SCRIPT_SAY] = act_say,       [SCRIPT_CONTENT] = act_content, [SCRIPT_FILL] = act_fill,
        [SCRIPT_PAUSE] = act_pause,   [SCRIPT_RESET] = act_reset,     [SCRIPT_HANG] = act_hang,
        [SCRIPT_FINISH] = act_finish,
    };
    if (wire->at == wire->script.count) {
        return OVER;
    }
    if (wire->since == 0) {
        wire->since = clock_nanoseconds();
    }
    const struct script_step *step = &wire->script.steps[wire->at];
    enum progress progress = acts[step->act](wire, step);
    if (progress == ONWARD) {
        wire->at++;
        wire->position = 0;
        wire->since = 0;
    }
    return progress;
}

/* Goes on until something has to be waited for, or all is done: then the connection is libmicrohttpd's again, shut
 * down so that it has nothing left to do but close it. */
static void go(struct wire *wire)
{
    enum progress progress = ONWARD;
    while (progress == ONWARD || progress == AGAIN) {
        progress = wire->pending.length > 0 ? flush(wire) : act(wire);
    }
    if (progress == OVER) {
        shutdown(wire->fd, SHUT_RDWR);
        MHD_resume_connection(wire->exchange->connection);
    }
}

static enum MHD_Result end(struct exchange *x, const char *upload, size_t *upload_size)
{
    (void)x;
    (void)upload;
    (void)upload_size;
    return MHD_NO;
}

/* Whether both heads fit into the library's memory, with what it keeps of each of the request's fields. Where they do
 * not, it would close without a word. */
static bool heads_fit(const struct exchange *x, const struct reply *reply)
{
    enum { KEPT = 64, LINE = 4, ROOM = CONNECTION_MEMORY / 4 };
    size_t size = x->head_size + x->request.fields.count * KEPT + ROOM;
    for (size_t i = 0; i < reply->fields.count; i++) {
        size += reply->fields.at[i].name.length + reply->fields.at[i].value.length + LINE;
    }
    return size < CONNECTION_MEMORY;
}

bool wire_must_send(const struct exchange *x)
{
    const struct reply *reply = exchange_reply(x);
    return reply->fault != FAULT_NONE || reply->phrase.at != NULL || x->code < 200 || reply->tunnel ||
           !heads_fit(x, reply) || (!x->server->phrases_honoured && phrase_is_foreign(x->code));
}

enum MHD_Result wire_send(struct exchange *x)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct wire *wire = arena_alloc(&x->arena, sizeof *wire);
    wire->exchange = x;
    wire->reply = exchange_reply(x);
    wire->script = script_write(&x->arena, wire->reply, x->code);
    wire->fd = info->connect_fd;
    wire->buffer = arena_alloc(&x->arena, BUFFER);
    wire->watch.wake = wake;
    x->watch.wake = wake;
    x->step = end;
    MHD_suspend_connection(x->connection);
    if (wait_until(wire, 0) == OVER) {
        MHD_resume_connection(x->connection);
    }
    return MHD_YES;
}
