/* Forms as multipart/form-data (RFC 7578). Private to src/site. */
#ifndef STATUSD_SITE_FORM_H
#define STATUSD_SITE_FORM_H

#include "base/text.h"

#include <stdbool.h>

struct form_part {
    struct text name, value; /* parts of the content */
    bool is_file;            /* it has a filename */
};

/* Whether a Content-Type is multipart/form-data with a boundary, which *boundary then gets. */
bool form_boundary(struct text type, struct text *boundary);

/* The next part of *rest; false after the last, or where it is no part. */
bool form_next_part(struct text *rest, struct text boundary, struct form_part *part);

#endif
