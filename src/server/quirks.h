/* Workarounds for libmicrohttpd, each with the versions that need it ("All", "0.9"). Private to src/server. */
#ifndef STATUSD_SERVER_QUIRKS_H
#define STATUSD_SERVER_QUIRKS_H

#include "server/exchange.h"

#include <stdbool.h>

/* 0.9: whether the request line has a NUL, at which the library ends the method or the target, or more than one space
 * between these (RFC 9112 §3). */
bool quirk_mangled_line(const struct exchange *exchange);

/* 0.9: whether the head has a folded line (RFC 9112 §5.2), which the library appends to the field's name; a NUL
 * (RFC 9110 §5.5), at which the library ends the value; or a field without a name, at which it ends the head. */
bool quirk_mangled_head(const struct exchange *exchange);

/* 0.9: whether a line of the trailer section is folded, has a NUL in its value, or has no name. A bare LF at its end
 * may be taken for a NUL. */
bool quirk_mangled_trailers(const struct fields *trailers);

/* Gives a connection that is about to be suspended a timeout of its own, so that the library looks at it in every turn.
 * It looks at connections with the common timeout only when their socket is ready or they are the oldest, and then
 * - up to 1.0.1: it would read from a resumed connection before it calls the handler, and close it if the client has
 *   closed its half;
 * - all: it would not notice at once that a content reader has returned an error, and keep the connection.
 * quirk_common_timeout restores the common timeout, at the next call of the handler or of the content reader. */
void quirk_own_timeout(struct exchange *exchange);
void quirk_common_timeout(struct exchange *exchange);

/* All: keeps the library from sending a 100 (Continue) by itself, as versions differ in when they do (RFC 9110
 * §10.1.1). Overwrites the Expect field in the library's memory; the request gets a copy of the true value. */
void quirk_forget_expectation(struct exchange *exchange);

/* Options for MHD_start_daemon that only some versions have; static, the last is MHD_OPTION_END. */
const struct MHD_OptionItem *quirk_options(void);

/* 0.9: whether a response that the library sends by itself, to a complete but malformed head, goes out with two heads.
 */
bool quirk_doubles_heads(void);

#endif
