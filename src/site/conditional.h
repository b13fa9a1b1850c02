/* Representations that a client may have already, in whole or in part. Private to src/site. */
#ifndef STATUSD_SITE_CONDITIONAL_H
#define STATUSD_SITE_CONDITIONAL_H

#include "http/precondition.h"
#include "site/context.h"

/* Answers a request for whole, a representation of that media type with these validators: 200, what the preconditions
 * make of that (RFC 9110 §13.2.2), or the parts that Range asks for. Adds ETag and Last-Modified as far as there are
 * validators. Returns the code. */
int conditional_reply(struct context *context, const struct validators *validators, struct text type,
                      struct text whole);

/* The 412 to a request whose preconditions do not hold. */
int conditional_failure(struct context *context, const struct validators *validators);

/* A strong entity tag that follows from bytes, with its quotes, in arena. */
struct text conditional_tag(struct arena *arena, struct text bytes);

/* As conditional_reply, for bytes whose entity tag follows from them, and which a cache has to ask about each time. */
int conditional_content(struct context *context, struct text type, struct text bytes);

/* As conditional_content, for a request whose method, whatever it is, has the conditions and ranges of a GET. */
int conditional_content_as_get(struct context *context, struct text type, struct text bytes);

#endif
