/* Connections that are held, by little or nothing at all. */
#include "tests/abuse/acts.h"
#include "tests/abuse/scenarios.h"

#include "base/clock.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TRICKLERS = 3000, HOLDERS = 100 };

/* How many got a 408 that announces the end, and the end, in order. */
static void count_timeouts(struct trial *trial, const struct crowd *crowd, int from, const char *option)
{
    int right = 0, answered = 0;
    for (int i = from; i < from + TRICKLERS; i++) {
        const struct member *member = crowd_member(crowd, i);
        bool timed_out = member->heads.finals == 1 && member->heads.last == 408;
        answered += timed_out;
        right += timed_out && member->course == ENDED && strcasestr(member->start, "\r\nConnection: close\r\n") != NULL;
    }
    if (trial_offers(trial, option)) {
        trial_expect(trial, right == TRICKLERS, "%d of %d got a 408 after %s, %d of them as it should be", answered,
                     TRICKLERS, option, right);
    } else {
        trial_note("no %s: %d of %d got a 408", option, answered, TRICKLERS);
    }
}

void run_tricklers(struct trial *trial)
{
    static const char content[] = "POST /anything HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\ndries up";
    const struct manner manner = {
        .write_first = 20, .write_piece = 1, .write_gap = 500 * MILLISECOND, .read_piece = 4096};
    struct manner behind_head = manner;
    behind_head.write_first = (size_t)(strstr(content, "\r\n\r\n") + 4 - content);
    const struct act acts[] = {{TEXT("GET /status/200 HTTP/1.1\r\nHost: a\r\nX-Trickles: and trickles, and trickles"),
                                TRICKLERS, manner, false},
                               {TEXT(content), TRICKLERS, behind_head, false},
                               {.count = 0}};
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    for (int i = 0; i < 12; i++) {
        acts_go_on(acts, crowd, &trial->server, SECOND);
        trial_look(trial);
    }
    count_timeouts(trial, crowd, 0, "--head-time");
    count_timeouts(trial, crowd, TRICKLERS, "--content-time");
    crowd_free(crowd);
}

/* Seconds until somebody who connects now is answered; less than 0 where that does not happen. */
static double await_service(int port)
{
    static const char request[] = "GET /status/200 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    char answer[16];
    int64_t asked = clock_nanoseconds();
    int fd = dial(port, 0);
    bool served = send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0 && recv(fd, answer, sizeof answer, 0) > 0;
    close(fd);
    return served ? (double)(clock_nanoseconds() - asked) / (double)SECOND : -1;
}

static struct crowd *hold(const struct trial *trial)
{
    const struct manner silent = {.read_piece = 1024};
    struct crowd *crowd = crowd_new(trial->server.port, HOLDERS);
    for (int i = 0; i < HOLDERS; i++) {
        crowd_join(crowd, i, TEXT(""), &silent);
    }
    crowd_until(crowd, SECOND / 2);
    return crowd;
}

void run_few_descriptors(struct trial *trial)
{
    struct crowd *crowd = hold(trial);
    trial_look(trial);
    double seconds = await_service(trial->server.port);
    trial_expect(trial, seconds >= 0, "somebody else is served after %.2f s (--idle is 3 s)", seconds);
    crowd_free(crowd);
}

void run_fewest_descriptors(struct trial *trial)
{
    struct crowd *crowd = hold(trial);
    double before = trial_look(trial).processor;
    crowd_until(crowd, 3 * SECOND);
    trial_note("processor with more connections than descriptors, idle: %.2f s of 3 s (wanted: near 0)",
               trial_look(trial).processor - before);
    crowd_free(crowd);
}
