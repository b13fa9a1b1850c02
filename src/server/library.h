/* What libmicrohttpd 0.9 does otherwise than 1.0. Private to src/server. */
#ifndef STATUSD_SERVER_LIBRARY_H
#define STATUSD_SERVER_LIBRARY_H

#include "http/fields.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the library answers "Expect: 100-continue" with a 100 in every case. From 1.0 on it does not where content is
 * there already, which cannot be seen from outside. */
bool library_always_continues(void);

/* Whether a head of size bytes (0: unknown), whose method and version are as the access handler got them, had a folded
 * line (RFC 9112 §5.2), which the library appends to the field's name; a NUL (RFC 9110 §5.5), which ends a value for
 * it; or a field without a name, which ends the head for it. Versions from 1.0 on deal with all three themselves. */
bool head_is_mangled(const char *method, size_t size, const char *version, const struct fields *fields);

#endif
