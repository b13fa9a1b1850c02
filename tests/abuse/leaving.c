/* Clients that leave in mid-answer, and a server that is told to. */
#include "tests/abuse/acts.h"
#include "tests/abuse/scenarios.h"

#include "base/random.h"

#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"
#define SIXTEEN(x) x x x x x x x x x x x x x x x x

enum { LEAVERS = 2000, ENOUGH_FAILURES = 3 };

/* Something of everything that can be under way. */
static const struct act everything[] = {
    {TEXT(GET("/status/200?size=100M")), 2, {.read_piece = 256 * 1024}, true},
    {TEXT(GET("/status/200?size=100M&chunked=1&reason=x")), 2, {.read_piece = 256 * 1024}, true},
    {TEXT(GET("/status/200?size=100M&pace=10M/s")), 2, {.read_piece = 64 * 1024}, true},
    {TEXT(GET("/status/200?size=1M&pace=1ms&chunked=512")), 4, {.read_piece = 512, .read_gap = MILLISECOND}, true},
    {TEXT("POST /anything HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" SIXTEEN("content ")),
     8,
     {.write_first = 64, .write_piece = 1, .write_gap = 3 * MILLISECOND, .again = true, .read_piece = 1024},
     true},
    {TEXT("POST /anything HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" SIXTEEN("2\r\nhi\r\n")),
     8,
     {.write_piece = 7, .write_gap = 2 * MILLISECOND, .read_piece = 1024},
     true},
    {TEXT(GET("/status/200?delay=10s")), 8, {.read_piece = 1024}, true},
    {TEXT(GET("/status/200?delay=1ms-30ms")), 8, {.written = HALF_CLOSE, .read_piece = 1024}, true},
    {TEXT(GET("/status/200?fault=hang")), 4, {.read_piece = 1024}, true},
    {TEXT(GET("/status/200?fault=hang&at=body&size=1M")), 4, {.read_piece = 64 * 1024}, true},
    {TEXT(GET("/status/200?interim=103,102,103&gap=20ms")), 8, {.again = true, .read_piece = 1024}, true},
    {TEXT(SIXTEEN(GET("/status/200?interim=103,103,103,103,103,103"))), 4, {.again = true, .buffer = 4096}, true},
    {TEXT(SIXTEEN(GET("/status/200"))), 4, {.again = true, .read_piece = 64 * 1024}, true},
    {TEXT(GET("/status/200")), 8, {.written = LEAVE, .resets = true}, true},
    {TEXT(""), 0, {0}, false}};

/* What the library refuses by itself: told to stop, 0.9.75 forgets the response and writes its head all the same. */
static const struct act malformed[] = {
    {TEXT("GET /status/200 HTTP/1.1\r\n\r\n"), 20, {.read_piece = 1024}, true},
    {TEXT("POST /anything HTTP/1.1\r\nHost: a\r\nContent-Length: none\r\n\r\n"), 20, {.read_piece = 1024}, true},
    {TEXT(""), 0, {0}, false}};

static void stop_often(struct trial *trial, const struct act acts[])
{
    struct samples stopped = {NULL, 0, 0};
    struct random random = random_from(1);
    int well = 0, rounds = 0;
    while (rounds < trial->rounds && rounds - well < ENOUGH_FAILURES) {
        well += acts_stop(acts, trial, random_between(&random, 0, 200 * MILLISECOND), &stopped);
        rounds++;
    }
    trial_note("SIGTERM to the end: p50 %.0f   p90 %.0f   p99 %.0f   max %.0f ms (wanted: 1000 at most)",
               samples_milliseconds(&stopped, 0.5), samples_milliseconds(&stopped, 0.9),
               samples_milliseconds(&stopped, 0.99), samples_milliseconds(&stopped, 1));
    samples_free(&stopped);
    trial_expect(trial, well == rounds, "%d of %d ended well", well, rounds);
}

void run_stop_under_load(struct trial *trial)
{
    stop_often(trial, everything);
}

void run_stop_malformed(struct trial *trial)
{
    stop_often(trial, malformed);
}

void run_leavers(struct trial *trial)
{
    const struct act acts[] = {{.bytes = TEXT(GET("/status/200?delay=60s")), .count = LEAVERS}, {.count = 0}};
    int base = trial_look(trial).descriptors;
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    acts_go_on(acts, crowd, &trial->server, 2 * SECOND);
    trial_look(trial);
    for (int i = 0; i < LEAVERS; i++) {
        crowd_leave(crowd, i, true);
    }
    acts_go_on(acts, crowd, &trial->server, SECOND);
    trial_note("a second after %d clients left: %d descriptors, %d before them (wanted: the same)", LEAVERS,
               trial_look(trial).descriptors, base);
    crowd_free(crowd);
}
