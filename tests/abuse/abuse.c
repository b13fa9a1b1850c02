/*
 * Does to a statusd what one does not do, and tells what became of it and of a bystander.
 *
 *     abuse [--rounds N] STATUSD [SCENARIO]...
 *
 * Everything stays on 127.0.0.1 and ends by itself. Exits 1 where a scenario failed: by a crash, a hang, a wrong or
 * missing answer, an end that is none, memory or descriptors that do not come back. How long things take is told, with
 * what is wanted, but judged by nobody.
 */
#include "tests/abuse/scenarios.h"
#include "tests/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct scenario scenarios[] = {
    {.name = "upload-over",
     .what = "a little more content than is taken, in small chunks, by one client after another",
     .run = run_upload_over},
    {.name = "upload-malformed",
     .what = "the same, and the chunk behind the one that is too much is none",
     .run = run_upload_malformed},
    {.name = "fast-readers",
     .what = "8 clients read as fast as they can; a bystander is to be 30 ms late at most, a stop to take a second",
     .run = run_fast_readers},
    {.name = "flooded-hang",
     .what = "2 clients flood an answer that hangs; a bystander is to be 30 ms late at most, a stop to take a second",
     .run = run_flooded_hang},
    {.name = "unread-interims",
     .what = "400 clients pipeline requests for 16 interim responses each, and never read",
     .run = run_unread_interims,
     .arguments = {"--idle", "5s"}},
    {.name = "half-close-delay",
     .what = "clients half-close with their request, and the answer takes its time",
     .run = run_half_close_delay,
     .arguments = {"--idle", "30s"}},
    {.name = "half-close-load",
     .what = "20,000 requests, 1,000 at a time, each half-closed at once",
     .run = run_half_close_load},
    {.name = "stop-under-load",
     .what = "SIGTERM while something of everything is under way",
     .run = run_stop_under_load,
     .on_its_own = true},
    {.name = "stop-malformed",
     .what = "SIGTERM while requests come that the library refuses by itself",
     .run = run_stop_malformed,
     .on_its_own = true},
    {.name = "leavers", .what = "2,000 clients ask for a delay of 60 s and reset", .run = run_leavers},
    {.name = "tricklers",
     .what = "3,000 clients trickle a head, 3,000 content; a bystander is to be 20 ms late at most",
     .run = run_tricklers,
     .arguments = {"--head-time", "3s", "--content-time", "6s"}},
    {.name = "few-descriptors",
     .what = "100 silent clients, 64 descriptors",
     .run = run_few_descriptors,
     .arguments = {"--idle", "3s"},
     .descriptors = 64},
    {.name = "fewer-descriptors",
     .what = "100 silent clients, 32 descriptors",
     .run = run_fewest_descriptors,
     .arguments = {"--idle", "5s"},
     .descriptors = 32},
    {.name = "fewest-descriptors",
     .what = "100 silent clients, 16 descriptors",
     .run = run_fewest_descriptors,
     .arguments = {"--idle", "5s"},
     .descriptors = 16,
     .may_refuse = true},
    {.name = "big-echo",
     .what = "500 requests with 1M of content each, whose echo is not read",
     .run = run_big_echo,
     .arguments = {"--max-content", "2M"}},
    {.name = "slow-readers",
     .what = "800 clients read a large answer slowly, with a pace and without",
     .run = run_slow_readers},
};

enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0], MOST_CONNECTIONS = 8000, ROUNDS = 500 };

static bool wanted(const struct scenario *scenario, char *const names[])
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], scenario->name) == 0) {
            return true;
        }
    }
    return names[0] == NULL;
}

int main(int argc, char **argv)
{
    static char help[16 * 1024];
    bool with_rounds = argc > 2 && strcmp(argv[1], "--rounds") == 0;
    long rounds = with_rounds ? strtol(argv[2], NULL, 10) : ROUNDS;
    char **rest = argv + (with_rounds ? 3 : 1);
    if (rest[0] == NULL || rounds < 1) {
        fprintf(stderr, "usage: abuse [--rounds N] STATUSD [SCENARIO]...\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    allow_descriptors(MOST_CONNECTIONS);
    subject_help(rest[0], NULL, help, sizeof help);
    int failed = 0, run = 0;
    for (int i = 0; i < SCENARIOS; i++) {
        if (wanted(&scenarios[i], rest + 1)) {
            failed += !trial_run(&scenarios[i], rest[0], help, rounds);
            run++;
        }
    }
    printf("%d of %d scenarios failed\n", failed, run);
    return failed > 0 || run == 0;
}
