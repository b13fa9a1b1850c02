/* Parameters, of the query or of a step of the codes grammar: modifiers are read into the context's changes, names that
 * nobody knows are noted in its ignored. Private to src/site.
 *
 * Each int is 0, or the code of a problem that the reply then holds.
 */
#ifndef STATUSD_SITE_PARAMETERS_H
#define STATUSD_SITE_PARAMETERS_H

#include "http/request.h"
#include "site/context.h"

/* Makes the context's changes anew: what step's parameters ask, and over that what the query asks. step is as in struct
 * step, empty for none. */
int parameters_read(struct context *context, struct text step);

/* Reads one parameter more. */
int parameters_read_one(struct context *context, struct parameter parameter);

/* A change by the modifier of that name, which there is, for who spells its value otherwise: the caller fills it, and
 * then has all of them checked. */
struct change *parameters_add(struct context *context, const char *name);

/* As parameters_add for the field name: value of the final answer. An empty value removes it. */
int parameters_add_field(struct context *context, struct text name, struct text value);

/* Checks what the changes ask together. parameters_read has done that; who adds to it does it again. */
int parameters_check(struct context *context);

/* Makes the changes to the reply to code. Returns code, or that of a problem. */
int parameters_apply(struct context *context, int code);

#endif
