/* The faults that a request can ask for: ways to break the connection or the message. Each is described by one row.
 *
 * A row also says what a correct client does with such a response. "Must refuse" stands where RFC 9110 or RFC 9112
 * forbids to take it for a complete response, or where it is no response at all; "may refuse" where they leave it open;
 * "accepts" where the response is valid, or where they say how to read it all the same. */
#ifndef STATUSD_HTTP_FAULT_H
#define STATUSD_HTTP_FAULT_H

#include "base/text.h"

#include <stdbool.h>

enum fault_kind {
    BREAKS_CONNECTION, /* the response ends where the fault strikes */
    BREAKS_MESSAGE,    /* the response is sent as a whole, but differs from a good one */
};

/* How a connection ends after a response that is its last. */
enum connection_end {
    END_IN_ORDER, /* with a FIN, over TLS behind its closure alert (RFC 9112 §9.8) */
    END_BY_CUT,   /* with a FIN alone */
    END_BY_RESET, /* with a TCP RST */
    END_BY_HANG,  /* only when the client closes it, or --max-hang has passed */
    END_BY_408,   /* with a 408 that answers no request, and a FIN */
};

/* What a correct client does. */
enum verdict { ACCEPTS, MAY_REFUSE, MUST_REFUSE };

/* How a response differs from a good one. Zeroed: not at all. */
struct malformation {
    struct text before;       /* sent ahead of the status line */
    struct text instead;      /* sent in place of the whole response */
    const char *version;      /* of the status line; NULL: HTTP/1.1 */
    bool no_status_line;      /* the field lines come first */
    bool no_phrase;           /* the status line ends behind the code */
    const char *line_end;     /* of the lines of the head; NULL: CR LF */
    struct text field_line;   /* one more field line, with its end */
    bool huge_field;          /* one more field line, whose value has 1 MiB */
    const char *framing;      /* the field lines that frame the content, with LF between them and "@" for its length;
                               * NULL: the right ones */
    int length_error;         /* is added to that length, which then is at least 0 */
    bool chunked;             /* the content is sent in chunks; for a row that has framing */
    const char *chunk_prefix; /* precedes each chunk size; NULL: nothing */
    const char *chunk_end;    /* of the lines between the chunks; NULL: CR LF */
    bool no_last_chunk;       /* the connection ends in place of the last chunk (RFC 9112 §7.1) */
    struct text endless_head; /* field lines that are repeated until --max-hang has passed or the client leaves */
    struct text endless_body; /* a chunk that is, after the content */
    struct text after;        /* sent behind the whole response */
};

struct fault {
    const char *name, *help;
    enum fault_kind kind;
    enum connection_end end;
    struct malformation malformation;
    enum verdict verdict;
    const char *client;        /* what a correct client does, in a few words */
    const char *rfc, *section; /* where that is said: the RFC's number, and which section of it */
};

/* Where a fault that breaks the connection strikes. */
enum fault_point {
    AT_START,      /* before any byte, and before the content of the request is in */
    AT_HEAD,       /* in the middle of the head */
    AT_AFTER_HEAD, /* behind the head */
    AT_BODY,       /* in the middle of the content */
    AT_LAST_CHUNK, /* after the content, before the last chunk (RFC 9112 §7.1) */
    AT_TRAILERS,   /* behind the last chunk, in the middle of the trailer section (RFC 9112 §7.1.2) */
    FAULT_POINTS,  /* the number of those above, which have names */
    AT_BYTE,       /* after a number of bytes of content */
};

/* The fault called name, or NULL; and the nth fault, from 0, NULL after the last. */
const struct fault *fault_find(struct text name);
const struct fault *fault_nth(int nth);

/* Whether fault changes how the content is framed; NULL does not. Then the answer is framed, and has the content that
 * was asked for, even where the status forbids both. */
bool fault_frames(const struct fault *fault);

/* "accepts", "may refuse" or "must refuse". */
const char *fault_verdict_name(enum verdict verdict);

/* The name of point, NULL from FAULT_POINTS on; and the point called name, or FAULT_POINTS if there is none. */
const char *fault_point_name(enum fault_point point);
enum fault_point fault_point_find(struct text name);

#endif
