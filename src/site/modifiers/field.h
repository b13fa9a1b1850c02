/* Fields that a request asks for by name: by the modifier header, or in a route's own spelling. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_FIELD_H
#define STATUSD_SITE_MODIFIERS_FIELD_H

#include "site/modifiers/changes.h"

/* Copies name and value into *field, in arena. Returns NULL, or why a response must not have that field. */
const char *field_read(struct arena *arena, struct field *field, struct text name, struct text value);

/* The fields that the modifier header sets in changes, in order; one that it removes has an empty value. In arena. */
struct fields field_asked(struct arena *arena, const struct changes *changes);

#endif
