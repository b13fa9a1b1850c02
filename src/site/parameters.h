/* Reads the parameters of the query, or of a step of the codes grammar: modifiers into context->changes, unknown names
 * into context->ignored. Private to src/site.
 *
 * The functions that return int return 0, or the code of the problem document that they have made the reply.
 */
#ifndef STATUSD_SITE_PARAMETERS_H
#define STATUSD_SITE_PARAMETERS_H

#include "http/request.h"
#include "site/context.h"
#include "site/modifiers/modifier.h"

/* Reads the changes anew: first from step (the parameters of a struct step, or empty), then from the query, which
 * overrides the step. */
int parameters_read(struct context *context, struct text step);

/* Reads one more parameter. */
int parameters_read_one(struct context *context, struct parameter parameter);

/* Notes the name of what is ignored, an unknown parameter or a field that says nothing, for X-Ignored: so that a client
 * sees its typing error. Names are shortened, and left out when the list is long. */
void parameters_ignore(struct context *context, struct text name);

/* Adds a change by the modifier called name, which must exist. For routes that have their own spelling of a modifier:
 * the caller fills in the value, and calls parameters_check after its last change. */
struct change *parameters_add(struct context *context, const char *name);

/* Adds a change that sets the field name to value in the final response; an empty value removes the field. */
int parameters_add_field(struct context *context, struct text name, struct text value);

/* Checks that the changes can be combined. parameters_read calls it; call it again after adding changes. */
int parameters_check(struct context *context);

/* Makes the changes of phase from and of those behind it to the reply, whose status is code; 0: it has none yet.
 * Returns code, or that of the problem document it has made. */
int parameters_apply(struct context *context, enum phase from, int code);

#endif
