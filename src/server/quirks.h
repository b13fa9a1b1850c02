/* What is only there because of a version of libmicrohttpd, each with the versions that it is for. Private to
 * src/server. */
#ifndef STATUSD_SERVER_QUIRKS_H
#define STATUSD_SERVER_QUIRKS_H

#include "server/exchange.h"

#include <stdbool.h>
#include <stddef.h>

/* 0.9: whether the head had a folded line (RFC 9112 §5.2), which the library appends to the field's name; a NUL
 * (RFC 9110 §5.5), which ends a value for it; or a field without a name, which ends the head for it. */
bool quirk_mangled_head(const struct exchange *exchange);

/* Gives a connection that is about to be suspended a timeout that is not everybody's. The library looks at every such
 * connection in each turn, at others only when they are ready or the oldest. It therefore calls the handler first when
 * the connection is resumed, where up to 1.0.1 it would read first, and close where the client has closed its half; and
 * it takes away one whose content ended with an error, which all versions else do when they happen to look at it again.
 * quirk_back_to_normal is for the next call of the handler or of the content reader. */
void quirk_set_apart(struct exchange *exchange);
void quirk_back_to_normal(struct exchange *exchange);

/* All: keeps the library from sending a 100 by itself, which each version does at other times (RFC 9110 §10.1.1). It
 * reads the Expect field from its own memory, where this makes it unreadable; the request gets a copy. */
void quirk_forget_expectation(struct exchange *exchange);

/* All: what else the library is to be told at its start. Ends with MHD_OPTION_END. */
const struct MHD_OptionItem *quirk_options(void);

/* 0.9: whether the library's own answer to a head that is complete, but wrong, is sent with two heads. */
bool quirk_doubles_heads(void);

#endif
