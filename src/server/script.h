/* What is to happen on a connection besides what libmicrohttpd does: plain data, made from a reply. perform.h runs it.
 * Private to src/server. */
#ifndef STATUSD_SERVER_SCRIPT_H
#define STATUSD_SERVER_SCRIPT_H

#include "base/arena.h"
#include "http/reply.h"

#include <stdint.h>

enum script_act {
    SCRIPT_SAY,       /* bytes, as they are */
    SCRIPT_CONTENT,   /* the reply's content up to byte length, in chunks where chunk is not 0 */
    SCRIPT_FILL,      /* the letter exchange, length times */
    SCRIPT_PAUSE,     /* so many nanoseconds */
    SCRIPT_HAND_BACK, /* end, and let libmicrohttpd go on */
    SCRIPT_RESET,     /* end with a TCP RST */
    SCRIPT_HANG,      /* nothing more, until the client leaves or the server's limit */
    SCRIPT_FINISH,    /* end in order: FIN, and wait for the client's */
};

struct script_step {
    enum script_act act;
    struct text bytes;
    uint64_t length, chunk;
    int64_t pause;
};

/* Its last step hands back, resets, hangs or finishes. Steps and bytes live in the arena of the reply. */
struct script {
    struct arena *arena;
    struct script_step *steps;
    int count, room;
};

/* What a finished reply asks for before its final response: the wait and the interim responses (RFC 9110 §15.2).
 * Ends with handing back; without any step where the reply asks for nothing. */
struct script script_before_final(struct arena *arena, const struct reply *reply);

/* All of the answer to code, a finished reply: what comes before the final response, that response, with its fault if
 * it has one, and the end of the connection. */
struct script script_by_hand(struct arena *arena, const struct reply *reply, int code);

/* Says bytes and hands back. */
struct script script_say_and_hand_back(struct arena *arena, struct text bytes);

#endif
