/*
 * Measures how exactly answers wait while very many of them do, and what that costs the others.
 *
 *     load STATUSD [N]
 *
 * Starts STATUSD on a free port of 127.0.0.1 and opens N connections (10,000 unless given). Lateness is the time from
 * the moment a request is sent until its last byte is read, less the delay it asked for: this program's own share of
 * the two cores is in it. Targets stand beside the figures, but no figure makes this fail: it exits 1 only if it could
 * not measure.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 25000, EVENTS = 512, PATIENCE_SECONDS = 30, SAMPLES = 2000000 };

#define MILLISECOND INT64_C(1000000)

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
    int64_t *lateness;
    size_t samples;
};

static int epoll_fd;
static pid_t server = -1;

static void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, errno != 0 ? strerror(errno) : "gave up");
    if (server > 0) {
        kill(server, SIGKILL);
    }
    exit(1);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void *memory(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL) {
        fail("memory");
    }
    return memory;
}

static void allow_descriptors(int count)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)count + 256;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        limit.rlim_max = limit.rlim_max < wanted ? wanted : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
            fail("cannot raise RLIMIT_NOFILE as far as needed");
        }
    }
}

/* Starts the server and returns its port, from the line that it says once it is ready. */
static int start_server(const char *program)
{
    int hands[2];
    char line[512] = "";
    if (pipe(hands) != 0 || (server = fork()) < 0) {
        fail(program);
    }
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(hands[1], STDOUT_FILENO);
        execl(program, program, "--listen", "http://127.0.0.1:0", (char *)NULL);
        _exit(127);
    }
    close(hands[1]);
    for (size_t length = 0; length < sizeof line - 1 && strchr(line, '\n') == NULL; length++) {
        if (read(hands[0], line + length, 1) != 1) {
            fail("the server did not become ready");
        }
    }
    const char *port = strstr(line, "127.0.0.1:");
    return port != NULL ? (int)strtol(port + strlen("127.0.0.1:"), NULL, 10) : 0;
}

static int open_connection(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        fail("connect");
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

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
            errno = 0;
            fail("the first answer is no 200 with a Content-Length");
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
    group->connections = memory((size_t)group->count, sizeof *group->connections);
    group->queue = memory((size_t)group->count, sizeof(struct connection *));
    group->due = memory((size_t)group->count, sizeof *group->due);
    group->lateness = memory(SAMPLES, sizeof *group->lateness);
    for (int i = 0; i < group->count; i++) {
        struct connection *connection = &group->connections[i];
        *connection = (struct connection){.fd = open_connection(port), .group = group};
        if (i == 0) {
            group->answer_size = ask_once(group, connection->fd);
        }
        event.data.ptr = connection;
        if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
            fail("epoll");
        }
        if (i % 64 == 63) {
            nanosleep(&(struct timespec){.tv_nsec = MILLISECOND}, NULL); /* the accept queue must not overflow */
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
    free(group->lateness);
}

/* Sends what is due; returns when the next is, or 0 where none waits. */
static int64_t group_ask(struct group *group)
{
    while (group->waiting > 0 && group->due[group->head] <= now()) {
        struct connection *connection = group->queue[group->head];
        group->head = (group->head + 1) % group->count;
        group->waiting--;
        group->open++;
        connection->received = 0;
        connection->asked = now();
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
        errno = 0;
        fail("an answer is no 200");
    }
    connection->received += (size_t)got;
    if (connection->received < group->answer_size) {
        return;
    }
    int64_t finished = now();
    group->open--;
    if (group->samples < SAMPLES) {
        group->lateness[group->samples++] = finished - connection->asked - group->delay;
    }
    if (lasting && !group->once) {
        enqueue(group, connection, finished + group->think);
    }
}

/* Lets the groups ask for a while, and waits until all is answered. False where some never were. */
static bool run(struct group *const groups[], int64_t duration)
{
    int64_t end = now() + duration, give_up = end + PATIENCE_SECONDS * 1000 * MILLISECOND;
    struct epoll_event events[EVENTS];
    for (bool busy = true; busy;) {
        int64_t next = now() + 100 * MILLISECOND, time = now();
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
        int64_t wait = (next - now() + MILLISECOND - 1) / MILLISECOND;
        int count = epoll_wait(epoll_fd, events, EVENTS, wait > 0 ? (int)wait : 0);
        for (int i = 0; i < count; i++) {
            receive(events[i].data.ptr, lasting);
        }
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* share: 0.99 is the figure below which 99 of 100 are. */
static double milliseconds(const struct group *group, double share)
{
    size_t place = (size_t)(share * (double)(group->samples - 1) + 0.5);
    return (double)group->lateness[place] / (double)MILLISECOND;
}

static void report(struct group *group, const char *what, double share, double target)
{
    if (group->samples == 0) {
        errno = 0;
        fail("nothing was answered");
    }
    qsort(group->lateness, group->samples, sizeof *group->lateness, by_size);
    printf("%-46s %8zu answers   min %7.2f  p50 %7.2f  p99 %7.2f  max %7.2f ms", what, group->samples,
           milliseconds(group, 0), milliseconds(group, 0.5), milliseconds(group, 0.99), milliseconds(group, 1));
    if (target > 0) {
        double figure = milliseconds(group, share);
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
    printf("%d open at once with delay=2s: %zu answered%s\n", count, waiting.samples,
           answered && waiting.samples == (size_t)count ? ", all of them" : ", NOT all of them");
    report(&waiting, "  their lateness", 1, 100);
    report(&plain, "  a plain request meanwhile", 0.99, 0);
    group_close(&waiting);
    group_close(&plain);
}

/* Lets the group begin evenly over a time, so that its answers do not all come at the same moment. */
static void spread(struct group *group, int64_t over)
{
    for (int i = 0; i < group->count; i++) {
        group->due[i] = now() + over / group->count * i;
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
    int64_t start = now();
    run(all, 5000 * MILLISECOND);
    printf("%d connections with delay=50ms, %s: %.0f requests a second\n", count, what,
           (double)brief.samples / ((double)(now() - start) / 1e9));
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
    int port = start_server(argv[1]);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    measure_waiting(port, (int)count);
    measure_short(port, (int)count, false);
    measure_short(port, (int)count, true);
    measure_all_short(port, (int)count, 950 * MILLISECOND, 10, "each once a second");
    measure_all_short(port, (int)count, 0, 0, "again at once");
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    return 0;
}
