/* Answers that say what was wrong with a request (RFC 9457). Private to src/site. */
#ifndef STATUSD_SITE_PROBLEM_H
#define STATUSD_SITE_PROBLEM_H

#include "base/text.h"
#include "site/context.h"

/* Replaces the whole reply by a problem document, and returns code. detail says what is wrong and where, example shows
 * what would be right. Both may contain any bytes that a client sent. */
int problem(struct context *context, int code, struct text detail, struct text example);

#endif
