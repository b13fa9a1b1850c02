#include "server/perform.h"

#include "base/clock.h"
#include "http/echo.h"
#include "server/quirks.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
    PATIENCE = 30 * 1000, /* milliseconds without room in the socket, after which the connection is closed */
    BUFFER = 16 * 1024,
    TURN = 64 * 1024, /* bytes that one turn of the loop may send or receive */
    CALL = 1024,      /* bytes that each system call counts as at least */
    CHUNK_HEAD = 40,  /* a prefix of at most 20 bytes, "ffffffffffffffff\r\n" */
    CHUNK_END = 2,
    REPEAT_PAUSE = 10, /* milliseconds */
    GONE = EPOLLERR | EPOLLHUP,
};

/* What comes next after an act. */
enum progress {
    ONWARD, /* the next step of the script */
    AGAIN,  /* the same step again, which has more to do */
    ARMED,  /* the same step, once the loop has woken the watch */
    BACK,   /* the script has ended; libmicrohttpd goes on with the connection */
    OVER,   /* the script has ended; the connection is to be closed */
};

/* A script that is being run. Lives in the arena of its exchange. */
struct performance {
    struct exchange *exchange;
    const struct reply *reply;
    struct script script;
    struct script_step pause[2]; /* the script of perform_pause */
    int at;                      /* index of the step */
    uint64_t position;           /* in the step's content */
    struct text pending;         /* to be sent before the script goes on */
    int64_t since;               /* when the step began; 0: not yet */
    int64_t give_up;             /* when PATIENCE with a socket without room ends; 0: it had room */
    size_t budget;               /* bytes that are left to this turn */
    char *buffer;                /* of BUFFER bytes; NULL until it is needed */
    char *input;                 /* the same, for an echo */
    struct text received;        /* what the echo has yet to take of input */
};

static struct wire *wire_of(const struct performance *p)
{
    return &p->exchange->connection->wire;
}

static int socket_of(const struct performance *p)
{
    return wire_of(p)->fd;
}

/* Returns ARMED, or OVER where the loop has been stopped. */
static enum progress wait_until(struct performance *p, uint32_t events, int64_t due)
{
    return loop_arm(p->exchange->server->loop, &p->exchange->connection->watch, events, due) ? ARMED : OVER;
}

static void spend(struct performance *p, size_t bytes)
{
    size_t cost = bytes > CALL ? bytes : CALL;
    p->budget -= cost < p->budget ? cost : p->budget;
}

/* Sends what is pending. Where the socket has no room, or the budget is spent, waits for the loop to go on with it. */
static enum progress flush(struct performance *p)
{
    while (p->pending.length > 0) {
        ssize_t sent = p->budget == 0 ? -1 : wire_send(wire_of(p), p->pending);
        if (sent < 0 && (p->budget == 0 || errno == EAGAIN || errno == EINTR)) {
            p->give_up = p->give_up != 0 ? p->give_up : clock_nanoseconds() + PATIENCE * MILLISECOND;
            return wait_until(p, EPOLLOUT, p->give_up);
        }
        if (sent < 0) {
            return OVER;
        }
        spend(p, (size_t)sent);
        p->give_up = 0;
        p->pending = text_from(p->pending, (size_t)sent);
    }
    return ONWARD;
}

static enum progress act_say(struct performance *p, const struct script_step *step)
{
    p->pending = step->bytes;
    return ONWARD;
}

static char *buffer_at(struct performance *p, char **buffer)
{
    if (*buffer == NULL) {
        *buffer = arena_alloc(&p->exchange->arena, BUFFER);
    }
    return *buffer;
}

static char *buffer(struct performance *p)
{
    return buffer_at(p, &p->buffer);
}

/* Puts what frames a chunk around the piece of size bytes at p->position: before the first byte of a chunk its size,
 * and behind its last the end of the line. There is room for both. */
static struct text add_chunk_lines(const struct performance *p, const struct script_step *step, char *piece,
                                   size_t size)
{
    char head[CHUNK_HEAD + 1];
    struct text framed = {piece, size};
    uint64_t within = p->position % step->chunk, left = step->length - p->position;
    if (within == 0) {
        uint64_t chunk = left < step->chunk ? left : step->chunk;
        size_t length = (size_t)snprintf(head, sizeof head, "%.*s%" PRIx64 "%.*s", (int)step->bytes.length,
                                         step->bytes.at, chunk, (int)step->end.length, step->end.at);
        framed.at = memcpy(piece - length, head, length);
        framed.length += length;
    }
    if (size == left || within + size == step->chunk) {
        memcpy(piece + size, step->end.at, step->end.length);
        framed.length += step->end.length;
    }
    return framed;
}

/* The next piece of content: as much as pace, chunk and buffer allow. */
static enum progress act_content(struct performance *p, const struct script_step *step)
{
    const struct pace *pace = &p->reply->pace;
    int64_t due = p->since + pace_due(pace, p->position);
    uint64_t left = step->length - p->position;
    uint64_t room = step->chunk > 0 ? step->chunk - p->position % step->chunk : pace_room(pace, p->position);
    if (left == 0) {
        return ONWARD;
    }
    if (pace->piece > 0 && due > clock_nanoseconds()) {
        return wait_until(p, GONE, due);
    }
    room = room < BUFFER - CHUNK_HEAD - CHUNK_END ? room : BUFFER - CHUNK_HEAD - CHUNK_END;
    char *piece = buffer(p) + CHUNK_HEAD;
    size_t size = content_read(&p->reply->content, p->position, piece, left < room ? (size_t)left : (size_t)room);
    p->pending = step->chunk > 0 ? add_chunk_lines(p, step, piece, size) : (struct text){piece, size};
    p->position += size;
    return AGAIN;
}

static enum progress act_fill(struct performance *p, const struct script_step *step)
{
    uint64_t left = step->length - p->position;
    size_t size = left < BUFFER ? (size_t)left : BUFFER;
    memset(buffer(p), 'x', size);
    p->pending = (struct text){buffer(p), size};
    p->position += size;
    return size == left ? ONWARD : AGAIN;
}

static enum progress act_pause(struct performance *p, const struct script_step *step)
{
    int64_t due = p->since + step->pause;
    return clock_nanoseconds() < due ? wait_until(p, GONE, due) : ONWARD;
}

static int64_t hang_until(const struct performance *p)
{
    return p->since + p->exchange->server->config.hang * MILLISECOND;
}

/* Slowly enough to leave the processor to others. */
static enum progress act_repeat(struct performance *p, const struct script_step *step)
{
    int64_t now = clock_nanoseconds(), due = p->since + (int64_t)p->position * REPEAT_PAUSE * MILLISECOND;
    if (now >= hang_until(p)) {
        return ONWARD;
    }
    if (now < due) {
        return wait_until(p, GONE, due);
    }
    size_t size = 0;
    for (; size + step->bytes.length <= REPEAT_SIZE; size += step->bytes.length) {
        memcpy(buffer(p) + size, step->bytes.at, step->bytes.length);
    }
    p->pending = (struct text){buffer(p), size};
    p->position++;
    return AGAIN;
}

static enum progress act_linger(struct performance *p, const struct script_step *step)
{
    int64_t due = p->since + step->pause;
    bool quiet = !wire_has_news(wire_of(p)) && clock_nanoseconds() < due;
    return quiet ? wait_until(p, EPOLLIN, due) : ONWARD;
}

/* When an echo ends because nothing has come. */
static int64_t idle_until(const struct performance *p)
{
    unsigned idle = p->exchange->server->config.idle;
    return idle > 0 ? p->since + idle * 1000 * MILLISECOND : INT64_MAX;
}

/* Gets bytes for the echo, or waits for some. A client that is silent for too long is told that the server goes away.
 */
static enum progress receive(struct performance *p)
{
    char *input = buffer_at(p, &p->input);
    if (p->budget == 0) {
        return wait_until(p, EPOLLIN, wire_has_more(wire_of(p)) ? clock_nanoseconds() : idle_until(p));
    }
    ssize_t got = wire_receive(wire_of(p), input, BUFFER);
    if (got > 0) {
        spend(p, (size_t)got);
        p->received = (struct text){input, (size_t)got};
        p->since = clock_nanoseconds();
        return AGAIN;
    }
    if (got == 0) {
        return ONWARD;
    }
    if (errno != EAGAIN && errno != EINTR) {
        return OVER;
    }
    if (clock_nanoseconds() < idle_until(p)) {
        return wait_until(p, EPOLLIN, idle_until(p));
    }
    echo_leave(p->exchange->echo);
    return AGAIN;
}

/* Nothing is received while something is to be sent: a client that does not read is not listened to either. */
static enum progress act_echo(struct performance *p, const struct script_step *step)
{
    struct exchange *exchange = p->exchange;
    (void)step;
    if (exchange->echo == NULL) {
        exchange->echo = echo_new();
    }
    size_t size = echo_run(exchange->echo, &p->received, buffer(p), BUFFER);
    if (size > 0) {
        p->pending = (struct text){buffer(p), size};
        return AGAIN;
    }
    return echo_has_ended(exchange->echo) ? ONWARD : receive(p);
}

static enum progress act_hand_back(struct performance *p, const struct script_step *step)
{
    (void)p;
    (void)step;
    return BACK;
}

/* Connecting to AF_UNSPEC makes the kernel send a RST (SO_LINGER would not, as libmicrohttpd shuts down before it
 * closes). It waits until the client has acknowledged everything sent before, which the RST would discard. */
static enum progress act_reset(struct performance *p, const struct script_step *step)
{
    struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    int unsent = 0;
    int64_t now = clock_nanoseconds();
    (void)step;
    if (ioctl(socket_of(p), SIOCOUTQ, &unsent) == 0 && unsent > 0 && now < p->since + CONNECTION_LINGER * MILLISECOND) {
        return wait_until(p, GONE, now + MILLISECOND);
    }
    (void)connect(socket_of(p), &nowhere, sizeof nowhere);
    return OVER;
}

/* Reads what the client sends, encrypted or not, and throws it away, until it closes its half too or the time is over.
 */
static enum progress drain_until(struct performance *p, int64_t due)
{
    while (p->budget > 0) {
        ssize_t got = recv(socket_of(p), buffer(p), BUFFER, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            break;
        }
        if (got <= 0) {
            return OVER;
        }
        spend(p, (size_t)got);
    }
    return clock_nanoseconds() < due ? wait_until(p, EPOLLIN | EPOLLRDHUP, due) : OVER;
}

static enum progress act_hang(struct performance *p, const struct script_step *step)
{
    enum progress progress = drain_until(p, hang_until(p));
    (void)step;
    if (progress == OVER) {
        wire_finish(wire_of(p));
    }
    return progress;
}

/* Closes our half, and reads until the client closes its own: to close with unread bytes would send a reset, which can
 * cost the client the answer (RFC 9112 §9.6). */
static enum progress act_cut(struct performance *p, const struct script_step *step)
{
    (void)step;
    shutdown(socket_of(p), SHUT_WR);
    return drain_until(p, p->since + CONNECTION_LINGER * MILLISECOND);
}

static enum progress act_finish(struct performance *p, const struct script_step *step)
{
    int64_t due = p->since + CONNECTION_LINGER * MILLISECOND;
    return !wire_finish(wire_of(p)) && clock_nanoseconds() < due ? wait_until(p, EPOLLOUT, due) : act_cut(p, step);
}

static enum progress act(struct performance *p)
{
    static enum progress (*const acts[])(struct performance *, const struct script_step *) = {
        [SCRIPT_SAY] = act_say,     [SCRIPT_CONTENT] = act_content,
        [SCRIPT_FILL] = act_fill,   [SCRIPT_REPEAT] = act_repeat,
        [SCRIPT_PAUSE] = act_pause, [SCRIPT_LINGER] = act_linger,
        [SCRIPT_ECHO] = act_echo,   [SCRIPT_HAND_BACK] = act_hand_back,
        [SCRIPT_RESET] = act_reset, [SCRIPT_HANG] = act_hang,
        [SCRIPT_CUT] = act_cut,     [SCRIPT_FINISH] = act_finish,
    };
    const struct script_step *step = &p->script.steps[p->at];
    if (p->since == 0) {
        p->since = clock_nanoseconds();
    }
    enum progress progress = acts[step->act](p, step);
    if (progress == ONWARD) {
        p->at++;
        p->position = 0;
        p->since = 0;
    }
    return progress;
}

/* Where the server stops, ends in order what it can, and waits for nothing: an echo by a Close, TLS by its closure
 * alert (RFC 9112 §9.8); not where an answer is half sent. */
static void take_leave(struct performance *p)
{
    struct echo *echo = p->exchange->echo;
    if (!atomic_load(&p->exchange->server->stopping) || p->pending.length > 0) {
        return;
    }
    if (echo != NULL) {
        echo_leave(echo);
        size_t size = echo_run(echo, &p->received, buffer(p), BUFFER);
        (void)wire_send(wire_of(p), (struct text){buffer(p), size});
    }
    wire_finish(wire_of(p));
}

/* Gives the connection back to libmicrohttpd after a script. Where it is OVER, shuts the socket down first, so that
 * libmicrohttpd has only to close it. */
static void give_back(struct performance *p, enum progress how)
{
    struct MHD_Connection *mhd = p->exchange->mhd;
    p->exchange->close_now = how == OVER;
    if (how == OVER) {
        take_leave(p);
        shutdown(socket_of(p), SHUT_RDWR);
    }
    connection_take_back(p->exchange->connection);
    MHD_resume_connection(mhd); /* from here on exchange and connection may be freed */
}

/* Runs the script until it has to wait or ends. */
static void turn(struct performance *p)
{
    enum progress progress = ONWARD;
    p->budget = TURN;
    while (progress == ONWARD || progress == AGAIN) {
        progress = p->pending.length > 0 ? flush(p) : act(p);
    }
    if (progress != ARMED) {
        give_back(p, progress);
    }
}

static void wake(struct watch *watch, uint32_t events)
{
    struct performance *p = connection_of(watch)->exchange->performance;
    bool impatient = events == 0 && p->pending.length > 0 && clock_nanoseconds() >= p->give_up;
    if (atomic_load(&p->exchange->server->stopping) || impatient || (events & GONE) != 0) {
        give_back(p, OVER);
    } else {
        turn(p);
    }
}

/* The performance of an exchange, set back for another script; it keeps its buffer. */
static struct performance *prepare(struct exchange *exchange)
{
    if (exchange->performance == NULL) {
        exchange->performance = arena_alloc(&exchange->arena, sizeof *exchange->performance);
    }
    char *kept = exchange->performance->buffer;
    *exchange->performance =
        (struct performance){.exchange = exchange, .reply = exchange_reply(exchange), .buffer = kept};
    return exchange->performance;
}

/* Suspends the connection and has the loop run the prepared script. Only here does libmicrohttpd lose a connection. */
static void begin(struct exchange *exchange)
{
    struct connection *connection = exchange->connection;
    struct MHD_Connection *mhd = exchange->mhd;
    struct loop *loop = exchange->server->loop;
    connection_lend(connection, wake);
    quirk_own_timeout(exchange);
    MHD_suspend_connection(mhd);
    if (!loop_arm(loop, &connection->watch, GONE, clock_nanoseconds())) {
        exchange->close_now = true; /* the loop has been stopped */
        MHD_resume_connection(mhd);
    }
}

enum MHD_Result perform(struct exchange *exchange, struct script script, exchange_step next)
{
    prepare(exchange)->script = script;
    exchange->step = next;
    begin(exchange);
    return MHD_YES;
}

void perform_pause(struct exchange *exchange, int64_t due)
{
    struct performance *p = prepare(exchange);
    p->pause[0] = (struct script_step){.act = SCRIPT_PAUSE, .pause = due - clock_nanoseconds()};
    p->pause[1] = (struct script_step){.act = SCRIPT_HAND_BACK};
    p->script = (struct script){.steps = p->pause, .count = 2};
    begin(exchange);
}
