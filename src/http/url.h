/* URLs of a server: "http://host:port" (RFC 9110 §4.2.1), "https://host:port" (§4.2.2). */
#ifndef STATUSD_HTTP_URL_H
#define STATUSD_HTTP_URL_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct url {
    bool secure;      /* the scheme is https */
    struct text host; /* an IPv6 address without its brackets */
    struct text port; /* digits; empty where there is none */
};

/* Takes text apart, which the parts point into: "http://" or "https://", a host that is not empty, perhaps a port up to
 * 65535, and perhaps a slash. False where it is anything else. */
bool url_read(struct text text, struct url *url);

#endif
