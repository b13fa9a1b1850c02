/* Credentials in a request (RFC 9110 §11). */
#ifndef STATUSD_HTTP_CREDENTIALS_H
#define STATUSD_HTTP_CREDENTIALS_H

#include "base/arena.h"
#include "base/text.h"
#include "http/request.h"

#include <stdbool.h>

/* What Authorization or Proxy-Authorization has: a scheme, and its parameters as they were sent. */
struct credentials {
    struct text scheme, parameters;
};

/* Reads the field of that name. False if there is none, or there are several: which one counts is then not known. */
bool credentials_read(const struct request *request, const char *field, struct credentials *credentials);

/* Whether the credentials are of that scheme, in whatever case (RFC 9110 §11.1). */
bool credentials_are(const struct credentials *credentials, const char *scheme);

/* The user and password of Basic credentials (RFC 7617 §2), in arena. False if they are not the base64 of a text with a
 * colon, or have a control character in them. */
bool credentials_basic(struct arena *arena, const struct credentials *credentials, struct text *user,
                       struct text *password);

/* The value of one of the parameters, name=value with commas between, without its quotes, in arena; at is NULL if there
 * is none of that name (RFC 9110 §11.2). */
struct text credentials_parameter(struct arena *arena, const struct credentials *credentials, const char *name);

/* Whether text is a token68, as a bearer token has to be (RFC 9110 §11.2, RFC 6750 §2.1). */
bool credentials_is_token68(struct text text);

/* Whether two secrets are equal, in a time that tells only their lengths. */
bool credentials_equal(struct text a, struct text b);

#endif
