/* What the modifiers of content ask for, as far as others have to know. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_CONTENT_H
#define STATUSD_SITE_MODIFIERS_CONTENT_H

#include "site/modifiers/changes.h"

/* Why the status of code does not take the content that changes ask for; NULL where it does, or none is asked for. */
const char *content_misfit(const struct changes *changes, int code);

#endif
