#include "tests/failing/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum {
    TRIALS = 40,       /* of one owner's calls of one function; spread where there are more */
    TRIALS_MOST = 60,  /* where there are more than there were at first */
    COUNTINGS = 3,     /* exchanges: in some a thread calls what in others it need not */
    LAST_WORDS = 2000, /* milliseconds in which a process that breaks down ends */
};

static void order_begin(struct order *order, int call)
{
    atomic_store(&order->call, CALL_NONE);
    memset(order->counts, 0, sizeof order->counts);
    atomic_store(&order->struck, 0);
    atomic_store(&order->call, call);
}

void order_give(struct order *order, const struct trial *trial)
{
    order->owner = (int)trial->owner;
    order->nth = trial->nth;
    order->error = trial->row->error;
    order_begin(order, (int)trial->row->call);
}

void order_count(struct order *order)
{
    order_begin(order, CALLS);
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

/* An exchange under the order that was given. */
static uintptr_t try(struct session *session, const struct row *row, char *what)
{
    static struct answer answer;
    exchange(session->server.port, &kinds[session->kind], CLIENT_PATIENCE, &answer);
    uintptr_t struck = order_take(session->setting->order);
    judge(session, row, &answer, what);
    return struck;
}

bool session_count(struct session *session, struct tally *tally)
{
    char what[SERVER_TEXT] = "";
    struct trial none = {rows, session->kind, OWNER_PROGRAM, 0};
    struct order *order = session->setting->order;
    for (int i = 0; i < COUNTINGS && what[0] == '\0'; i++) {
        order_count(order);
        try(session, rows, what);
        for (int call = 0; call < CALLS; call++) {
            for (int owner = 0; owner < OWNERS; owner++) {
                int count = atomic_load(&order->counts[call][owner]), *most = &session->counts[call][owner];
                *most = count > *most ? count : *most;
            }
        }
    }
    tally_fail(tally, &none, what);
    return what[0] == '\0';
}

/* What went wrong once is not held against the next trial. */
static void begin_again(struct session *session)
{
    char ignored[SERVER_TEXT];
    session_end(session, ignored);
    session_begin(session, session->setting, session->kind);
}

static void stop_and_begin(struct session *session, struct tally *tally, const struct trial *last)
{
    char what[SERVER_TEXT];
    session_end(session, what);
    tally_fail(tally, last, what);
    session_begin(session, session->setting, session->kind);
}

void session_run(struct session *session, struct tally *tally, const struct row *row, enum owner owner)
{
    char what[SERVER_TEXT];
    struct trial trial = {row, session->kind, owner, 1};
    int count = session->counts[row->call][owner], step = 1 + count / TRIALS;
    int misses = 0; /* threads race: what is not called this time may be the next */
    while (count > 0 && misses < 2 && trial.nth <= TRIALS_MOST * step) {
        order_give(session->setting->order, &trial);
        uintptr_t struck = try(session, row, what);
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
}
