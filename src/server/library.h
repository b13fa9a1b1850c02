/* What is only there because of a version of libmicrohttpd, each with the versions that it is for. Private to
 * src/server. */
#ifndef STATUSD_SERVER_LIBRARY_H
#define STATUSD_SERVER_LIBRARY_H

#include "server/exchange.h"

#include <stdbool.h>
#include <stddef.h>

/* 0.9: whether the head had a folded line (RFC 9112 §5.2), which the library appends to the field's name; a NUL
 * (RFC 9110 §5.5), which ends a value for it; or a field without a name, which ends the head for it. */
bool library_mangled_head(const struct exchange *exchange);

/* Needed up to 1.0.1, and harmless later: a connection that is resumed would be read before the handler is called, and
 * closed where the client has closed its half. The library calls the handler first for a connection whose timeout
 * differs from the daemon's. From the handler, before it suspends the connection; library_back_to_normal is for the
 * handler's next call. */
void library_answer_before_reading(struct exchange *exchange);
void library_back_to_normal(struct exchange *exchange);

/* All: a connection whose content ends with an error is closed only when the library looks at it again, which may be
 * never. A timeout of its own, and a short one, has it looked at within two seconds. From the content reader. */
void library_look_again(struct exchange *exchange);

/* All: keeps the library from sending a 100 by itself, which each version does at other times (RFC 9110 §10.1.1). It
 * reads the Expect field from its own memory, where this makes it unreadable; the request gets a copy. */
void library_forget_expectation(struct exchange *exchange);

/* All: what else the library is to be told at its start. Ends with MHD_OPTION_END. */
const struct MHD_OptionItem *library_options(void);

/* 0.9: whether the library's own answer to a head that is complete, but wrong, is sent with two heads. */
bool library_doubles_heads(void);

/* All: hands a response to the library. That is MHD_queue_response, of which unreadable.c has another definition.
 * library_prepare has to be called once before; it is false where the library is no shared one, so that there is no
 * other. */
enum MHD_Result library_queue(struct MHD_Connection *connection, unsigned int code, struct MHD_Response *response);
bool library_prepare(void);

#endif
