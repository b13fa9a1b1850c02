/*
 * Measures how exactly answers wait while very many of them do, and what that costs the others.
 *
 *     load STATUSD [N]
 *
 * Starts STATUSD on a free port of 127.0.0.1 and opens N connections (10,000 unless given). Lateness is the time from
 * the moment a request is sent until its last byte is read, less the delay it asked for: this program's own share of
 * the two cores is in it. Targets stand beside the figures, but no figure makes this fail: it exits 1 only if it could
 * not measure, or the server did not end well.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "tests/bench/measure.h"
#include "tests/bench/subject.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 25000, EVENTS = 512 };

struct group;

struct connection {
    int fd;
    size_t received;
    int64_t asked; /* when its request went out */
    struct group *group;
};

/* Connections that ask for the same thing: each again, think nanoseconds after its answer, while the phase lasts. */
struct group {
    const char *target;
    int64_t delay; /* what target asks for */
    int count;
    int64_t think;
    bool once;
    size_t answer_size; /* bytes: the same for all, as a Date is always as long */
    char request[256];
    struct connection *connections;
    struct connection **queue; /* who is to ask next, in order: think is the same for all */
    int64_t *due;
    int head, waiting, open;
    struct samples lateness;
};

static int epoll_fd;

/* Asks once, so that the size of the answer is known, and the server has accepted the connection. */
static size_t ask_once(struct group *group, int fd)
{
    char answer[16 * 1024];
    size_t length = 0, wanted = sizeof answer - 1;
    if (send(fd, group->request, strlen(group->request), MSG_NOSIGNAL) < 0) {
        fail("send");
    }
    while (length < wanted) {
        ssize_t got = recv(fd, answer + length, sizeof answer - 1 - length, 0);
        if (got <= 0) {
            fail("the first answer");
        }
        length += (size_t)got;
        answer[length] = '\0';
        const char *end = strstr(answer, "\r\n\r\n"), *field = strcasestr(answer, "\r\nContent-Length:");
        if (end != NULL && (field == NULL || strncmp(answer, "HTTP/1.1 200 ", 13) != 0)) {
            give_up("the first answer is no 200 with a Content-Length");
        }
        wanted = end != NULL ? (size_t)(end + 4 - answer) + strtoul(field + 17, NULL, 10) : wanted;
    }
    return length;
}

static void enqueue(struct group *group, struct connection *connection, int64_t due)
{
    int place = (group->head + group->waiting++) % group->count;
    group->queue[place] = connection;
    group->due[place] = due;
}

static void group_open(struct group *group, int port)
{
    struct epoll_event event = {.events = EPOLLIN};
    snprintf(group->request, sizeof group->request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", group->target);
    group->connections = memory_new((size_t)group->count * sizeof *group->connections);
    group->queue = memory_new((size_t)group->count * sizeof(struct connection *));
    group->due = memory_new((size_t)group->count * sizeof *group->due);
    for (int i = 0; i < group->count; i++) {
        struct connection *connection = &group->connections[i];
        *connection = (struct connection){.fd = dial(port, i), .group = group};
        if (i == 0) {
            group->answer_size = ask_once(group, connection->fd);
        }
        event.data.ptr = connection;
        if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
            fail("epoll");
        }
        if (i % 64 == 63) {
            pause_for(MILLISECOND); /* the accept queue must not overflow */
        }
        enqueue(group, connection, 0);
    }
}

static void group_close(struct group *group)
{
    for (int i = 0; i < group->count; i++) {
        close(group->connections[i].fd);
    }
    free(group->connections);
    free(group->queue);
    free(group->due);
    samples_free(&group->lateness);
}

/* Sends what is due; returns when the next is, or 0 where none waits. */
static int64_t group_ask(struct group *group)
{
    while (group->waiting > 0 && group->due[group->head] <= clock_nanoseconds()) {
        struct connection *connection = group->queue[group->head];
        group->head = (group->head + 1) % group->count;
        group->waiting--;
        group->open++;
        connection->received = 0;
        connection->asked = clock_nanoseconds();
        size_t length = strlen(group->request);
        if (send(connection->fd, group->request, length, MSG_NOSIGNAL) != (ssize_t)length) {
            fail("send");
        }
    }
    return group->waiting > 0 ? group->due[group->head] : 0;
}

static void receive(struct connection *connection, bool lasting)
{
    char bytes[16 * 1024];
    struct group *group = connection->group;
    ssize_t got = recv(connection->fd, bytes, sizeof bytes, 0);
    if (got <= 0) {
        fail("the server ended a connection");
    }
    if (connection->received == 0 && strncmp(bytes, "HTTP/1.1 200 ", (size_t)got < 13 ? (size_t)got : 13) != 0) {
        give_up("an answer is no 200");
    }
    connection->received += (size_t)got;
    if (connection->received < group->answer_size) {
        return;
    }
    int64_t finished = clock_nanoseconds();
    group->open--;
    samples_add(&group->lateness, finished - connection->asked - group->delay);
    if (lasting && !group->once) {
        enqueue(group, connection, finished + group->think);
    }
}

/* Lets the groups ask for a while, and waits until all is answered. False where some never were. */
static bool run(struct group *const groups[], int64_t duration)
{
    int64_t end = clock_nanoseconds() + duration, give_up = end + PATIENCE_SECONDS * SECOND;
    struct epoll_event events[EVENTS];
    for (bool busy = true; busy;) {
        int64_t next = clock_nanoseconds() + 100 * MILLISECOND, time = clock_nanoseconds();
        bool lasting = time < end;
        busy = lasting;
        for (int i = 0; groups[i] != NULL; i++) {
            int64_t due = lasting ? group_ask(groups[i]) : 0;
            next = due > 0 && due < next ? due : next;
            busy = busy || groups[i]->open > 0;
        }
        if (time > give_up) {
            return false;
        }
        int64_t wait = (next - clock_nanoseconds() + MILLISECOND - 1) / MILLISECOND;
        int count = epoll_wait(epoll_fd, events, EVENTS, wait > 0 ? (int)wait : 0);
        for (int i = 0; i < count; i++) {
            receive(events[i].data.ptr, lasting);
        }
    }
    return true;
}

/* share: 0.99 judges by the figure below which 99 of 100 are. */
static void report(struct group *group, const char *what, double share, double target)
{
    struct samples *lateness = &group->lateness;
    if (lateness->count == 0) {
        give_up("nothing was answered");
    }
    printf("%-46s %8zu answers   min %7.2f  p50 %7.2f  p99 %7.2f  max %7.2f ms", what, lateness->count,
           samples_milliseconds(lateness, 0), samples_milliseconds(lateness, 0.5), samples_milliseconds(lateness, 0.99),
           samples_milliseconds(lateness, 1));
    if (target > 0) {
        double figure = samples_milliseconds(lateness, share);
        printf("   target %s <= %.0f  %s", share < 1 ? "p99" : "max", target, figure <= target ? "ok" : "MISSED");
    }
    printf("\n");
}

/* As many waiting at once as connections: all end in time, and others do not notice. */
static void measure_waiting(int port, int count)
{
    struct group waiting = {
        .target = "/status/200?delay=2s", .delay = 2000 * MILLISECOND, .count = count, .once = true};
    struct group plain = {.target = "/status/200", .count = 1, .think = 5 * MILLISECOND};
    struct group *all[] = {&waiting, &plain, NULL};
    group_open(&waiting, port);
    group_open(&plain, port);
    bool answered = run(all, 2000 * MILLISECOND);
    printf("%d open at once with delay=2s: %zu answered%s\n", count, waiting.lateness.count,
           answered && waiting.lateness.count == (size_t)count ? ", all of them" : ", NOT all of them");
    report(&waiting, "  their lateness", 1, 100);
    report(&plain, "  a plain request meanwhile", 0.99, 0);
    group_close(&waiting);
    group_close(&plain);
}

/* Lets the group begin evenly over a time, so that its answers do not all come at the same moment. */
static void spread(struct group *group, int64_t over)
{
    for (int i = 0; i < group->count; i++) {
        group->due[i] = clock_nanoseconds() + over / group->count * i;
    }
}

/* A short delay while that many others wait; they ask again as soon as they are answered: spread over their two
 * seconds, or all at once, when each round is a burst. */
static void measure_short(int port, int count, bool burst)
{
    struct group waiting = {.target = "/status/200?delay=2s", .delay = 2000 * MILLISECOND, .count = count};
    struct group brief = {.target = "/status/200?delay=50ms", .delay = 50 * MILLISECOND, .count = 50};
    struct group *all[] = {&waiting, &brief, NULL};
    group_open(&waiting, port);
    group_open(&brief, port);
    if (!burst) {
        spread(&waiting, 2000 * MILLISECOND);
    }
    run(all, 8000 * MILLISECOND);
    printf("50 connections with delay=50ms, while %d wait for 2 s %s:\n", count,
           burst ? "each time from the same moment on" : "from different moments on");
    report(&brief, "  their lateness", 0.99, 10);
    report(&waiting, "  lateness of the others, again and again", 1, 0);
    group_close(&waiting);
    group_close(&brief);
}

/* Every connection with the short delay: without a pause, more than the machine can do; and at a rate that it can. */
static void measure_all_short(int port, int count, int64_t think, double target, const char *what)
{
    struct group brief = {
        .target = "/status/200?delay=50ms", .delay = 50 * MILLISECOND, .count = count, .think = think};
    struct group *all[] = {&brief, NULL};
    group_open(&brief, port);
    if (think > 0) {
        spread(&brief, think + brief.delay);
    }
    int64_t start = clock_nanoseconds();
    run(all, 5000 * MILLISECOND);
    printf("%d connections with delay=50ms, %s: %.0f requests a second\n", count, what,
           (double)brief.lateness.count / ((double)(clock_nanoseconds() - start) / 1e9));
    report(&brief, "  their lateness", 0.99, target);
    group_close(&brief);
}

int main(int argc, char **argv)
{
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 10000;
    if (argc < 2 || argc > 3 || count < 1 || count > MOST_CONNECTIONS) {
        fprintf(stderr, "usage: load STATUSD [N], N at most %d\n", MOST_CONNECTIONS);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    allow_descriptors((int)count);
    struct subject server = subject_start(argv[1], NULL, 0);
    int port = server.port;
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    measure_waiting(port, (int)count);
    measure_short(port, (int)count, false);
    measure_short(port, (int)count, true);
    measure_all_short(port, (int)count, 950 * MILLISECOND, 10, "each once a second");
    measure_all_short(port, (int)count, 0, 0, "again at once");
    subject_stop(&server);
    return subject_ended_well(&server) ? 0 : 1;
}
