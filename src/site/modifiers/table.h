/* All modifiers. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_TABLE_H
#define STATUSD_SITE_MODIFIERS_TABLE_H

#include "site/modifiers/modifier.h"

/* The nth modifier, or NULL behind the last; and the one of that name, or NULL. */
const struct modifier *modifier_nth(int nth);
const struct modifier *modifier_find(struct text name);

#endif
