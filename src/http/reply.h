/* An answer as plain data, before anything of it is sent. */
#ifndef STATUSD_HTTP_REPLY_H
#define STATUSD_HTTP_REPLY_H

#include "base/arena.h"
#include "base/text.h"
#include "http/content.h"
#include "http/fault.h"
#include "http/fields.h"
#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>

enum { INTERIMS_MAX = 16, REPLY_CHUNK = 1024 /* bytes in a chunk, where nobody says how many */ };

/* An interim response (RFC 9110 §15.2). */
struct interim {
    int code;
    struct fields fields;
};

/* Slow content: pieces of so many bytes with a pause behind each. */
struct pace {
    uint64_t piece; /* 0: as fast as it goes */
    int64_t pause;  /* nanoseconds */
};

/* When the byte at position may go out, in nanoseconds after the first; and how many may go out with it. */
int64_t pace_due(const struct pace *pace, uint64_t position);
uint64_t pace_room(const struct pace *pace, uint64_t position);

struct reply;

/* An answer that is made once and sent many times, by many threads. The site owns it and leaves it unchanged as long as
 * the server runs. Whoever sends it keeps in response the form in which it does, and in response_free how its owner is
 * to free that. */
struct prepared_reply {
    struct reply *reply;
    int code;
    _Atomic(void *) response;
    void (*response_free)(void *response);
};

/* Everything that a reply points to lives in its arena or longer. A zeroed reply with an arena is empty. */
struct reply {
    struct arena *arena;
    struct prepared_reply *prepared; /* if set, this is the answer, and nothing below counts */
    struct text phrase;              /* another reason phrase than the status's own; at NULL: its own */
    struct fields fields;            /* neither Date nor framing: the server adds those */
    struct content content;
    struct interim *interims; /* room for INTERIMS_MAX once there is one */
    int interim_count;
    int64_t delay, gap;     /* milliseconds before the first byte; before each later head */
    int64_t after_head;     /* milliseconds between the head and the content */
    uint64_t chunk;         /* chunked, in chunks of this size; 0: not chunked */
    struct fields trailers; /* chunked only */
    struct pace pace;
    bool close;                /* the connection ends with this answer */
    bool tunnel;               /* a 2xx to CONNECT: neither content nor framing (RFC 9110 §9.3.6) */
    bool head_only;            /* no content goes out, though it has a length: HEAD, 304 */
    bool switches;             /* a final 1xx, which is 101: no HTTP follows it on the connection */
    struct text switched;      /* what the new protocol then says before it closes */
    bool content_forced;       /* the content goes out though the status forbids it: a fault asks for that */
    const struct fault *fault; /* NULL: none */
    enum fault_point fault_point;
    uint64_t fault_byte; /* for AT_BYTE */
};

/* Adds the fields that the definition of code gives to an answer to request, but for those that the reply has
 * already. */
void reply_add_defined_fields(struct reply *reply, int code, const struct request *request);

/* Adds a field; the strings are kept. */
void reply_add(struct reply *reply, const char *name, struct text value);

/* Sets a field in place of those of its name. */
void reply_set(struct reply *reply, const char *name, struct text value);

/* Puts an interim response with its defined fields before the final one; false where there are INTERIMS_MAX. */
bool reply_add_interim(struct reply *reply, int code, const struct request *request);

/* Makes text the content, of that media type. */
void reply_content(struct reply *reply, struct text type, struct text text);

/* Forgets everything but the arena. */
void reply_clear(struct reply *reply);

/* The last step of every answer: takes away what the status and the request's version and method forbid
 * (RFC 9110 §8.6, §15; RFC 9112 §6). */
void reply_finish(struct reply *reply, int code, const struct request *request);

#endif
