/* All modifiers. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_TABLE_H
#define STATUSD_SITE_MODIFIERS_TABLE_H

#include "site/modifiers/modifier.h"

/* The nth modifier, from 0, or NULL after the last; and the one called name, or NULL. */
const struct modifier *modifier_nth(int nth);
const struct modifier *modifier_find(struct text name);

#endif
