#include "tests/abuse/trial.h"

#include "base/clock.h"
#include "tests/abuse/bystander.h"
#include "tests/bench/measure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SPARE_DESCRIPTORS = 4, SPARE_MEGABYTES = 64, COMING_BACK_SECONDS = 20, PAUSE = 2000000 /* nanoseconds */ };

static void say(const char *verdict, const char *format, va_list arguments)
{
    printf("  %s", verdict);
    vprintf(format, arguments);
    printf("\n");
}

void trial_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say("", format, arguments);
    va_end(arguments);
}

void trial_expect(struct trial *trial, bool so, const char *format, ...)
{
    va_list arguments;
    trial->failed = trial->failed || !so;
    va_start(arguments, format);
    say(so ? "ok: " : "FAILED: ", format, arguments);
    va_end(arguments);
}

static void note_usage(const char *when, const struct usage *usage, double seconds)
{
    trial_note("%-7s resident %7.1f MB (at most %7.1f)   descriptors %5d   processor %6.2f s in %6.2f s", when,
               usage->memory, usage->most_memory, usage->descriptors, usage->processor, seconds);
}

static void note_samples(const char *when, const char *what, struct samples *samples)
{
    trial_note("%-7s bystander, %-10s %6zu times   p50 %8.2f   p99 %8.2f   max %8.2f ms late", when, what,
               samples->count, samples_milliseconds(samples, 0.5), samples_milliseconds(samples, 0.99),
               samples_milliseconds(samples, 1));
    samples_free(samples);
}

static void account_for_bystander(struct trial *trial, struct bystander *bystander, const char *when)
{
    struct bystander_account account = bystander_stop(bystander);
    note_samples(when, "plain", &account.plain);
    note_samples(when, "delay=10ms", &account.delayed);
    if (account.unserved > 0) {
        trial_note("%-7s bystander, connections refused or ended without an answer: %d", when, account.unserved);
    }
    if (account.hung > 0) {
        trial_expect(trial, false, "requests of the bystander unanswered for %d s: %d", PATIENCE_SECONDS, account.hung);
    }
}

/* Whatever it took for the abusers it has to give back once they are gone; and then it has nothing to do. */
static void look_afterwards(struct trial *trial, const struct usage *before)
{
    int64_t start = clock_nanoseconds();
    struct usage after = subject_usage(&trial->server);
    while (after.descriptors > before->descriptors + SPARE_DESCRIPTORS &&
           clock_nanoseconds() < start + COMING_BACK_SECONDS * SECOND) {
        pause_for(20 * MILLISECOND);
        after = subject_usage(&trial->server);
    }
    double seconds = (double)(clock_nanoseconds() - start) / (double)SECOND, busy = after.processor;
    pause_for(SECOND);
    after = subject_usage(&trial->server);
    after.processor -= busy;
    note_usage("after", &after, 1);
    trial_expect(trial, after.descriptors <= before->descriptors + SPARE_DESCRIPTORS,
                 "descriptors came back to %d of %d in %.1f s", after.descriptors, before->descriptors, seconds);
    trial_expect(trial, after.memory < before->memory + SPARE_MEGABYTES, "memory came back to %.1f MB of %.1f",
                 after.memory, before->memory);
}

bool trial_offers(const struct trial *trial, const char *option)
{
    size_t length = strlen(option);
    const char *at = trial->help;
    while ((at = strstr(at, option)) != NULL && at[length] != ' ') {
        at += length;
    }
    return at != NULL;
}

struct usage trial_look(struct trial *trial)
{
    struct usage usage = subject_usage(&trial->server);
    trial->most_descriptors = usage.descriptors > trial->most_descriptors ? usage.descriptors : trial->most_descriptors;
    return usage;
}

bool trial_start(struct trial *trial, struct subject *server)
{
    const char *arguments[TRIAL_ARGUMENTS] = {NULL};
    int count = 0;
    for (int i = 0; trial->scenario->arguments[i] != NULL; i += 2) {
        if (trial_offers(trial, trial->scenario->arguments[i])) {
            arguments[count++] = trial->scenario->arguments[i];
            arguments[count++] = trial->scenario->arguments[i + 1];
        }
    }
    bool ready = subject_try(server, trial->program, arguments, trial->scenario->descriptors);
    if (!ready) {
        trial_expect(trial, trial->scenario->may_refuse && server->end.status == 1 && server->end.said[0] != '\0',
                     "it did not become ready, ended with %d and said: %s", server->end.status, server->end.said);
    }
    return ready;
}

/* So that there is something to compare with, and to see whether all is as it was. */
static void note_bystander(struct trial *trial, const char *when)
{
    struct bystander *bystander = bystander_start(trial->server.port, PAUSE);
    pause_for(SECOND / 2);
    account_for_bystander(trial, bystander, when);
}

static void undergo(struct trial *trial)
{
    if (!trial_start(trial, &trial->server)) {
        return;
    }
    pause_for(300 * MILLISECOND);
    struct usage before = trial_look(trial);
    note_usage("before", &before, 0.3);
    subject_forget_most(&trial->server);
    note_bystander(trial, "before");
    struct bystander *bystander = bystander_start(trial->server.port, PAUSE);
    int64_t start = clock_nanoseconds();
    trial->scenario->run(trial);
    struct usage during = trial_look(trial);
    double seconds = (double)(clock_nanoseconds() - start) / (double)SECOND;
    account_for_bystander(trial, bystander, "during");
    if (!subject_ended(&trial->server)) {
        during.descriptors = trial->most_descriptors;
        during.processor -= before.processor;
        note_usage("during", &during, seconds);
        look_afterwards(trial, &before);
        note_bystander(trial, "after");
    }
    subject_stop(&trial->server);
    trial_note("SIGTERM ended it in %.0f ms", (double)trial->server.end.took / (double)MILLISECOND);
    trial->failed = !subject_ended_well(&trial->server) || trial->failed;
}

bool trial_run(const struct scenario *scenario, const char *program, const char *help, long rounds)
{
    struct trial trial = {.scenario = scenario, .program = program, .help = help, .rounds = rounds};
    printf("%s: %s\n", scenario->name, scenario->what);
    if (scenario->on_its_own) {
        scenario->run(&trial);
    } else {
        undergo(&trial);
    }
    printf("\n");
    return !trial.failed;
}
