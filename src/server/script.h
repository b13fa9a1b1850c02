/* A script: what we do on a connection ourselves, in place of libmicrohttpd, step by step. Plain data, made from a
 * reply; perform.h runs it. Private to src/server. */
#ifndef STATUSD_SERVER_SCRIPT_H
#define STATUSD_SERVER_SCRIPT_H

#include "base/arena.h"
#include "http/reply.h"

#include <stdint.h>

enum { REPEAT_SIZE = 4096 }; /* bytes */

enum script_act {
    SCRIPT_SAY,       /* send bytes */
    SCRIPT_CONTENT,   /* send the first length bytes of the reply's content, in chunks of chunk bytes; 0: not chunked.
                       * bytes precede each chunk size, and end ends the lines between the chunks */
    SCRIPT_FILL,      /* send the letter x, length times */
    SCRIPT_REPEAT,    /* send bytes again and again, about REPEAT_SIZE at once, until --max-hang has passed */
    SCRIPT_PAUSE,     /* wait for pause nanoseconds */
    SCRIPT_LINGER,    /* wait for pause nanoseconds, or until the client sends a byte, which is left there, or leaves */
    SCRIPT_ECHO,      /* echo WebSocket messages until either side sends a Close, or the client closes its half */
    SCRIPT_HAND_BACK, /* end, and let libmicrohttpd go on */
    SCRIPT_RESET,     /* end with a TCP RST */
    SCRIPT_HANG,      /* send nothing until the client closes or --max-hang has passed, then end */
    SCRIPT_CUT,       /* end with a FIN, over TLS without the closure alert, and wait for the client's */
    SCRIPT_FINISH,    /* end in order: the same, with the closure alert */
};

/* An act, and those of the other members that it mentions. */
struct script_step {
    enum script_act act;
    struct text bytes, end;
    uint64_t length, chunk;
    int64_t pause;
};

/* The last step is SCRIPT_HAND_BACK, _RESET, _HANG, _CUT or _FINISH. Steps and bytes live in arena, or in the reply. */
struct script {
    struct arena *arena;
    struct script_step *steps;
    int count;
    size_t room;
};

/* What comes before the content of request: a 100 (RFC 9110 §10.1.1), and the interim responses if they are early.
 * reply is finished (reply_finish); or, where the answer depends on the content, it says only this much. Ends with
 * SCRIPT_HAND_BACK; has no steps where nothing comes. */
struct script script_before_content(struct arena *arena, const struct reply *reply, const struct request *request);

/* What comes before the final response of a finished reply: its delay and its interim responses (RFC 9110 §15.2). Ends
 * with SCRIPT_HAND_BACK; has no steps where the reply has neither. */
struct script script_before_final(struct arena *arena, const struct reply *reply);

/* A whole answer, with status code, from a finished reply: what comes before the final response, the final response,
 * with its fault if it has one, and the end of the connection. */
struct script script_by_hand(struct arena *arena, const struct reply *reply, int code, enum arrival arrival);

#endif
