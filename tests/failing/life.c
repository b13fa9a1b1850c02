#include "tests/failing/life.h"

#include "tests/failing/session.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { LIVES = 40, LIVES_MOST = 60 };

/* Whether all that it said is one line of its own. */
static bool said_why(const struct server *server)
{
    const char *end = strchr(server->said, '\n');
    return strncmp(server->said, "statusd: ", strlen("statusd: ")) == 0 && end != NULL && end[1] == '\0';
}

/* One that did not come to serve: it has to end by itself, and to say why. */
static void judge_start(struct server *server, struct tally *tally, const struct trial *trial, char *what)
{
    char ignored[SERVER_TEXT];
    what[0] = '\0';
    if (server->ready) {
        snprintf(what, SERVER_TEXT, "ready, but does not say where");
    } else if (!server_ends(server, SERVER_PATIENCE)) {
        snprintf(what, SERVER_TEXT, "neither serves nor ends");
    } else if (!ended_for_want_of_memory(server, trial->row)) {
        server_describe(server, what);
        if (WIFEXITED(server->status) && (WEXITSTATUS(server->status) == 1 || WEXITSTATUS(server->status) == 2) &&
            said_why(server)) {
            tally_note(tally, trial, what);
            what[0] = '\0';
        }
    }
    server_stop(server, ignored);
}

/* One that serves: what comes after the failure is answered, and it stops as ever. */
static void judge_service(struct server *server, const struct setting *setting, const struct trial *trial, char *what)
{
    static struct answer answer;
    exchange(server->port, &kinds[0], CLIENT_PATIENCE, &answer);
    bool struck = atomic_load(&setting->order->struck) != 0;
    exchange(server->port, &kinds[0], struck ? SERVER_PATIENCE : CLIENT_PATIENCE, &answer);
    bool served = answer.length > 15 && memcmp(answer.bytes, "HTTP/1.1 200 OK", 15) == 0;
    server_stop(server, what);
    if (ended_for_want_of_memory(server, trial->row)) {
        what[0] = '\0';
    } else if (struck && !served && what[0] == '\0') {
        snprintf(what, SERVER_TEXT, "ready, but does not answer");
    }
}

static uintptr_t live(const struct setting *setting, struct tally *tally, const struct trial *trial, char *what)
{
    struct server server;
    order_give(setting->order, trial);
    if (server_start(&server, setting)) {
        judge_service(&server, setting, trial, what);
    } else {
        judge_start(&server, tally, trial, what);
    }
    return order_take(setting->order);
}

bool life_count(const struct setting *setting, int counts[CALLS][OWNERS])
{
    struct server server;
    struct trial none = {rows, kind_count(), OWNER_PROGRAM, 0};
    char what[SERVER_TEXT];
    order_count(setting->order);
    bool ready = server_start(&server, setting);
    judge_service(&server, setting, &none, what);
    order_take(setting->order);
    memcpy(counts, setting->order->counts, sizeof setting->order->counts);
    return ready && what[0] == '\0';
}

void life_run(const struct setting *setting, struct tally *tally, const struct row *row, enum owner owner, int count)
{
    char what[SERVER_TEXT];
    struct trial trial = {row, kind_count(), owner, 1};
    int step = 1 + count / LIVES;
    uintptr_t struck = count > 0;
    for (; struck != 0 && trial.nth <= LIVES_MOST * step; trial.nth += step) {
        struck = live(setting, tally, &trial, what);
        tally_add(tally, setting, &trial, struck, what);
    }
}
