/* The faults that an answer can be asked to have: one row each, and all that is said or done about one reads its row.
 */
#ifndef STATUSD_HTTP_FAULT_H
#define STATUSD_HTTP_FAULT_H

#include "base/text.h"

#include <stdbool.h>

enum fault_kind {
    BREAKS_CONNECTION, /* the message ends where the fault strikes */
    BREAKS_FRAMING,    /* the message goes out to its end, and is malformed */
};

/* How the connection ends behind a fault. */
enum fault_end {
    END_IN_ORDER, /* with a FIN */
    END_BY_RESET, /* with a TCP RST */
    END_BY_HANG,  /* not before the client leaves, or --max-hang has passed */
};

/* How a malformed message differs from a good one; zeroed, it does not. */
struct malformation {
    struct text instead;          /* all that goes out, in place of the message */
    const char *version;          /* of the status line; NULL: HTTP/1.1 */
    bool no_status_line;          /* the field lines come first */
    const char *line_end;         /* of the lines of the head; NULL: CR LF */
    struct text field_line;       /* one more field line, as it is */
    bool huge_field;              /* one more field line, whose value has 1 MiB */
    int length_error;             /* added to Content-Length, which stays 0 or more */
    bool second_length;           /* a second Content-Length, one larger */
    bool chunked, length_as_well; /* Transfer-Encoding: chunked; Content-Length beside it */
    bool bad_chunk_size;          /* a chunk size that is no number before the content */
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
    AT_LAST_CHUNK, /* all content sent, the last chunk not */
    FAULT_POINTS,
    AT_BYTE, /* behind a number of bytes of content; it has no name */
};

/* The fault of that name, or NULL; and the nth of all, NULL behind the last. */
const struct fault *fault_find(struct text name);
const struct fault *fault_nth(int nth);

/* The name of a point; and the point of that name, FAULT_POINTS where there is none. */
const char *fault_point_name(enum fault_point point);
enum fault_point fault_point_find(struct text name);

#endif
