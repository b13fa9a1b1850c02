/* A request as it arrived (RFC 9110 §3.4, RFC 9112 §3). */
#ifndef STATUSD_HTTP_REQUEST_H
#define STATUSD_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/text.h"
#include "http/fields.h"

#include <stdbool.h>

/* Plain data: tests and fuzzers make one without a socket. Constant once the head has been read. */
struct request {
    struct text method;
    struct text target;    /* the request target as received */
    struct text authority; /* of the target, where it is in absolute-form */
    struct text raw_path;  /* of the target, as received */
    struct text path;      /* the same percent-decoded */
    struct text query;     /* of the target, as received, without the question mark */
    int minor;             /* HTTP/1.minor */
    struct fields fields;
    struct text content;
    const char *client_address; /* the client's address, without its port */
    bool continued;             /* a 100 (Continue) went out before the content came */
    bool from_outside;          /* the listener is not bound to loopback */
};

/* One name=value of a query, decoded. */
struct parameter {
    struct text name, value;
};

/* Takes target, in origin-form, absolute-form or asterisk-form (RFC 9112 §3.2), apart into path and query.
 * What has to be decoded is put into arena; the rest stays part of target. */
void request_set_target(struct request *request, struct arena *arena, struct text target);

/* text percent-decoded (RFC 3986 §2.1) into arena, or text itself where nothing is encoded. A percent sign
 * without two hexadecimal digits stands for itself. */
struct text percent_decode(struct arena *arena, struct text text);

/* text with everything but unreserved characters and slashes percent-encoded, terminated, in arena. */
struct text percent_encode(struct arena *arena, struct text text);

/* The next parameter of *rest, pieces of which are separated by separator: '&' for a query (where a plus is a
 * space, as in forms), ';' for the parameters of a step. Empty pieces are passed over. */
bool parameter_next(struct arena *arena, struct text *rest, char separator, struct parameter *parameter);

/* The value of the query's first parameter of that name, in whatever case; at is NULL where there is none. */
struct text request_parameter(const struct request *request, struct arena *arena, const char *name);

/* Whether there is a parameter of that name at all. */
bool request_has_parameter(const struct request *request, struct arena *arena, const char *name);

/* The joined value of the fields of that name; empty where there is none. */
struct text request_field(const struct request *request, struct arena *arena, const char *name);

/* Whether the method is GET or HEAD. */
bool request_reads(const struct request *request);

/* Whether a URI reference leads to the host that the client used: a relative reference, or an http or https URI with
 * that authority. What a browser might read otherwise than RFC 3986 does not count. */
bool request_owns_target(const struct request *request, struct text target);

/* The host and port the client used: those of an absolute-form target before the Host field (RFC 9112 §3.2.2), and
 * "localhost" where it sent neither. */
struct text request_host(const struct request *request);

#endif
