#include "tests/abuse/fuzzer.h"

#include "base/buffer.h"
#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { IN_FLIGHT = 64 };

struct slot {
    struct arena arena;
    struct plan plan;
    uint64_t index;
    bool taken; /* its member's answers are still to be counted */
};

/* Leaves out the options that this program does not have. */
static void choose_arguments(struct fuzzer *fuzzer, const char *const arguments[])
{
    static char help[16 * 1024];
    int count = 0;
    subject_help(fuzzer->program, NULL, help, sizeof help);
    for (int i = 0; arguments[i] != NULL; i += 2) {
        char option[64];
        snprintf(option, sizeof option, "%s ", arguments[i]);
        if (strstr(help, option) != NULL) {
            fuzzer->known[count++] = arguments[i];
            fuzzer->known[count++] = arguments[i + 1];
        }
    }
}

static void start(struct fuzzer *fuzzer)
{
    fuzzer->server = subject_start(fuzzer->program, fuzzer->known, 0);
    fuzzer->crowd = crowd_new(fuzzer->server.port, IN_FLIGHT);
}

struct fuzzer *fuzzer_new(const char *program, const char *const arguments[], const char *readme, uint64_t seed,
                          uint64_t first)
{
    static char modifiers[16 * 1024];
    struct fuzzer *fuzzer = memory_new(sizeof *fuzzer);
    fuzzer->program = program;
    fuzzer->seed = seed;
    fuzzer->index = first;
    fuzzer->slots = memory_new(IN_FLIGHT * sizeof *fuzzer->slots);
    arena_init(&fuzzer->arena, NULL, 0);
    choose_arguments(fuzzer, arguments);
    subject_help(program, "modifiers", modifiers, sizeof modifiers);
    start(fuzzer);
    fuzzer->seeds = seeds_collect(&fuzzer->arena, readme, modifiers, fuzzer->server.port);
    printf("%zu requests and %zu modifiers to begin with\n", fuzzer->seeds.count, fuzzer->seeds.modifiers.count);
    return fuzzer;
}

static void count_answers(struct fuzzer *fuzzer, int place)
{
    const struct heads *heads = &crowd_member(fuzzer->crowd, place)->heads;
    for (int i = 0; fuzzer->slots[place].taken && i < 10; i++) {
        fuzzer->classes[i] += heads->classes[i];
    }
    fuzzer->slots[place].taken = false;
}

static void follow(struct fuzzer *fuzzer, int place)
{
    struct slot *slot = &fuzzer->slots[place];
    count_answers(fuzzer, place);
    arena_release(&slot->arena);
    slot->plan = plan_make(&slot->arena, &fuzzer->seeds, fuzzer->seed, fuzzer->index);
    slot->index = fuzzer->index;
    if (crowd_join(fuzzer->crowd, place, slot->plan.bytes, &slot->plan.manner)) {
        slot->taken = true;
        fuzzer->index++;
        fuzzer->connections++;
        fuzzer->requests += (uint64_t)slot->plan.requests;
    }
}

static void go_on(struct fuzzer *fuzzer, bool others_follow)
{
    int64_t now = clock_nanoseconds();
    for (int i = 0; i < IN_FLIGHT; i++) {
        const struct member *member = crowd_member(fuzzer->crowd, i);
        if (member->course == GOING && now > member->opened + fuzzer->slots[i].plan.most) {
            crowd_leave(fuzzer->crowd, i, fuzzer->slots[i].plan.manner.resets);
        }
        if (member->course != GOING && others_follow) {
            follow(fuzzer, i);
        }
    }
    crowd_turn(fuzzer->crowd, 5 * MILLISECOND);
}

void fuzzer_turn(struct fuzzer *fuzzer)
{
    go_on(fuzzer, true);
}

void fuzzer_drain(struct fuzzer *fuzzer)
{
    while (crowd_going(fuzzer->crowd) > 0) {
        go_on(fuzzer, false);
    }
}

void fuzzer_stop(struct fuzzer *fuzzer, struct samples *samples)
{
    int64_t asked = clock_nanoseconds(), until = asked + PATIENCE_SECONDS * SECOND;
    subject_tell_to_stop(&fuzzer->server);
    while (!subject_ended(&fuzzer->server) && clock_nanoseconds() < until) {
        go_on(fuzzer, true);
    }
    samples_add(samples, clock_nanoseconds() - asked);
    if (!subject_ended(&fuzzer->server)) {
        subject_stop(&fuzzer->server);
        fuzzer->server.end.in_time = false;
    }
}

static void close_crowd(struct fuzzer *fuzzer)
{
    for (int i = 0; i < IN_FLIGHT; i++) {
        count_answers(fuzzer, i);
    }
    crowd_free(fuzzer->crowd);
}

void fuzzer_restart(struct fuzzer *fuzzer)
{
    close_crowd(fuzzer);
    start(fuzzer);
}

/* Named after the seed too, so that failures of several do not mix. */
static void write_bytes(const struct fuzzer *fuzzer, const char *folder, const char *ending, struct text bytes)
{
    char name[4096];
    snprintf(name, sizeof name, "%s/%lu-%s", folder, (unsigned long)fuzzer->seed, ending);
    FILE *file = fopen(name, "we");
    if (file == NULL || fwrite(bytes.at, 1, bytes.length, file) != bytes.length) {
        fail(name);
    }
    fclose(file);
}

static void keep_plan(struct fuzzer *fuzzer, const char *folder, uint64_t index, struct buffer *list, const char *state)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct plan plan = plan_make(&arena, &fuzzer->seeds, fuzzer->seed, index);
    const struct manner *manner = &plan.manner;
    buffer_print(list,
                 "%lu %s: %d requests, %zu bytes; writes %zu at a time, every %ld ns, then %s; reads %zu at a time, "
                 "every %ld ns, %zu at most (0: all); leaves after %ld ns (0: never)%s\n",
                 (unsigned long)index, state, plan.requests, plan.bytes.length, manner->write_piece, manner->write_gap,
                 manner->written == STAY         ? "stays"
                 : manner->written == HALF_CLOSE ? "half-closes"
                                                 : "leaves",
                 manner->read_piece, manner->read_gap, manner->enough, manner->patience,
                 manner->resets ? ", by a reset" : "");
    write_bytes(fuzzer, folder, arena_printf(&arena, "%lu.bytes", (unsigned long)index).at, plan.bytes);
    arena_release(&arena);
}

void fuzzer_keep(struct fuzzer *fuzzer, const char *folder)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct buffer list = buffer_in(&arena);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fail(folder);
    }
    for (int i = 0; i < IN_FLIGHT; i++) {
        if (crowd_member(fuzzer->crowd, i)->course == GOING) {
            keep_plan(fuzzer, folder, fuzzer->slots[i].index, &list, "live");
        }
    }
    for (uint64_t back = 1; back <= FUZZER_KEPT && back <= fuzzer->index; back++) {
        keep_plan(fuzzer, folder, fuzzer->index - back, &list, "of late");
    }
    write_bytes(fuzzer, folder, "list", buffer_text(&list));
    arena_release(&arena);
}

void fuzzer_print_answers(const struct fuzzer *fuzzer)
{
    printf("answers:");
    for (int i = 0; i < 10; i++) {
        printf(" %dxx %lu%s", i, (unsigned long)fuzzer->classes[i], i < 9 ? "," : "\n");
    }
}

void fuzzer_free(struct fuzzer *fuzzer)
{
    close_crowd(fuzzer);
    for (int i = 0; i < IN_FLIGHT; i++) {
        arena_release(&fuzzer->slots[i].arena);
    }
    arena_release(&fuzzer->arena);
    free(fuzzer->slots);
    free(fuzzer);
}
