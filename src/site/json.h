/* cJSON and our texts. Private to src/site. */
#ifndef STATUSD_SITE_JSON_H
#define STATUSD_SITE_JSON_H

#include "base/arena.h"
#include "base/text.h"

#include <cjson/cJSON.h>

enum json_style { JSON_COMPACT, JSON_PRETTY };

/* To be called before anything else here: gives cJSON memory that is never refused, so that no value is NULL because
 * there was none (see base/arena.h). May be called again. */
void json_prepare(void);

/* The text of value, ending in a line feed, in arena; value is deleted. It is "null" where it would be longer than
 * cJSON can count, 2 GiB. */
struct text json_print(struct arena *arena, cJSON *value, enum json_style style);

/* Adds text, whatever its bytes: what is not UTF-8 is taken for ISO-8859-1, as old field values are
 * (RFC 9110 §5.5), and NUL, which cJSON cannot hold, becomes U+FFFD. */
void json_add_text(struct arena *arena, cJSON *object, const char *name, struct text text);

/* Adds string, or null where it is NULL. */
void json_add_string(cJSON *object, const char *name, const char *string);

#endif
