/* Heads that libmicrohttpd 0.9 mangles instead of refusing them. Private to src/server. */
#ifndef STATUSD_SERVER_MANGLED_H
#define STATUSD_SERVER_MANGLED_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether a head with so many fields, whose method and version are as the access handler got them, had a folded line
 * (RFC 9112 §5.2), which the library appends to the field's name, or a NUL (RFC 9110 §5.5), which ends a value for
 * it. Versions from 1.0 on deal with both themselves. */
bool head_is_mangled(struct MHD_Connection *connection, const char *method, const char *version, size_t fields);

#endif
