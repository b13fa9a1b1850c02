/* The statuses: one row for each status code, with all that statusd knows about it.
 *
 * The replies, the catalog and the pages are made from these rows. No other code chooses a phrase, a field or content
 * by comparing status codes.
 */
#ifndef STATUSD_HTTP_STATUS_H
#define STATUSD_HTTP_STATUS_H

#include "base/text.h"

#include <stdbool.h>
#include <time.h>

enum {
    STATUS_MIN = 100,
    STATUS_MAX = 999,
    STATUS_CONTINUE = 100, /* the interim response that Expect asks for (RFC 9110 §10.1.1) */
};

enum status_class { INFORMATIONAL = 1, SUCCESSFUL, REDIRECTION, CLIENT_ERROR, SERVER_ERROR, INVALID };

enum registration {
    REGISTERED,   /* in IANA's registry of status codes */
    TEMPORARY,    /* registered for a limited time (104) */
    LAPSED,       /* was registered for a time that is over */
    DEPRECATED,   /* registered, but not to be used any more (305) */
    UNUSED,       /* registered as unused, so that it is not assigned (306, 418) */
    OBSOLETED,    /* registered, but its definition is historic (510) */
    UNREGISTERED, /* a vendor's own */
    UNASSIGNED,   /* has no row of its own: that of its class holds */
};

/* How strongly the definition asks for a field (RFC 2119); CUSTOMARY: it does not, but vendors send it. */
enum requirement { MUST, SHOULD, MAY, CUSTOMARY };

/* The methods of the requests whose answer has a field. */
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
    CONTENT_EMPTY, /* Content-Length: 0 is sent: 205 (RFC 9110 §15.3.6) */
    CONTENT_NONE,  /* the message ends with its header section: 1xx, 204, 304 */
};

/* What statusd sends as content if content_rule allows it. */
enum content_kind {
    EXPLANATION, /* the default: what the status means, in a media type that Accept chooses */
    DOCUMENT,    /* the row's own document, whatever Accept says */
    PAGE,        /* the row's own document if Accept prefers HTML, otherwise the explanation */
    SAMPLE,      /* the whole sample representation (304: only its length is sent) */
    SAMPLE_PART, /* the ranges of the sample representation that the request asks for */
    HANDSHAKE,   /* none; if the request offers WebSocket, the handshake is answered */
    CONTENT_KINDS,
};

/* What a cache may do with the response if it has no explicit freshness (RFC 9111 §3, §4.2.2). */
enum caching {
    CACHED_BY_HEURISTIC, /* may be stored and reused: RFC 9110 §15.1 */
    CACHED_IF_TOLD,      /* may be stored only with explicit freshness */
    NEVER_STORED,        /* the definition forbids it (RFC 6585) */
    CACHING_CONTESTED,   /* two documents disagree (226) */
    NOT_CACHED,          /* no final response, or never sent */
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

enum {
    STATUS_FIELDS = 8,
    STATUS_CHOICES = 4,
    STATUS_REQUESTS = 4,
    STATUS_REQUEST_FIELDS = 5,
    STATUS_RELATED = 9 /* with a 0 behind the last */
};

/* A request to statusd. NULL means the default, named here. */
struct status_request {
    const char *method;  /* GET */
    const char *target;  /* /status/<code> */
    const char *version; /* HTTP/1.1 */
    /* "Name: value", without framing, and without Host unless it is not the server's. A Content-Length here overrules
     * that of the content. */
    const char *fields[STATUS_REQUEST_FIELDS];
    const char *content; /* none */
    bool chunked;        /* the content is sent in one chunk, without Content-Length (RFC 9112 §7.1) */
    int zeroes;          /* so many zeroes follow the last field, or the target where there is no field */
    int expect;          /* the code that answers it; 0: the row's */
};

struct status {
    int code;
    const char *phrase;          /* "" if the definition has none: then that of the class is sent */
    const char *alias;           /* a name besides that of the phrase: of an earlier phrase, or a short one; or NULL */
    int related[STATUS_RELATED]; /* close by, or easily mistaken for it: their rows name it too; 0 ends them */
    enum registration registration;
    const char *until;  /* the last day of a temporary registration, "YYYY-MM-DD"; NULL: it has no end */
    const char *vendor; /* who defined it; NULL if it is in IANA's registry */
    struct status_definition definition;
    const char *summary;       /* one sentence */
    const char *other_meaning; /* what others mean by the same number, and who; or NULL */
    struct status_field fields[STATUS_FIELDS];
    enum content_rule content_rule;
    enum content_kind content_kind;
    const char *document, *document_type; /* for DOCUMENT and PAGE */
    struct status_choice choices[STATUS_CHOICES];
    const char *content_note; /* what the definition says about the content */
    enum caching caching;
    const char *caching_note; /* the section that says so */
    bool closes;              /* the connection ends after this response */
    const char *connection_note;
    const char *client_should;                   /* what a client does when it gets this status */
    const char *earned_by;                       /* which requests a real server answers with it */
    const char *wire_note;                       /* what is really sent, if that differs from the definition; or NULL */
    struct status_request example;               /* is answered with the status, as /status has it */
    struct status_request earn[STATUS_REQUESTS]; /* earn the status, in order; one without a target ends them */
    const char *unearned;                        /* why no request can earn it; NULL if one does, or may some day */
};

/* All rows, sorted by code; *count is set to their number. */
const struct status *status_all(int *count);

/* The row of code, or NULL if it has none. */
const struct status *status_find(int code);

/* The row of code (100 to 999), or, if it has none, that of its class, whose member code is the class's first. */
const struct status *status_rules(int code);

/* The registration at that time: a temporary one may have lapsed. */
enum registration status_registration(const struct status *status, time_t now);

/* The reason phrase for code (100 to 999); never empty. */
const char *status_phrase(int code);

enum { STATUS_NAME = 64 }; /* bytes */

/* The name of a phrase, in room: its letters and digits, with a hyphen for whatever else stands between two of them,
 * but nothing for an apostrophe: not-found, im-a-teapot. Cut off where it does not fit. */
struct text status_name(const char *phrase, char room[STATUS_NAME]);

/* The row that name, in any case of letters, is the name or the alias of; of several a registered one. NULL: none. */
const struct status *status_named(struct text name);

/* The class of code (RFC 9110 §15); the name of its class ("informational" to "server error", "invalid" from 600 on);
 * and the first digit of code. */
enum status_class status_class(int code);
const char *status_class_name(int code);
int status_digit(int code);

/* Whether field is sent in the answer to a request with method. */
bool status_field_applies(const struct status_field *field, struct text method);

/* Whether a final response follows code: true for every 1xx (RFC 9110 §15.2) except 101, after which the connection
 * speaks another protocol. */
bool status_is_interim(int code);

/* The names of the enumerators in the catalog and in its query. */
const char *registration_name(enum registration registration);
const char *requirement_name(enum requirement requirement);
const char *occasion_name(enum occasion when);
const char *content_rule_name(enum content_rule rule);
const char *caching_name(enum caching caching);

#endif
