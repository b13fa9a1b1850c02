/* Forms as multipart/form-data (RFC 7578, RFC 2046 §5.1). Private to src/site. */
#ifndef STATUSD_SITE_FORM_H
#define STATUSD_SITE_FORM_H

#include "base/text.h"

#include <stdbool.h>

/* The parts that are still to come. */
struct form {
    struct text rest, boundary;
};

struct form_part {
    struct text name, value; /* parts of the content */
    bool is_file;            /* it has a filename */
};

/* Whether a Content-Type is multipart/form-data with a boundary, which *boundary then gets. */
bool form_boundary(struct text type, struct text *boundary);

/* The parts of content; what stands before the first delimiter is passed over. */
struct form form_begin(struct text content, struct text boundary);

/* The next part; false after the last, or where it is cut short. */
bool form_next(struct form *form, struct form_part *part);

#endif
