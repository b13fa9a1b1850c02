/* A script: what we do on a connection ourselves, in place of libmicrohttpd, step by step. Plain data, made from a
 * reply; perform.h runs it. Private to src/server. */
#ifndef STATUSD_SERVER_SCRIPT_H
#define STATUSD_SERVER_SCRIPT_H

#include "base/arena.h"
#include "http/reply.h"

#include <stdint.h>

enum script_act {
    SCRIPT_SAY,       /* send bytes */
    SCRIPT_CONTENT,   /* send the first length bytes of the reply's content, in chunks of chunk bytes; 0: not chunked */
    SCRIPT_FILL,      /* send the letter x, length times */
    SCRIPT_PAUSE,     /* wait for pause nanoseconds */
    SCRIPT_ECHO,      /* echo WebSocket messages until either side sends a Close, or the client closes its half */
    SCRIPT_HAND_BACK, /* end, and let libmicrohttpd go on */
    SCRIPT_RESET,     /* end with a TCP RST */
    SCRIPT_HANG,      /* send nothing until the client closes or --max-hang has passed, then end */
    SCRIPT_FINISH,    /* end in order: send a FIN, and wait for the client's */
};

/* An act, and those of the other members that it mentions. */
struct script_step {
    enum script_act act;
    struct text bytes;
    uint64_t length, chunk;
    int64_t pause;
};

/* The last step is SCRIPT_HAND_BACK, _RESET, _HANG or _FINISH. Steps and bytes live in arena, or in the reply. */
struct script {
    struct arena *arena;
    struct script_step *steps;
    int count, room;
};

/* What comes before the final response of a finished reply (reply_finish): its delay and its interim responses (RFC
 * 9110 §15.2). Ends with SCRIPT_HAND_BACK; has no steps where the reply has neither. */
struct script script_before_final(struct arena *arena, const struct reply *reply);

/* A whole answer, with status code, from a finished reply: what comes before the final response, the final response,
 * with its fault if it has one, and the end of the connection. */
struct script script_by_hand(struct arena *arena, const struct reply *reply, int code);

struct script script_say_and_hand_back(struct arena *arena, struct text bytes);

#endif
