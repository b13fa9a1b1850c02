/* The statuses: one row per status code, the only place that knows what a code means.
 *
 * Sending, the catalog, the page and the tests read these rows. Nothing else in the program
 * branches on a status code to decide a phrase, a field or content.
 */
#ifndef STATUSD_HTTP_STATUS_H
#define STATUSD_HTTP_STATUS_H

#include "base/text.h"

#include <stdbool.h>

enum {
    STATUS_MIN = 100,
    STATUS_MAX = 999,
    STATUS_CONTINUE = 100, /* the interim response that a request can demand (RFC 9110 §10.1.1) */
};

enum status_class { INFORMATIONAL = 1, SUCCESSFUL, REDIRECTION, CLIENT_ERROR, SERVER_ERROR, INVALID };

enum registration {
    REGISTERED,   /* in IANA's registry */
    TEMPORARY,    /* there for a time (104) */
    DEPRECATED,   /* there, but not to be used any more (305) */
    UNUSED,       /* reserved so that nobody assigns it (306, 418) */
    OBSOLETED,    /* there, its definition is historic (510) */
    UNREGISTERED, /* a vendor's own */
    UNASSIGNED,   /* no row: only the rules of its class hold */
};

/* How strongly the definition asks for a field (RFC 2119); CUSTOMARY where only a vendor's habit asks. */
enum requirement { MUST, SHOULD, MAY, CUSTOMARY };

/* The requests whose answer carries a field. */
enum occasion {
    ALWAYS,
    ON_READ,  /* GET and HEAD */
    ON_WRITE, /* every method but GET and HEAD */
    ON_POST,
    ON_PATCH,
    ON_QUERY,
};

/* Whether the message may have content (RFC 9110 §6.4.1, RFC 9112 §6.3). */
enum content_rule {
    CONTENT_ALLOWED,
    CONTENT_EMPTY, /* length zero, and framed so: 205 (RFC 9110 §15.3.6) */
    CONTENT_NONE,  /* the message ends with its header section: 1xx, 204, 304 */
};

/* What statusd puts into the content where the rule allows one. */
enum content_kind {
    EXPLANATION, /* what the status means, negotiated by Accept: the default */
    DOCUMENT,    /* the row's own document, whatever Accept says */
    PAGE,        /* the row's own document for who prefers HTML, otherwise the explanation */
    SAMPLE,      /* the sample representation, as whole (304: not sent, but it has a length) */
    SAMPLE_PART, /* the ranges of the sample representation that the request asks for */
    HANDSHAKE,   /* none; where the request offers WebSocket, what the handshake must say */
    CONTENT_KINDS,
};

/* What a cache may do with it when no field speaks of freshness (RFC 9111 §3, §4.2.2). */
enum caching {
    CACHED_BY_HEURISTIC, /* may be stored and reused: RFC 9110 §15.1 */
    CACHED_IF_TOLD,      /* only with explicit freshness */
    NEVER_STORED,        /* the definition forbids it (RFC 6585) */
    CACHING_CONTESTED,   /* two documents disagree (226) */
    NOT_CACHED,          /* not a final response, or never on the wire */
};

struct status_field {
    const char *name, *value;
    enum requirement requirement;
    enum occasion when;
};

/* One of the alternatives that a 300 or a 406 lists. */
struct status_choice {
    const char *uri, *type, *language;
};

struct status_definition {
    const char *document; /* "RFC 9110", or the vendor's document */
    const char *section;  /* "15.5.5"; NULL where there is none */
    const char *link;     /* absolute; NULL where nothing public is known */
};

/* A request to statusd that shows the status; what is NULL has its default. */
struct status_example {
    const char *method;    /* GET */
    const char *target;    /* /status/<code> */
    const char *fields[5]; /* "Name: value" */
    const char *content;   /* none */
};

enum { STATUS_FIELDS = 8, STATUS_CHOICES = 4 };

struct status {
    int code;
    const char *phrase; /* as sent; "" where its owner gives none */
    enum registration registration;
    const char *vendor; /* NULL for IANA's own */
    struct status_definition definition;
    const char *summary; /* one sentence */
    struct status_field fields[STATUS_FIELDS];
    enum content_rule content_rule;
    enum content_kind content_kind;
    const char *document, *document_type; /* for DOCUMENT and PAGE */
    struct status_choice choices[STATUS_CHOICES];
    const char *content_note; /* what the definition says of the content */
    enum caching caching;
    const char *caching_note; /* where that is said */
    bool closes;              /* the connection does not outlive this answer */
    const char *connection_note;
    const char *client_should; /* what a client does with it */
    const char *earned_by;     /* what deserves it in real life */
    const char *wire_note;     /* what its owner really sends, where that differs; or NULL */
    struct status_example example;
};

/* All rows, sorted by code; *count gets their number. */
const struct status *status_all(int *count);

/* The row of code, or NULL where it has none. */
const struct status *status_find(int code);

/* The row that rules code, 100 to 999: its own, or its class's (whose .code is then the first of the class). */
const struct status *status_rules(int code);

/* The phrase that goes out with code, 100 to 999; never empty. */
const char *status_phrase(int code);

/* The class of code; its name, "informational" … "server error", "invalid" from 600 on (RFC 9110 §15); and its first
 * digit, which tells the class up to 5. */
enum status_class status_class(int code);
const char *status_class_name(int code);
int status_digit(int code);

/* Whether a field of a row belongs into the answer to method. */
bool status_field_applies(const struct status_field *field, struct text method);

/* Whether code is sent before a final response: every 1xx but the one that ends HTTP on the connection, 101
 * (RFC 9110 §15.2). */
bool status_is_interim(int code);

/* The words for the enumerations, as the catalog and its filters spell them. */
const char *registration_name(enum registration registration);
const char *requirement_name(enum requirement requirement);
const char *occasion_name(enum occasion when);
const char *content_rule_name(enum content_rule rule);
const char *caching_name(enum caching caching);

#endif
