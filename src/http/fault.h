/* The faults that a request can ask for: ways to break the connection or the framing. Each is described by one row. */
#ifndef STATUSD_HTTP_FAULT_H
#define STATUSD_HTTP_FAULT_H

#include "base/text.h"

#include <stdbool.h>

enum fault_kind {
    BREAKS_CONNECTION, /* the response ends where the fault strikes */
    BREAKS_FRAMING,    /* the response is sent as a whole, but is malformed */
};

/* How the connection ends after the fault. */
enum fault_end {
    END_IN_ORDER, /* with a FIN */
    END_BY_RESET, /* with a TCP RST */
    END_BY_HANG,  /* only when the client closes it, or --max-hang has passed */
};

/* How a malformed response differs from a good one. Zeroed: not at all. */
struct malformation {
    struct text instead;          /* sent in place of the whole response */
    const char *version;          /* of the status line; NULL: HTTP/1.1 */
    bool no_status_line;          /* the field lines come first */
    const char *line_end;         /* of the lines of the head; NULL: CR LF */
    struct text field_line;       /* one more field line, with its end */
    bool huge_field;              /* one more field line, whose value has 1 MiB */
    int length_error;             /* is added to Content-Length, which is at least 0 */
    bool second_length;           /* a second Content-Length, larger by one */
    bool chunked, length_as_well; /* Transfer-Encoding: chunked; Content-Length beside it */
    bool bad_chunk_size;          /* the first chunk size is not a number */
    bool no_last_chunk;           /* the connection ends in place of the last chunk (RFC 9112 §7.1) */
};

struct fault {
    const char *name, *help;
    enum fault_kind kind;
    enum fault_end end;
    struct malformation malformation;
};

/* Where a fault that breaks the connection strikes. */
enum fault_point {
    AT_START,      /* before any byte */
    AT_HEAD,       /* in the middle of the head */
    AT_AFTER_HEAD, /* behind the head */
    AT_BODY,       /* in the middle of the content */
    AT_LAST_CHUNK, /* after the content, before the last chunk (RFC 9112 §7.1) */
    FAULT_POINTS,  /* the number of those above, which have names */
    AT_BYTE,       /* after a number of bytes of content */
};

/* The fault called name, or NULL; and the nth fault, from 0, NULL after the last. */
const struct fault *fault_find(struct text name);
const struct fault *fault_nth(int nth);

/* The name of point, NULL from FAULT_POINTS on; and the point called name, or FAULT_POINTS if there is none. */
const char *fault_point_name(enum fault_point point);
enum fault_point fault_point_find(struct text name);

#endif
