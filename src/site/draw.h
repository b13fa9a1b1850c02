/* Draws a status from text in the codes grammar (http/codes.h), such as the 200:9,503:1 of a target. Private to
 * src/site.
 *
 * Each function returns 0, or the code of the problem document that it has made the reply.
 */
#ifndef STATUSD_SITE_DRAW_H
#define STATUSD_SITE_DRAW_H

#include "http/codes.h"
#include "site/context.h"

/* Parses text, draws one of its codes into *code, and reads the parameters of the step that was drawn. If there was a
 * choice, the reply says in X-Draw which code it is. */
int draw_code(struct context *context, struct text text, int *code);

/* Parses text into *codes. If it does not parse, the problem document shows example, a correct target. */
int draw_read(struct context *context, struct text text, struct codes *codes, const char *example);

/* As draw_code, from one parsed step; tell: send X-Draw. */
int draw_from_step(struct context *context, const struct step *step, bool tell, int *code);

#endif
