/*
 * Sends a statusd requests that were good once, over many connections at a time, with the worst manners.
 *
 *     fuzz_socket [--seed N] [--first N] [--requests N] [--seconds N] [--rounds N] [--keep FOLDER] STATUSD README
 *
 * What a connection sends, and how it behaves, is decided by the seed and by the connection's index alone: a failure
 * names both, writes what the live connections and the last ones before them sent to FOLDER, and --first begins with
 * that index. A failure is a crash, a word of a sanitizer, a bystander who is not answered in 20 s, descriptors that do
 * not come back, an end by SIGTERM under load that is not 0 and silent.
 */
#include "tests/abuse/bystander.h"
#include "tests/abuse/fuzzer.h"
#include "tests/bench/measure.h"

#include "base/clock.h"
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPARE_DESCRIPTORS = 8, COMING_BACK_SECONDS = 20 };

struct wishes {
    uint64_t seed, first, requests, seconds, rounds;
    const char *keep, *program, *readme;
};

static const char *const arguments[] = {"--max-content", "64k",        "--max-size",     "4M",     "--max-delay",
                                        "200ms",         "--max-hang", "300ms",          "--idle", "5s",
                                        "--head-time",   "1s",         "--content-time", "1s",     NULL};

static bool read_wishes(struct wishes *wishes, char **argv)
{
    struct {
        const char *name;
        uint64_t *number;
    } const numbers[] = {{"--seed", &wishes->seed},
                         {"--first", &wishes->first},
                         {"--requests", &wishes->requests},
                         {"--seconds", &wishes->seconds},
                         {"--rounds", &wishes->rounds}};
    for (argv++; argv[0] != NULL && argv[1] != NULL && strncmp(argv[0], "--", 2) == 0; argv += 2) {
        bool known = strcmp(argv[0], "--keep") == 0;
        wishes->keep = known ? argv[1] : wishes->keep;
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            if (strcmp(argv[0], numbers[i].name) == 0) {
                *numbers[i].number = strtoull(argv[1], NULL, 10);
                known = true;
            }
        }
        if (!known) {
            return false;
        }
    }
    wishes->program = argv[0];
    wishes->readme = argv[0] != NULL ? argv[1] : NULL;
    return wishes->readme != NULL && argv[2] == NULL;
}

/* A sanitizer keeps memory that was given back, so that only descriptors can be expected to come back. */
static bool wait_for_descriptors(const struct fuzzer *fuzzer, const struct usage *base, struct usage *left)
{
    int64_t until = clock_nanoseconds() + COMING_BACK_SECONDS * SECOND;
    do {
        pause_for(50 * MILLISECOND);
        *left = subject_usage(&fuzzer->server);
    } while (left->descriptors > base->descriptors + SPARE_DESCRIPTORS && clock_nanoseconds() < until);
    return left->descriptors <= base->descriptors + SPARE_DESCRIPTORS;
}

/* The first server: is it there when it is asked, and does it give back what it took? */
static bool fuzz_at_length(struct fuzzer *fuzzer, const struct wishes *wishes)
{
    struct bystander *bystander = bystander_start(fuzzer->server.port, 50 * MILLISECOND);
    struct usage base = subject_usage(&fuzzer->server), left;
    int64_t start = clock_nanoseconds(), until = start + (int64_t)wishes->seconds * SECOND;
    bool well = true;
    while (well && clock_nanoseconds() < until && fuzzer->requests < wishes->requests) {
        fuzzer_turn(fuzzer);
        well = !bystander_hung(bystander) && !subject_ended(&fuzzer->server);
    }
    double seconds = (double)(clock_nanoseconds() - start) / (double)SECOND;
    if (well) {
        fuzzer_drain(fuzzer);
    } else {
        fuzzer_keep(fuzzer, wishes->keep);
    }
    struct bystander_account account = bystander_stop(bystander);
    printf("%lu requests on %lu connections in %.1f s: %.0f requests a second\n", (unsigned long)fuzzer->requests,
           (unsigned long)fuzzer->connections, seconds, (double)fuzzer->requests / seconds);
    printf("bystander: p50 %.1f, p99 %.1f, max %.1f ms late; unserved %d, unanswered for %d s: %d\n",
           samples_milliseconds(&account.plain, 0.5), samples_milliseconds(&account.plain, 0.99),
           samples_milliseconds(&account.plain, 1), account.unserved, PATIENCE_SECONDS, account.hung);
    samples_free(&account.plain);
    samples_free(&account.delayed);
    bool back = wait_for_descriptors(fuzzer, &base, &left);
    printf("before: %d descriptors, %.0f MB; once everybody was gone: %d, %.0f MB\n", base.descriptors, base.memory,
           left.descriptors, left.memory);
    return well && back;
}

/* Whatever is under way: SIGTERM, and an end with 0 and without a word. */
static bool stop_under_load(struct fuzzer *fuzzer, int64_t after, struct samples *samples, const char *keep)
{
    int64_t until = clock_nanoseconds() + after;
    while (clock_nanoseconds() < until && !subject_ended(&fuzzer->server)) {
        fuzzer_turn(fuzzer);
    }
    fuzzer_stop(fuzzer, samples);
    bool well = subject_ended_well(&fuzzer->server);
    if (!well) {
        fuzzer_keep(fuzzer, keep);
    }
    return well;
}

int main(int argc, char **argv)
{
    struct wishes wishes = {.requests = UINT64_MAX, .seconds = 60, .rounds = 20, .keep = ".", .seed = random_seed()};
    struct samples stops = {NULL, 0, 0};
    if (argc < 3 || !read_wishes(&wishes, argv)) {
        fprintf(stderr, "usage: fuzz_socket [--seed N] [--first N] [--requests N] [--seconds N] [--rounds N] "
                        "[--keep FOLDER] STATUSD README\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    allow_descriptors(1024);
    printf("seed %lu\n", (unsigned long)wishes.seed);
    struct fuzzer *fuzzer = fuzzer_new(wishes.program, arguments, wishes.readme, wishes.seed, wishes.first);
    bool well = fuzz_at_length(fuzzer, &wishes);
    well = stop_under_load(fuzzer, SECOND, &stops, wishes.keep) && well;
    struct random random = random_from(wishes.seed);
    for (uint64_t i = 0; well && i < wishes.rounds; i++) {
        fuzzer_restart(fuzzer);
        well = stop_under_load(fuzzer, random_between(&random, 0, SECOND / 2), &stops, wishes.keep);
    }
    fuzzer_print_answers(fuzzer);
    printf("stopped under load %zu times: p50 %.0f, max %.0f ms\n", stops.count, samples_milliseconds(&stops, 0.5),
           samples_milliseconds(&stops, 1));
    if (well) {
        printf("nothing broke\n");
    } else {
        uint64_t index = fuzzer->index, from = index > FUZZER_KEPT ? index - FUZZER_KEPT : 0;
        printf("FAILED by connection %lu; to begin shortly before it: --seed %lu --first %lu; what was sent is in %s\n",
               (unsigned long)index, (unsigned long)wishes.seed, (unsigned long)from, wishes.keep);
    }
    samples_free(&stops);
    fuzzer_free(fuzzer);
    return well ? 0 : 1;
}
