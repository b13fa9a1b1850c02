/*
 * Makes calls of the system fail, one at a time, while statusd serves, starts and stops, and looks whether it copes.
 *
 *     failing STATUSD SHIM[:SHIM] [CALL [KIND]]
 *
 * For every function, and every kind of exchange, the first call that is made in it fails, then the second, until there
 * are no more. Whatever becomes of the exchange, no byte of it may be wrong, the process must live, the next exchange
 * be served, and descriptors and threads be as before; at the end it must stop as ever, which under a sanitizer also
 * means that nothing leaked. A process that cannot start must say why. CALL and KIND narrow it down ("life" is a kind).
 * Nothing is judged by time, apart from what hangs for 20 seconds.
 */
#include "tests/failing/life.h"
#include "tests/failing/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The system's other calls in other libraries are theirs; but whoever asks cJSON for something must notice when it
 * could not get the memory. */
static bool counts(const struct row *row, enum owner owner)
{
    return owner != OWNER_OTHER || row->call == CALL_malloc;
}

static bool is_wanted(const char *wanted, const char *name)
{
    return strncmp(wanted, name, strlen(wanted)) == 0;
}

static void prepare(struct setting *setting)
{
    if (!setting_prepare(setting)) {
        perror("failing");
        _exit(2);
    }
}

static void run(struct tally *tally, struct session *session, const struct row *row)
{
    for (enum owner owner = 0; owner < OWNERS; owner++) {
        if (counts(row, owner)) {
            session_run(session, tally, row, owner);
        }
    }
}

/* All trials of one kind, in a process of their own: each kind has a server of its own, and mostly they wait. */
static void fork_kind(struct setting *setting, struct tally *tally, int kind, const char *call)
{
    static struct session session;
    char what[SERVER_TEXT];
    if (fork() != 0) {
        return;
    }
    prepare(setting);
    session_begin(&session, setting, kind);
    bool goes_on = session_count(&session, tally);
    for (const struct row *row = rows; row->name != NULL && goes_on; row++) {
        if (is_wanted(call, row->name)) {
            run(tally, &session, row);
        }
    }
    session_end(&session, what);
    _exit(0);
}

/* All trials of lives, in a process for each row. */
static void fork_lives(struct setting *setting, struct tally *tally, const char *call)
{
    int calls[CALLS][OWNERS];
    prepare(setting);
    if (!life_count(setting, calls)) {
        fprintf(stderr, "failing: statusd does not serve and stop although nothing fails\n");
        _exit(2);
    }
    for (const struct row *row = rows; row->name != NULL; row++) {
        if (!is_wanted(call, row->name) || fork() != 0) {
            continue;
        }
        prepare(setting);
        for (enum owner owner = 0; owner < OWNERS; owner++) {
            life_run(setting, tally, row, owner, counts(row, owner) ? calls[row->call][owner] : 0);
        }
        _exit(0);
    }
}

/* How many of our processes could not do their work. */
static int wait_for_all(void)
{
    int status, broken = 0;
    while (wait(&status) > 0) {
        broken += status != 0;
    }
    return broken;
}

int main(int argc, char *argv[])
{
    if (argc < 3 || argc > 5) {
        fprintf(stderr, "usage: failing STATUSD SHIM[:SHIM] [CALL [KIND]]\n");
        return 2;
    }
    struct setting setting = {.program = argv[1], .shims = argv[2]};
    struct tally *tally = tally_new();
    const char *call = argc > 3 ? argv[3] : "", *kind = argc > 4 ? argv[4] : "";
    for (int i = 0; kinds[i].name != NULL; i++) {
        if (is_wanted(kind, kinds[i].name)) {
            fork_kind(&setting, tally, i, call);
        }
    }
    if (is_wanted(kind, "life") && fork() == 0) {
        fork_lives(&setting, tally, call);
        _exit(wait_for_all());
    }
    int broken = wait_for_all();
    if (broken > 0) {
        fprintf(stderr, "failing: %d processes could not try\n", broken);
    }
    return tally_print(tally) && broken == 0 ? 0 : 1;
}
