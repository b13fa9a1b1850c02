#include "tests/failing/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum {
    TRIALS = 40,       /* of one owner's calls of one function; spread where there are more */
    TRIALS_MOST = 60,  /* where there are more than there were at first */
    LAST_WORDS = 2000, /* milliseconds in which a process that breaks down ends */
};

void order_give(struct order *order, const struct trial *trial)
{
    order->owner = (int)trial->owner;
    order->nth = trial->nth;
    order->error = trial->row->error;
    atomic_store(&order->count, 0);
    atomic_store(&order->struck, 0);
    atomic_store(&order->call, (int)trial->row->call);
}

uintptr_t order_take(struct order *order)
{
    atomic_store(&order->call, CALL_NONE);
    return atomic_load(&order->struck);
}

bool ended_for_want_of_memory(const struct server *server, const struct row *row)
{
    bool by_itself =
        WIFSIGNALED(server->status) ? WTERMSIG(server->status) == SIGABRT : WEXITSTATUS(server->status) > 0;
    return row->call == CALL_malloc && server->ended && by_itself &&
           strcmp(server->said, "statusd: out of memory\n") == 0;
}

void session_begin(struct session *session, const struct setting *setting, int kind)
{
    session->setting = setting;
    session->kind = kind;
    if (!server_start(&session->server, setting)) {
        fprintf(stderr, "failing: statusd did not become ready\n");
        exit(2);
    }
    session->size = server_size(&session->server);
    exchange(session->server.port, &kinds[0], SERVER_PATIENCE, &session->plain);
    exchange(session->server.port, &kinds[kind], SERVER_PATIENCE, &session->whole);
}

void session_end(struct session *session, char *what)
{
    char how[SERVER_TEXT];
    server_stop(&session->server, how);
    snprintf(what, SERVER_TEXT, how[0] != '\0' ? "at the stop: %.*s" : "", SERVER_TEXT - 16, how);
}

/* An answer is what it always is, as far as it comes, or else one that says that the server failed. */
static bool is_right(const struct answer *answer, const struct answer *whole)
{
    static const char failed[] = "HTTP/1.1 5";
    return answer_begins(answer, whole) ||
           (answer->length >= sizeof failed - 1 && memcmp(answer->bytes, failed, sizeof failed - 1) == 0);
}

static void describe_size(const struct session *session, char *what)
{
    struct server_size is = server_size(&session->server), was = session->size;
    snprintf(what, SERVER_TEXT, "%+d descriptors and %+d threads left", is.descriptors - was.descriptors,
             is.threads - was.threads);
}

/* Into what: what is wrong after an exchange in which a call failed, "" for nothing. */
static void judge(struct session *session, const struct row *row, const struct answer *answer, char *what)
{
    static struct answer next;
    struct server *server = &session->server;
    what[0] = '\0';
    exchange(server->port, &kinds[0], SERVER_PATIENCE, &next);
    bool served = next.length == session->plain.length && answer_begins(&next, &session->plain);
    bool settled = served && server_settles(server, session->size);
    if (server_ends(server, served ? 0 : LAST_WORDS)) {
        if (!ended_for_want_of_memory(server, row)) {
            server_describe(server, what);
        }
    } else if (!served) {
        snprintf(what, SERVER_TEXT, "the next exchange got %zu bytes of %zu", next.length, session->plain.length);
    } else if (!settled) {
        describe_size(session, what);
    } else if (!is_right(answer, &session->whole)) {
        snprintf(what, SERVER_TEXT, "answered wrong, with %zu bytes where %zu are right", answer->length,
                 session->whole.length);
    }
}

static uintptr_t try(struct session *session, const struct trial *trial, char *what)
{
    static struct answer answer;
    order_give(session->setting->order, trial);
    exchange(session->server.port, &kinds[session->kind], CLIENT_PATIENCE, &answer);
    uintptr_t struck = order_take(session->setting->order);
    judge(session, trial->row, &answer, what);
    return struck;
}

/* What went wrong once is not held against the next trial. */
static void begin_again(struct session *session)
{
    char ignored[SERVER_TEXT];
    session_end(session, ignored);
    session_begin(session, session->setting, session->kind);
}

/* How many calls there are to fail; -1 where the exchange does not go well even if none does. */
static int count_calls(struct session *session, struct tally *tally, const struct trial *trial)
{
    char what[SERVER_TEXT];
    try(session, trial, what);
    tally_fail(tally, trial, what);
    return what[0] == '\0' ? atomic_load(&session->setting->order->count) : -1;
}

static void stop_and_begin(struct session *session, struct tally *tally, const struct trial *last)
{
    char what[SERVER_TEXT];
    session_end(session, what);
    tally_fail(tally, last, what);
    session_begin(session, session->setting, session->kind);
}

bool session_run(struct session *session, struct tally *tally, const struct row *row, enum owner owner)
{
    char what[SERVER_TEXT];
    struct trial trial = {row, session->kind, owner, 0};
    int count = count_calls(session, tally, &trial), step = 1 + count / TRIALS;
    int misses = count == 0; /* threads race: what is not called this time may be the next */
    trial.nth = 1;
    while (count >= 0 && misses < 2 && trial.nth <= TRIALS_MOST * step) {
        uintptr_t struck = try(session, &trial, what);
        tally_add(tally, session->setting, &trial, struck, what);
        if (what[0] != '\0' || session->server.ended) {
            begin_again(session);
        }
        misses = struck != 0 ? 0 : misses + 1;
        trial.nth += struck != 0 ? step : 0;
    }
    if (trial.nth > 1) {
        stop_and_begin(session, tally, &trial);
    }
    return count >= 0;
}
