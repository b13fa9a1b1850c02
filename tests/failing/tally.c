#include "tests/failing/tally.h"

#include "tests/failing/known.h"
#include "tests/failing/server.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LINES = 1000, LINE = SERVER_TEXT + 256, KNOWNS_MAX = 32, ALIKE = 2 /* lines of one row and kind */ };

struct line {
    struct trial trial;
    char text[LINE];
};

struct lines {
    atomic_int count;
    struct line at[LINES];
};

struct tally {
    atomic_int tried[ROWS_MAX][KINDS_MAX][OWNERS];
    atomic_int passed, failed, known[KNOWNS_MAX];
    struct lines failures, notes;
};

static const char *const owners[] = {"statusd", "libmicrohttpd", "another library"};

struct tally *tally_new(void)
{
    void *memory = mmap(NULL, sizeof(struct tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("failing");
        exit(2);
    }
    return memory;
}

static const char *kind_name(int kind)
{
    return kinds[kind].name != NULL ? kinds[kind].name : "life";
}

/* Where is NULL for what was seen only later than the call failed. */
static void write_line(struct lines *lines, const struct trial *trial, const char *where, const char *what)
{
    int place = atomic_fetch_add(&lines->count, 1);
    if (place >= LINES) {
        return;
    }
    struct line *line = &lines->at[place];
    line->trial = *trial;
    if (trial->nth == 0) {
        snprintf(line->text, LINE, "%s, although nothing failed: %s", kind_name(trial->kind), what);
    } else if (where == NULL) {
        snprintf(line->text, LINE, "%s, after calls up to %d by %s, %s: %s", trial->row->name, trial->nth - 1,
                 owners[trial->owner], kind_name(trial->kind), what);
    } else {
        snprintf(line->text, LINE, "%s, call %d by %s%s, %s: %s", trial->row->name, trial->nth, owners[trial->owner],
                 where, kind_name(trial->kind), what);
    }
}

/* " (file:line)" of a call that the program made, as its debugging information has it. */
static void find_place(const struct setting *setting, uintptr_t struck, char *where, size_t room)
{
    char command[512], line[128] = "";
    snprintf(command, sizeof command, "addr2line -s -e '%s' 0x%lx 2> /dev/null", setting->program,
             (unsigned long)struck - 1);
    FILE *pipe = popen(command, "r");
    if (pipe != NULL && fgets(line, sizeof line, pipe) != NULL) {
        snprintf(where, room, " (%.*s)", (int)strcspn(line, " \n"), line);
    }
    if (pipe != NULL) {
        pclose(pipe);
    }
}

static void add_failure(struct tally *tally, const struct trial *trial, const char *where, const char *what)
{
    const struct known *known = trial->owner == OWNER_LIBRARY ? known_find(trial->row->call, what) : NULL;
    if (known != NULL) {
        atomic_fetch_add(&tally->known[known - knowns], 1);
    } else {
        atomic_fetch_add(&tally->failed, 1);
        write_line(&tally->failures, trial, where, what);
    }
}

void tally_fail(struct tally *tally, const struct trial *trial, const char *what)
{
    if (what[0] != '\0') {
        add_failure(tally, trial, NULL, what);
    }
}

void tally_add(struct tally *tally, const struct setting *setting, const struct trial *trial, uintptr_t struck,
               const char *what)
{
    char where[160] = "";
    if (struck == 0) {
        tally_fail(tally, trial, what);
        return;
    }
    atomic_fetch_add(&tally->tried[trial->row - rows][trial->kind][trial->owner], 1);
    if (what[0] == '\0') {
        atomic_fetch_add(&tally->passed, 1);
        return;
    }
    if (trial->owner == OWNER_PROGRAM) {
        find_place(setting, struck, where, sizeof where);
    } else {
        snprintf(where, sizeof where, " (%s)", setting->order->place);
    }
    add_failure(tally, trial, where, what);
}

void tally_note(struct tally *tally, const struct trial *trial, const char *what)
{
    write_line(&tally->notes, trial, "", what);
}

/* Rows in their order, in each the owners, the kinds, the calls. */
static int by_trial(const void *a, const void *b)
{
    const struct trial *left = &((const struct line *)a)->trial, *right = &((const struct line *)b)->trial;
    if (left->row != right->row) {
        return left->row < right->row ? -1 : 1;
    }
    if (left->owner != right->owner) {
        return left->owner < right->owner ? -1 : 1;
    }
    return left->kind != right->kind ? left->kind - right->kind : left->nth - right->nth;
}

static bool is_alike(const struct trial *one, const struct trial *other)
{
    return one->row == other->row && one->owner == other->owner && one->kind == other->kind;
}

static void print_lines(const char *title, struct lines *lines)
{
    int alike = 0, count = lines->count < LINES ? lines->count : LINES;
    qsort(lines->at, (size_t)count, sizeof lines->at[0], by_trial);
    if (count > 0) {
        printf("\n%s\n", title);
    }
    for (int i = 0; i < count; i++) {
        alike = i > 0 && is_alike(&lines->at[i - 1].trial, &lines->at[i].trial) ? alike + 1 : 0;
        if (alike < ALIKE) {
            printf("  %s\n", lines->at[i].text);
        } else if (i + 1 == count || !is_alike(&lines->at[i].trial, &lines->at[i + 1].trial)) {
            printf("    and %d more of that call and kind\n", alike + 1 - ALIKE);
        }
    }
}

static bool was_tried(const struct tally *tally, int row)
{
    for (int kind = 0; kind < KINDS_MAX; kind++) {
        for (int owner = 0; owner < OWNERS; owner++) {
            if (tally->tried[row][kind][owner] > 0) {
                return true;
            }
        }
    }
    return false;
}

static void print_cell(const atomic_int tried[OWNERS])
{
    char text[32] = "";
    if (tried[OWNER_OTHER] > 0) {
        snprintf(text, sizeof text, "%d+%d+%d", tried[OWNER_PROGRAM], tried[OWNER_LIBRARY], tried[OWNER_OTHER]);
    } else if (tried[OWNER_PROGRAM] + tried[OWNER_LIBRARY] > 0) {
        snprintf(text, sizeof text, "%d+%d", tried[OWNER_PROGRAM], tried[OWNER_LIBRARY]);
    }
    printf(" %9s", text);
}

static void print_table(const struct tally *tally)
{
    printf("Calls that were made to fail, one at a time: by statusd + by libmicrohttpd (+ by another library)\n\n%-22s",
           "");
    for (int kind = 0; kind <= kind_count(); kind++) {
        printf(" %9s", kind_name(kind));
    }
    for (int row = 0; rows[row].name != NULL; row++) {
        if (was_tried(tally, row)) {
            printf("\n%-22s", rows[row].name);
            for (int kind = 0; kind <= kind_count(); kind++) {
                print_cell(tally->tried[row][kind]);
            }
        }
    }
    printf("\n\nNever called:");
    for (int row = 0; rows[row].name != NULL; row++) {
        if (!was_tried(tally, row)) {
            printf(" %s;", rows[row].name);
        }
    }
    printf("\n");
}

bool tally_print(struct tally *tally)
{
    int known_count = 0;
    print_table(tally);
    print_lines("How processes that did not come to serve ended:", &tally->notes);
    for (const struct known *known = knowns; known->why != NULL; known++) {
        int times = tally->known[known - knowns];
        known_count += times;
        if (times > 0) {
            printf("\nKnown of libmicrohttpd, %d times: %s\n", times, known->why);
        }
    }
    print_lines("Failed:", &tally->failures);
    printf("\nfailing: %d passed, %d failed, %d known of libmicrohttpd\n", tally->passed, tally->failed, known_count);
    return tally->failed == 0;
}
