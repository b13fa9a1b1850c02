/* WebSocket frames as a client sends them, and what an echo has to answer, byte for byte after RFC 6455. */
#ifndef STATUSD_TESTS_FRAME_H
#define STATUSD_TESTS_FRAME_H

#include "base/arena.h"

/* A frame, in arena (RFC 6455 §5.2). first is its first byte: FIN, the reserved bits, the opcode. The masked one is as
 * from a client, the other one as from a server. */
struct text frame_masked(struct arena *arena, int first, struct text payload);
struct text frame_unmasked(struct arena *arena, int first, struct text payload);

enum { DIALOGUE_FRAMES = 5, BYTES = -1 };

/* Frames that a client sends, and all that comes back before the connection ends. */
struct dialogue {
    const char *what;
    struct {
        int first;           /* the frame's first byte; BYTES: the payload is sent as it is, without a head */
        struct text payload; /* without an at: there are no more frames */
    } frames[DIALOGUE_FRAMES];
    struct text answer;
};

extern const struct dialogue dialogues[];
extern const int dialogue_count;

/* All that the client sends, in arena. */
struct text dialogue_sent(struct arena *arena, const struct dialogue *dialogue);

/* A message of so many bytes, and the head of the frame that it comes back in, whose first byte is first. */
struct sized {
    size_t size;
    int first;
    struct text head;
};

extern const struct sized sizes[];
extern const int size_count;

/* The bytes of such a message, in arena: letters. */
struct text frame_letters(struct arena *arena, size_t size);

#endif
