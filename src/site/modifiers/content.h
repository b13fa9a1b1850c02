/* A check of the modifiers of content that routes need too. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIERS_CONTENT_H
#define STATUSD_SITE_MODIFIERS_CONTENT_H

#include "site/modifiers/changes.h"

/* If changes ask for content and the status code forbids it: the reason, for a person. Otherwise NULL. */
const char *content_misfit(const struct changes *changes, int code);

#endif
