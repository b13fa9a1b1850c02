/* Fields that are asked for by name, with the modifier header or in another spelling. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_FIELD_H
#define STATUSD_SITE_MODIFIERS_FIELD_H

#include "site/modifiers/changes.h"

/* Copies name and value into *field, in arena. Returns why an answer cannot be given that field, or NULL. */
const char *field_read(struct arena *arena, struct field *field, struct text name, struct text value);

/* The fields that changes ask for, in order; a removal has an empty value. The list is in arena. */
struct fields field_asked(struct arena *arena, const struct changes *changes);

#endif
