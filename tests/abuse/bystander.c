#include "tests/abuse/bystander.h"

#include "base/arena.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct bystander {
    pthread_t thread;
    int port, kept; /* kept: the connection that is kept; -1: none */
    int64_t pause;
    atomic_bool stopping, hung;
    struct bystander_account account;
};

/* Waits until the time is over or fd is ready; how poll() ended. */
static int await(int fd, short events, int64_t until)
{
    struct pollfd ready = {fd, events, 0};
    int64_t left = until - clock_nanoseconds();
    return poll(&ready, 1, left > 0 ? (int)(left / MILLISECOND) + 1 : 0);
}

/* What comes until the answer, which has a Content-Length, is complete: 1; 0: in time it was not; -1: it ended. */
static int read_answer(int fd, int64_t until)
{
    char answer[8 * 1024] = "";
    size_t length = 0, wanted = sizeof answer - 1;
    while (length < wanted) {
        if (await(fd, POLLIN, until) == 0) {
            return 0;
        }
        ssize_t got = recv(fd, answer + length, sizeof answer - 1 - length, MSG_DONTWAIT);
        if (got <= 0) {
            return -1;
        }
        length += (size_t)got;
        const char *end = strstr(answer, "\r\n\r\n"), *field = strcasestr(answer, "\r\nContent-Length:");
        if (end != NULL && field != NULL) {
            wanted = (size_t)(end + 4 - answer) + strtoul(field + 17, NULL, 10);
        }
    }
    return strncmp(answer, "HTTP/1.1 200 ", 13) == 0 ? 1 : -1;
}

/* Somebody who waits asks nothing meanwhile: the requests that he would have made count as late too, or a server that
 * does not answer for seconds would be one outlier among thousands. */
static void add_late(struct samples *samples, int64_t late, int64_t interval)
{
    do {
        samples_add(samples, late);
        late -= interval;
    } while (late > 0);
}

/* Asks, on a new connection where *fd is -1, and counts; *fd is -1 behind where the connection is of no more use. */
static void ask(struct bystander *bystander, int *fd, const char *request, int64_t delay, struct samples *samples)
{
    int64_t asked = clock_nanoseconds(), until = asked + PATIENCE_SECONDS * SECOND;
    size_t length = strlen(request);
    if (*fd < 0) {
        *fd = dial_at_once(bystander->port, 0, 0);
    }
    int answered = *fd < 0 ? -1 : await(*fd, POLLOUT, until);
    if (answered == 1) {
        answered = send(*fd, request, length, MSG_NOSIGNAL) == (ssize_t)length ? read_answer(*fd, until) : -1;
    }
    if (answered == 1) {
        add_late(samples, clock_nanoseconds() - asked - delay, bystander->pause + delay + MILLISECOND);
        return;
    }
    bystander->account.unserved += answered < 0;
    bystander->account.hung += answered == 0;
    if (answered == 0) {
        atomic_store(&bystander->hung, true);
    }
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    pause_for(MILLISECOND);
}

static void *run(void *of)
{
    struct bystander *bystander = of;
    struct bystander_account *account = &bystander->account;
    /* What he measures is to be the server, not how long he waits for the abusers' share of the processor. */
    setpriority(PRIO_PROCESS, 0, -10);
    while (!atomic_load(&bystander->stopping)) {
        int once = -1;
        ask(bystander, &once, "GET /status/200 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 0, &account->plain);
        if (once >= 0) {
            close(once);
        }
        ask(bystander, &bystander->kept, "GET /status/200?delay=10ms HTTP/1.1\r\nHost: a\r\n\r\n", 10 * MILLISECOND,
            &account->delayed);
        pause_for(bystander->pause);
    }
    if (bystander->kept >= 0) {
        close(bystander->kept);
    }
    return NULL;
}

struct bystander *bystander_start(int port, int64_t pause)
{
    struct bystander *bystander = memory_new(sizeof *bystander);
    bystander->port = port;
    bystander->kept = -1;
    bystander->pause = pause;
    if (pthread_create(&bystander->thread, NULL, run, bystander) != 0) {
        give_up("no thread");
    }
    return bystander;
}

bool bystander_hung(const struct bystander *bystander)
{
    return atomic_load(&bystander->hung);
}

struct bystander_account bystander_stop(struct bystander *bystander)
{
    atomic_store(&bystander->stopping, true);
    pthread_join(bystander->thread, NULL);
    struct bystander_account account = bystander->account;
    free(bystander);
    return account;
}
