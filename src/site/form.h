/* Forms as multipart/form-data (RFC 7578, RFC 2046 §5.1). Private to src/site. */
#ifndef STATUSD_SITE_FORM_H
#define STATUSD_SITE_FORM_H

#include "base/text.h"

#include <stdbool.h>

/* An iterator: the parts that are not read yet. */
struct form {
    struct text rest, boundary;
};

struct form_part {
    struct text name, type, value; /* they point into the content; type is that of its Content-Type */
    bool is_file;                  /* its Content-Disposition has a filename */
};

/* Whether type, a Content-Type, is multipart/form-data with a boundary. If so, *boundary is set to it. */
bool form_boundary(struct text type, struct text *boundary);

/* Begins to read the parts of content; skips what precedes the first delimiter. */
struct form form_begin(struct text content, struct text boundary);

/* Reads the next part; false after the last one, or if the content ends in the middle of a part. */
bool form_next(struct form *form, struct form_part *part);

#endif
