#include "server/library.h"

#include <microhttpd.h>
#include <string.h>

static bool is_before_1(void)
{
    return strncmp(MHD_get_version(), "0.", 2) == 0;
}

bool library_always_continues(void)
{
    return is_before_1();
}

/* Skips the end of a line: a NUL for LF, two for CR LF. NULL where there is none. */
static const char *skip_line_end(const char *at, const char *end)
{
    if (at >= end || *at != '\0') {
        return NULL;
    }
    return at + 1 < end && at[1] == '\0' ? at + 2 : at + 1;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at;
}

/* Skips a field line, which has to begin here: its name, a NUL for the colon, its value, the end of the line. NULL
 * where anything else stands there. */
static const char *skip_field(const char *at, const char *end, const struct field *field)
{
    if (field->name.at != at || field->name.length == 0) {
        return NULL;
    }
    at = skip_blanks(at + field->name.length + 1, end);
    if (field->value.length > 0) {
        at = field->value.at == at ? at + field->value.length : end;
    }
    return skip_line_end(skip_blanks(at, end), end);
}

/* The library parses in place, so that the head still stands there: the version and its line's end, the fields, the
 * empty line. What is mangled leaves something over. */
bool head_is_mangled(const char *method, size_t size, const char *version, const struct fields *fields)
{
    if (!is_before_1() || size == 0) {
        return false;
    }
    const char *end = method + size;
    const char *at = skip_line_end(version + strlen(version), end);
    for (size_t i = 0; i < fields->count && at != NULL; i++) {
        at = skip_field(at, end, &fields->at[i]);
    }
    return at == NULL || skip_line_end(at, end) != end;
}
