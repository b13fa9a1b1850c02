/* Fields that a request asks for by name: by the modifier header, or in a route's own spelling. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_FIELD_H
#define STATUSD_SITE_MODIFIERS_FIELD_H

#include "site/context.h"
#include "site/modifiers/changes.h"

/* Copies name and value into *field, in arena. Returns NULL, or why a response must not have that field. */
const char *field_read(struct arena *arena, struct field *field, struct text name, struct text value);

/* A modifier_read (modifier.h) for a value that is a field line: "Name: value". */
const char *field_read_line(struct context *context, struct change *change, struct text line);

/* Whether change, one of changes, is the first by its modifier with a field of that name. */
bool field_is_first(const struct changes *changes, const struct change *change);

/* Adds the field of change to fields. The first one of a name replaces the fields of that name, and one with an empty
 * value only removes them. */
void field_add_asked(struct arena *arena, struct fields *fields, const struct change *change, bool first);

/* The fields that the modifier header sets in changes, in order; one that it removes has an empty value. In arena. */
struct fields field_asked(struct arena *arena, const struct changes *changes);

#endif
