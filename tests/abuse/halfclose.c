/* Clients that say with their request that it was the last one, by shutting down the sending half (RFC 9112 §9.6 does
 * not forbid it, and netcat does so): they are owed the answer. */
#include "tests/abuse/acts.h"
#include "tests/abuse/scenarios.h"

#include <stdlib.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"

enum { BATCH = 1000, BATCHES = 20, BATCHES_THAT_HANG = 3 };

static const struct manner half_closing = {.written = HALF_CLOSE, .read_piece = 64 * 1024};

/* How many got a whole head of a 200; whose connection is not closed in PATIENCE_SECONDS is counted as hanging. */
static int served(const struct trial *trial, struct text bytes, int count, int *hanging)
{
    struct crowd *crowd = crowd_new(trial->server.port, count);
    int served = 0;
    for (int i = 0; i < count; i++) {
        crowd_join(crowd, i, bytes, &half_closing);
    }
    *hanging += crowd_until(crowd, PATIENCE_SECONDS * SECOND);
    for (int i = 0; i < count; i++) {
        const struct heads *heads = &crowd_member(crowd, i)->heads;
        served += heads->finals == 1 && heads->last == 200;
    }
    crowd_free(crowd);
    return served;
}

void run_half_close_delay(struct trial *trial)
{
    static const struct text requests[] = {TEXT(GET("/status/200?delay=100ms")),
                                           TEXT(GET("/status/200?interim=103,102&gap=50ms")),
                                           TEXT(GET("/status/200?size=4k&pace=50ms&chunked=1k"))};
    static const char *const names[] = {"delay=100ms", "interim=103,102&gap=50ms", "size=4k&pace=50ms&chunked=1k"};
    static const int counts[] = {10, 50, 100, 200};
    for (size_t which = 0; which < sizeof requests / sizeof requests[0]; which++) {
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
            int hanging = 0, answered = served(trial, requests[which], counts[i], &hanging);
            trial_expect(trial, answered == counts[i] && hanging == 0,
                         "%s: %d of %d got their answer, %d were never closed", names[which], answered, counts[i],
                         hanging);
        }
    }
    trial_look(trial);
}

void run_half_close_load(struct trial *trial)
{
    int answered = 0, hanging = 0, asked = 0, bad = 0;
    for (int i = 0; i < BATCHES && bad < BATCHES_THAT_HANG; i++) {
        int before = hanging;
        answered += served(trial, TEXT(GET("/status/200")), BATCH, &hanging);
        asked += BATCH;
        bad += hanging > before;
        trial_look(trial);
    }
    trial_expect(trial, answered == asked && hanging == 0, "%d of %d got their answer, %d were never closed", answered,
                 asked, hanging);
}
