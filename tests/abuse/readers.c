/* Answers that are read very fast, very slowly, or not at all. */
#include "tests/abuse/acts.h"
#include "tests/abuse/scenarios.h"

#include <stdlib.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"

enum { RELEASE_SECONDS = 60 };

/* The acts for some seconds, and then a server of its own that is told to stop meanwhile. */
static void act_and_stop(struct trial *trial, const struct act acts[])
{
    struct samples stopped = {NULL, 0, 0};
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    acts_go_on(acts, crowd, &trial->server, 5 * SECOND);
    trial_look(trial);
    crowd_free(crowd);
    bool well = acts_stop(acts, trial, SECOND, &stopped);
    trial_expect(trial, well, "another one is told to stop meanwhile, and ends after %.0f ms",
                 samples_milliseconds(&stopped, 1));
    samples_free(&stopped);
}

void run_fast_readers(struct trial *trial)
{
    const struct act acts[] = {{.bytes = TEXT(GET("/status/200?size=100M&chunked=1&reason=x")),
                                .count = 8,
                                .manner = {.read_piece = 256 * 1024},
                                .anew = true},
                               {.count = 0}};
    act_and_stop(trial, acts);
}

void run_flooded_hang(struct trial *trial)
{
    struct text flood = text_repeat(TEXT(GET("/status/200?fault=hang")), 1024);
    const struct act acts[] = {{.bytes = flood, .count = 2, .manner = {.again = true}, .anew = true}, {.count = 0}};
    act_and_stop(trial, acts);
    free((char *)flood.at);
}

void run_slow_readers(struct trial *trial)
{
    const struct manner slow = {.read_piece = 512, .read_gap = 20 * MILLISECOND, .buffer = 4096};
    const struct act acts[] = {
        {.bytes = TEXT(GET("/status/200?size=1M&pace=100k/s")), .count = 200, .manner = slow},
        {.bytes = TEXT(GET("/status/200?size=1M&pace=1ms")), .count = 200, .manner = slow},
        {.bytes = TEXT(GET("/status/200?size=1M&pace=1ms&chunked=512&reason=x")), .count = 200, .manner = slow},
        {.bytes = TEXT(GET("/status/200?size=1M")), .count = 200, .manner = slow},
        {.count = 0}};
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    for (int i = 0; i < 10; i++) {
        acts_go_on(acts, crowd, &trial->server, SECOND);
        trial_look(trial);
    }
    trial_note("still reading after 10 s: %d of 800", crowd_going(crowd));
    crowd_free(crowd);
}

void run_unread_interims(struct trial *trial)
{
    struct text requests = text_repeat(
        TEXT(GET("/status/200?interim=103,103,103,103,103,103,103,103,103,103,103,103,103,103,103,103")), 512);
    const struct act acts[] = {{.bytes = requests, .count = 400, .manner = {.again = true, .buffer = 4096}},
                               {.count = 0}};
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    acts_go_on(acts, crowd, &trial->server, 2 * SECOND);
    double before = trial_look(trial).processor;
    acts_go_on(acts, crowd, &trial->server, 3 * SECOND);
    trial_note("processor while nothing is read: %.2f s of 3 s (wanted: near 0)", trial_look(trial).processor - before);
    int seconds = 0;
    while (seconds < RELEASE_SECONDS && trial_look(trial).descriptors > 100) {
        acts_go_on(acts, crowd, &trial->server, SECOND);
        seconds++;
    }
    trial_expect(trial, trial_look(trial).descriptors <= 100, "the connections are released after %d s: %d are left",
                 seconds + 5, crowd_going(crowd));
    crowd_free(crowd);
    free((char *)requests.at);
}
