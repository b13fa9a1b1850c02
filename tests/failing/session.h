/* Trials one after the other with the same server, as long as nothing goes wrong. */
#ifndef STATUSD_TESTS_FAILING_SESSION_H
#define STATUSD_TESTS_FAILING_SESSION_H

#include "tests/failing/exchange.h"
#include "tests/failing/server.h"
#include "tests/failing/tally.h"

enum { CLIENT_PATIENCE = 4 * 1000 /* milliseconds after which a client goes, answered or not */ };

struct session {
    const struct setting *setting;
    struct server server;
    struct server_size size; /* at rest */
    int kind;
    int counts[CALLS][OWNERS];  /* calls that an exchange makes */
    struct answer whole, plain; /* what is answered where nothing fails; plain is that to the first kind */
};

/* Orders that the trial's call fails; that all calls are counted. */
void order_give(struct order *order, const struct trial *trial);
void order_count(struct order *order);

/* Takes that back; where the call was made, 0 where it was not. */
uintptr_t order_take(struct order *order);

/* Whether the server ended the one way in which it may when there is no memory: by saying so. */
bool ended_for_want_of_memory(const struct server *server, const struct row *row);

/* Starts a server and looks at what it answers; ends the process where there is none. */
void session_begin(struct session *session, const struct setting *setting, int kind);

/* Counts the calls of an exchange; false where it does not go well although none fails. */
bool session_count(struct session *session, struct tally *tally);

/* Makes calls fail, each in turn, that the owner makes. */
void session_run(struct session *session, struct tally *tally, const struct row *row, enum owner owner);

/* Into what: how the server ended, "" where that was as it should be. */
void session_end(struct session *session, char *what);

#endif
