/* Preconditions (RFC 9110 §13). */
#ifndef STATUSD_HTTP_PRECONDITION_H
#define STATUSD_HTTP_PRECONDITION_H

#include "base/arena.h"
#include "base/text.h"
#include "http/request.h"

#include <stdbool.h>

/* Whether the request is a GET or HEAD whose If-None-Match has a tag that weakly equals tag, or is "*": the
 * answer is then 304 (RFC 9110 §13.1.2). */
bool precondition_not_modified(const struct request *request, struct arena *arena, struct text tag);

#endif
