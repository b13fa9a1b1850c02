/* A reply: an answer as plain data, complete before any of it is sent. */
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

enum { INTERIMS_MAX = 100, REPLY_CHUNK = 1024 /* bytes in a chunk, unless the request asks for another size */ };

/* An interim response (RFC 9110 §15.2). */
struct interim {
    int code;
    struct fields fields;
};

/* How content is slowed: it is sent in pieces of so many bytes, with a pause after each. */
struct pace {
    uint64_t piece; /* 0: not slowed */
    int64_t pause;  /* nanoseconds */
};

/* When the byte at position may be sent, in nanoseconds after the first byte; and how many bytes from position on may
 * be sent at that time. */
int64_t pace_due(const struct pace *pace, uint64_t position);
uint64_t pace_room(const struct pace *pace, uint64_t position);

/* What is sent before the content of the request is in. */
enum early {
    EARLY_NOTHING, /* besides a 100 (Continue) */
    EARLY_INTERIM, /* the interim responses */
    EARLY_FINAL,   /* the whole answer */
};

/* What becomes of an expectation of a 100 (RFC 9110 §10.1.1). */
enum expectation {
    CONTINUE_BY_STATUS, /* a 100 at once; or the final response in its place, if that is not a success */
    CONTINUE_AFTER,     /* a 100 after a time */
    CONTINUE_NEVER,     /* no 100: the server waits for the content all the same */
};

struct reply;

/* A reply that is made once and sent many times, by many threads. The site owns it, and changes nothing in it while the
 * server runs. The server caches in response the form in which it sends the reply (a struct MHD_Response), and sets
 * response_free to the function with which the site frees that. */
struct prepared_reply {
    struct reply *reply;
    int code;
    _Atomic(void *) response;
    void (*response_free)(void *response);
};

/* What a reply points to lives in its arena, or longer. A reply that is zeroed except for arena is empty. */
struct reply {
    struct arena *arena;
    struct prepared_reply *prepared; /* if not NULL, this is sent, and the members below are ignored */
    struct text phrase;              /* the reason phrase; at is NULL: that of the status */
    struct fields fields;            /* without Date and the fields of the framing, which the server adds */
    struct content content;
    struct interim *interims;
    size_t interim_room; /* for reply_add_interim */
    int interim_count;   /* at most INTERIMS_MAX */
    enum early early;
    int64_t continue_after; /* milliseconds, for CONTINUE_AFTER */
    int64_t delay, gap;     /* milliseconds before the first byte; after each interim response */
    int64_t after_head;     /* milliseconds between the head and the content */
    uint64_t chunk;         /* bytes in a chunk; 0: not chunked */
    struct fields trailers; /* only if chunked */
    struct pace pace;
    enum expectation expectation;
    enum connection_end end;   /* how the connection ends, if this is its last answer */
    int64_t linger;            /* milliseconds that it stays open before that, or until the client sends a byte */
    const struct fault *fault; /* NULL: none */
    uint64_t fault_byte;       /* after how many bytes of content, if fault_point is AT_BYTE */
    enum fault_point fault_point;
    bool close;          /* the connection ends with this answer */
    bool unannounced;    /* it does, and the answer does not say so */
    bool by_hand;        /* only we can write it: libmicrohttpd has no way to say it */
    bool dateless;       /* without a Date, although a server with a clock sends one (RFC 9110 §6.6.1) */
    bool tunnel;         /* a 2xx to CONNECT: neither content nor framing (RFC 9110 §9.3.6) */
    bool head_only;      /* the head says how content is framed, but none is sent: HEAD, 304 */
    bool switches;       /* a 101: what follows it on the connection is not HTTP */
    bool echoes;         /* a 101: it is followed by a WebSocket echo (http/echo.h), not by the end */
    bool content_forced; /* content is sent although the status forbids it: part of a fault */
};

/* Adds the fields that the row of code has for the method of request, except those whose name the reply has already. */
void reply_add_defined_fields(struct reply *reply, int code, const struct request *request);

/* Adds a field. name and value are not copied. */
void reply_add(struct reply *reply, const char *name, struct text value);

/* Replaces all fields of that name, as fields_set does. */
void reply_set(struct reply *reply, const char *name, struct text value);

/* Appends an interim response with the fields of its row, unless the request is of HTTP/1.0, which has none (RFC 9110
 * §15.2). False if nothing was appended, also because there are INTERIMS_MAX already. */
bool reply_add_interim(struct reply *reply, int code, const struct request *request);

/* Whether the whole answer, whose status is code, is sent before the content of request is in: because that is asked
 * for, because a fault strikes at the start, or in place of the 100 that the client waits for. Never a 101, which the
 * 100 comes before (RFC 9110 §7.8). */
bool reply_is_early(const struct reply *reply, int code, const struct request *request);

/* Whether the reply has a fault that breaks the connection before any byte of it. */
bool reply_strikes_at_start(const struct reply *reply);

/* Milliseconds that pass before the final response. */
int64_t reply_time_before_final(const struct reply *reply);

/* Makes text, which is not copied, the content, and type its Content-Type. */
void reply_content(struct reply *reply, struct text type, struct text text);

/* Empties the reply; its arena stays as it is. */
void reply_clear(struct reply *reply);

/* Called last: removes what the status code, or the version or method of request, forbids (RFC 9110 §8.6, §15; RFC 9112
 * §6). */
void reply_finish(struct reply *reply, int code, const struct request *request);

#endif
