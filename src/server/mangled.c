#include "server/mangled.h"

#include <string.h>

/* The library parses in place: it puts a NUL for each colon, and two for each CR LF (one for a bare LF). Behind the
 * version stand the end of its line, the fields, and the empty line; more NULs than those need come from the client,
 * or from the line ends of folded lines, which have no colon. */
bool head_is_mangled(struct MHD_Connection *connection, const char *method, const char *version, size_t fields)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t nuls = 0, parsed = 2 + 3 * fields + 2;
    if (strncmp(MHD_get_version(), "0.", 2) != 0 || info == NULL || version < method ||
        version > method + info->header_size) {
        return false;
    }
    for (const char *c = version; c < method + info->header_size; c++) {
        nuls += *c == '\0';
    }
    return nuls > parsed;
}
