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

static bool run(struct tally *tally, struct session *session, const struct row *row)
{
    bool goes_on = true;
    for (enum owner owner = 0; owner < OWNERS && goes_on; owner++) {
        goes_on = !counts(row, owner) || session_run(session, tally, row, owner);
    }
    return goes_on;
}

/* All trials of one kind, in a process of their own: each kind has a server of its own, and mostly they wait. */
static void fork_kind(struct setting *setting, struct tally *tally, int kind, const char *call)
{
    static struct session session;
    char what[SERVER_TEXT];
    bool goes_on = true;
    if (fork() != 0) {
        return;
    }
    prepare(setting);
    session_begin(&session, setting, kind);
    for (const struct row *row = rows; row->name != NULL && goes_on; row++) {
        goes_on = !is_wanted(call, row->name) || run(tally, &session, row);
    }
    session_end(&session, what);
    _exit(0);
}

static void fork_life(struct setting *setting, struct tally *tally, const struct row *row)
{
    if (fork() != 0) {
        return;
    }
    prepare(setting);
    for (enum owner owner = 0; owner < OWNERS; owner++) {
        if (counts(row, owner)) {
            life_run(setting, tally, row, owner);
        }
    }
    _exit(0);
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
    int status, broken = 0;
    for (int i = 0; kinds[i].name != NULL; i++) {
        if (is_wanted(kind, kinds[i].name)) {
            fork_kind(&setting, tally, i, call);
        }
    }
    for (const struct row *row = rows; row->name != NULL; row++) {
        if (is_wanted(kind, "life") && is_wanted(call, row->name)) {
            fork_life(&setting, tally, row);
        }
    }
    while (wait(&status) > 0) {
        broken += status != 0;
    }
    if (broken > 0) {
        fprintf(stderr, "failing: %d processes could not try\n", broken);
    }
    return tally_print(tally) && broken == 0 ? 0 : 1;
}
