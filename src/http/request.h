/* A request as it arrived (RFC 9110 §3.4, RFC 9112 §3). */
#ifndef STATUSD_HTTP_REQUEST_H
#define STATUSD_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/text.h"
#include "http/fields.h"

#include <stdbool.h>
#include <stdint.h>

/* How much of a request is in, and what its answer is for. */
enum arrival {
    REQUEST_WHOLE,   /* all of it */
    REQUEST_PREVIEW, /* the head; the answer is only looked at, and changes nothing on the server */
    REQUEST_EARLY,   /* the head; the answer goes out before the content is in */
};

/* Plain data: tests and fuzzers make one without a socket. The head does not change once it has been read. */
struct request {
    struct text method;
    struct text target;    /* the request target as received */
    struct text authority; /* of the target, where it is in absolute-form */
    struct text raw_path;  /* of the target, as received */
    struct text path;      /* raw_path, percent-decoded */
    struct text query;     /* of the target, as received, without the question mark */
    int minor;             /* HTTP/1.minor */
    enum arrival arrival;
    bool expects_continue; /* content is to come, and the client waits for a 100 (RFC 9110 §10.1.1) */
    bool from_outside;     /* the listener is not bound to loopback */
    bool secure;           /* it came over TLS */
    bool is_unix;          /* it came over a unix socket */
    struct fields fields;
    struct text content;
    const char *client_address; /* the client's address, without its port */
    uint64_t seed;              /* of what is drawn, so that the answer draws what its preview did; 0: any */
    const char *other_origin;   /* the URL of another listener of the server; NULL: it has none */
};

/* One name=value of a query or of a step, decoded. */
struct parameter {
    struct text name, value;
};

/* Sets target, authority, raw_path, path and query from target, which is in origin-form, absolute-form or asterisk-form
 * (RFC 9112 §3.2). They point into target; path is in arena if there was something to decode. */
void request_set_target(struct request *request, struct arena *arena, struct text target);

/* text percent-decoded (RFC 3986 §2.1), in arena; text itself if nothing is encoded. A percent sign that no two
 * hexadecimal digits follow is kept. */
struct text percent_decode(struct arena *arena, struct text text);

/* text with everything but unreserved characters and slashes percent-encoded, terminated, in arena. */
struct text percent_encode(struct arena *arena, struct text text);

/* Takes the next parameter off *rest; false if there is none left. separator is '&' for a query, in which "+" means a
 * space, and ';' for the parameters of a step. Empty parameters are skipped. */
bool parameter_next(struct arena *arena, struct text *rest, char separator, struct parameter *parameter);

/* The value of the query's first parameter called name, in any case of letters; at is NULL if there is none. */
struct text request_parameter(const struct request *request, struct arena *arena, const char *name);

/* Whether the query has a parameter called name, with or without a value. */
bool request_has_parameter(const struct request *request, struct arena *arena, const char *name);

/* fields_join of the request's fields called name. */
struct text request_field(const struct request *request, struct arena *arena, const char *name);

/* Whether it is OPTIONS in absolute-form without path and query, which means the same as "*" (RFC 9112 §3.2.4). */
bool request_asks_server(const struct request *request);

/* Whether the method is GET or HEAD. */
bool request_reads(const struct request *request);

/* Whether target, a URI reference, surely leads to request_host: it is a relative reference, or an http or https URI
 * with that authority. False for a reference that browsers may read differently from RFC 3986. */
bool request_owns_target(const struct request *request, struct text target);

/* The host and port that the client used: the authority of the target if that is in absolute-form (RFC 9112 §3.2.2),
 * else the Host field, else "localhost". */
struct text request_host(const struct request *request);

/* Another origin of this server, such as "http://localhost:8080", in arena. With a second listener it is that one's, on
 * the host that the client used where that listener takes any. Else only the host is another: localhost for a client
 * that used 127.0.0.1 or [::1], 127.0.0.1 for one that used localhost; empty for one that used some other name. */
struct text request_other_origin(const struct request *request, struct arena *arena);

/* The origin that the client used, such as "http://localhost:8080" (RFC 9110 §4.3.1), in arena. */
struct text request_origin(const struct request *request, struct arena *arena);

/* target as a URL with the host that the client used, in arena; target itself where it is no path. */
struct text request_url(const struct request *request, struct arena *arena, struct text target);

/* host, which may have a port, without it. The brackets of an IPv6 address stay. */
struct text host_without_port(struct text host);

/* Whether host, which may have a port, is the domain name or one below it; the case of letters does not matter. */
bool host_is_below(struct text host, struct text domain);

#endif
