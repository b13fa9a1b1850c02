/* The explanation that a status carries as its content: what it is, what it means, where that is said. Private to
 * src/site. */
#ifndef STATUSD_SITE_EXPLANATION_H
#define STATUSD_SITE_EXPLANATION_H

#include "base/arena.h"
#include "base/text.h"
#include "http/fields.h"
#include "http/media.h"
#include "http/status.h"

struct explanation {
    int code;
    const struct status *status; /* the row that rules code (status_rules) */
    int interim;                 /* the interim response that was asked for and went before, or 0 */
    bool withheld;               /* it could not go before: the client speaks HTTP/1.0 */
    const struct text *location; /* the answer's Location, or NULL */
};

/* The explanation as media, in arena. */
struct text explanation_write(struct arena *arena, const struct explanation *what, enum media media);

/* The explanation as httpstat.us has it: "404 Not Found", or {"code":404,"description":"Not Found"}. */
struct text explanation_write_brief(struct arena *arena, const struct explanation *what, enum media media);

#endif
