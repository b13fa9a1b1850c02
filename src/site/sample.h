/* The sample representation, for the statuses that are about a representation: 206 sends parts of it, 304 says that the
 * client has it, 416 gives its length. Private to src/site. */
#ifndef STATUSD_SITE_SAMPLE_H
#define STATUSD_SITE_SAMPLE_H

#include "base/text.h"
#include "site/context.h"

enum { SAMPLE_LENGTH = 1234 }; /* as in the Content-Range of 206 and 416 in the table of statuses */

/* The bytes of the sample. The caller frees them. */
struct text sample_new(void);

/* Makes the reply's content the ranges that the request asks for, or the first 100 bytes if it asks for no satisfiable
 * range. Several ranges are sent as multipart/byteranges (RFC 9110 §15.3.7). */
void sample_put_part(struct context *context);

#endif
