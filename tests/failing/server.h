/* A statusd under the shim, and what the system says about it. */
#ifndef STATUSD_TESTS_FAILING_SERVER_H
#define STATUSD_TESTS_FAILING_SERVER_H

#include "tests/failing/order.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    SERVER_PATIENCE = 20 * 1000, /* milliseconds after which what has not ended hangs */
    SERVER_TEXT = 320,
};

/* How to start one: the program, what is preloaded, and the order between the two of us. */
struct setting {
    const char *program, *shims;
    char port_file[64];
    struct order *order;
    int order_fd;
};

struct server {
    const struct setting *setting;
    pid_t pid;
    int out, errors, port;
    bool ready; /* it has said so */
    bool ended;
    int status;             /* as waitpid tells it, once it has ended */
    char said[SERVER_TEXT]; /* on its standard error; complete once it has ended */
};

/* Milliseconds of a clock that only goes forward. */
int64_t now(void);

/* Makes the order that the setting is about; false where the system does not let us. */
bool setting_prepare(struct setting *setting);

/* Starts one, and waits until it is ready or has ended; false where it is not, or does not say on which port. */
bool server_start(struct server *server, const struct setting *setting);

/* Whether it ends within so many milliseconds. */
bool server_ends(struct server *server, int wait);

/* Waits until it has as many descriptors and threads as that; false where it keeps others. */
struct server_size {
    int descriptors, threads;
};
struct server_size server_size(const struct server *server);
bool server_settles(struct server *server, struct server_size size);

/* Ends it by SIGTERM, kills it where it does not end, and frees what belongs to it. Into what: how it ended, "" where
 * that was with 0 and without a word. */
void server_stop(struct server *server, char *what);

/* How one that has ended did, in words. */
void server_describe(const struct server *server, char *what);

#endif
