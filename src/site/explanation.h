/* The explanation that statusd sends as the content of a status: what the status means, what a client does with it, and
 * where it is defined. Private to src/site. */
#ifndef STATUSD_SITE_EXPLANATION_H
#define STATUSD_SITE_EXPLANATION_H

#include "base/arena.h"
#include "base/text.h"
#include "http/fields.h"
#include "http/media.h"
#include "http/status.h"

struct explanation {
    int code;
    const struct status *status; /* status_rules(code) */
    int interim;                 /* the interim response that the request asked for, or 0 */
    bool withheld;               /* interim was not sent, as the request is HTTP/1.0 */
    const struct text *location; /* the answer's Location, or NULL */
    struct text origin;          /* of the request: a page has the command that asks for the status */
};

/* The explanation in the media type media. It lives in arena. */
struct text explanation_write(struct arena *arena, const struct explanation *what, enum media media);

/* The short explanation of httpstat.us: "404 Not Found" for MEDIA_TEXT, for JSON {"code":404,"description":"Not
 * Found"}. */
struct text explanation_write_brief(struct arena *arena, const struct explanation *what, enum media media);

#endif
