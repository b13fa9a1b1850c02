/* The fields of a header or trailer section, in order (RFC 9110 §5). */
#ifndef STATUSD_HTTP_FIELDS_H
#define STATUSD_HTTP_FIELDS_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* In a reply both texts are terminated, in a request they may not be. */
struct field {
    struct text name, value;
};

struct fields {
    struct field *at;
    size_t count, room;
};

/* Appends a field line. name and value are not copied: they must live as long as fields. */
void fields_add(struct arena *arena, struct fields *fields, struct text name, struct text value);

/* Replaces all lines of that name by one, or, if value is empty, by none. */
void fields_set(struct arena *arena, struct fields *fields, struct text name, struct text value);

/* Removes all lines of that name. Here and below the case of letters does not matter (RFC 9110 §5.1). */
void fields_remove(struct fields *fields, struct text name);

/* The value of the first line of that name, or NULL. */
const struct text *fields_find(const struct fields *fields, struct text name);

/* How many lines have that name. */
size_t fields_count(const struct fields *fields, struct text name);

/* The size of all lines in bytes, each with ": " and CR LF. */
size_t fields_size(const struct fields *fields);

/* The values of all lines of that name, joined by ", " (RFC 9110 §5.3); empty if there are none. In arena if there are
 * several. */
struct text fields_join(struct arena *arena, const struct fields *fields, struct text name);

/* Whether value has no control characters except HTAB (RFC 9110 §5.5). */
bool field_value_is_valid(struct text value);

#endif
