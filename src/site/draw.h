/* Drawing a status from what a target says in the codes grammar (http/codes.h). Private to src/site.
 *
 * Each int is 0, or the code of a problem that the reply then holds.
 */
#ifndef STATUSD_SITE_DRAW_H
#define STATUSD_SITE_DRAW_H

#include "http/codes.h"
#include "site/context.h"

/* Draws *code from text. Where there is a choice, the answer tells the code in X-Draw. What the step's own parameters
 * ask counts less than what the query asks. */
int draw_code(struct context *context, struct text text, int *code);

/* Reads the steps that text says; example is a target that would be right. */
int draw_read(struct context *context, struct text text, struct codes *codes, const char *example);

/* As draw_code, from one step; tell says whether the answer tells the code. */
int draw_from_step(struct context *context, const struct step *step, bool tell, int *code);

#endif
