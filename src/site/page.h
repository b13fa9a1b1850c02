/* The explorer's page: static/index.html with the list of the statuses, which is all there is to see without a script.
 * Private to src/site. */
#ifndef STATUSD_SITE_PAGE_H
#define STATUSD_SITE_PAGE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* Where the page finds what it needs. Its links are relative, so that it may stand below any path. */
struct page_place {
    struct text origin; /* of the statusd that its first command asks */
    const char *assets; /* before the names of the files of static/ */
    const char *data;   /* behind those of the lists: catalog, faults, modifiers */
    bool answers;       /* the host of the page is itself a statusd, with an answer to status/404 */
};

/* The page, in arena. */
struct text page_write(struct arena *arena, const struct page_place *place);

#endif
