/* Joins cJSON and struct text. For src/site and src/self_test. */
#ifndef STATUSD_SITE_JSON_H
#define STATUSD_SITE_JSON_H

#include "base/arena.h"
#include "base/text.h"

#include <cjson/cJSON.h>

enum json_style { JSON_COMPACT, JSON_PRETTY };

/* Makes cJSON allocate with memory_grow, which ends the process when there is no memory: so no cJSON value is NULL, and
 * no caller checks. Call it before anything else here; it may be called again. */
void json_prepare(void);

/* The value that text, all of it, is; NULL where it is no JSON, or has a NUL in a string, which cJSON could not give
 * back. The caller deletes it. */
cJSON *json_parse(struct text text);

/* Prints value, with a line feed at the end, into arena, and deletes value. Prints "null" if the text would be longer
 * than cJSON can print (2 GiB). */
struct text json_print(struct arena *arena, cJSON *value, enum json_style style);

/* text as a string for cJSON, in arena. If it is not UTF-8 it is read as ISO-8859-1, as old field values are (RFC 9110
 * §5.5). A NUL, which a cJSON string cannot hold, becomes U+FFFD. */
const char *json_utf8(struct arena *arena, struct text text);

/* Adds text to object as a string. */
void json_add_text(struct arena *arena, cJSON *object, const char *name, struct text text);

/* Adds value to object as httpbin does: as a string, or, where object has that name already, to an array of all its
 * values. */
void json_add_value(struct arena *arena, cJSON *object, struct text name, struct text value);

/* Adds string to object, or a JSON null if string is NULL. */
void json_add_string(cJSON *object, const char *name, const char *string);

#endif
