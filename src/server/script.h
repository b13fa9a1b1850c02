/* What is to happen on a connection when an answer is written by hand: plain data, made from a reply.
 * Private to src/server. */
#ifndef STATUSD_SERVER_SCRIPT_H
#define STATUSD_SERVER_SCRIPT_H

#include "base/arena.h"
#include "http/reply.h"

#include <stdint.h>

enum script_act {
    SCRIPT_SAY,     /* bytes, as they are */
    SCRIPT_CONTENT, /* the reply's content up to byte length, in chunks where chunk is not 0 */
    SCRIPT_FILL,    /* the letter x, length times */
    SCRIPT_PAUSE,   /* so many milliseconds */
    SCRIPT_RESET,   /* end with a TCP RST */
    SCRIPT_HANG,    /* nothing more, until the client leaves or the server's limit */
    SCRIPT_FINISH,  /* end in order: FIN, and wait for the client's */
};

struct script_step {
    enum script_act act;
    struct text bytes;
    uint64_t length, chunk;
    int64_t pause;
};

enum { SCRIPT_STEPS = 12 };

/* Ends with RESET, HANG or FINISH. */
struct script {
    struct script_step steps[SCRIPT_STEPS];
    int count;
};

/* The script that sends a finished reply to code, with its fault if it has one. Bytes live in arena. */
struct script script_write(struct arena *arena, const struct reply *reply, int code);

#endif
