/* The fields of a header or trailer section, in order (RFC 9110 §5). */
#ifndef STATUSD_HTTP_FIELDS_H
#define STATUSD_HTTP_FIELDS_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* In what statusd sends, both texts are terminated. */
struct field {
    struct text name, value;
};

struct fields {
    struct field *at;
    size_t count, room;
};

/* Adds a field line behind the others. The texts are kept, not copied. */
void fields_add(struct arena *arena, struct fields *fields, struct text name, struct text value);

/* As fields_add, after removing every line of that name; an empty value only removes. */
void fields_set(struct arena *arena, struct fields *fields, struct text name, struct text value);

/* Removes every line of that name, in whatever case (RFC 9110 §5.1). */
void fields_remove(struct fields *fields, struct text name);

/* The value of the first line of that name, or NULL. */
const struct text *fields_find(const struct fields *fields, struct text name);

/* How many lines have that name. */
size_t fields_count(const struct fields *fields, struct text name);

/* How many bytes the lines take, with their colons, spaces and ends. */
size_t fields_size(const struct fields *fields);

/* The value of all lines of that name, joined by ", " (RFC 9110 §5.3); empty where there is none. */
struct text fields_join(struct arena *arena, const struct fields *fields, struct text name);

/* Whether every byte may stand in a field value: no control character but HTAB (RFC 9110 §5.5). */
bool field_value_is_valid(struct text value);

#endif
