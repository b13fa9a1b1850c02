/* The sample: a representation with a length, a tag and a date, for the statuses that speak of one: 206 sends parts
 * of it, 304 is about all of it, 416 tells its length. Private to src/site. */
#ifndef STATUSD_SITE_SAMPLE_H
#define STATUSD_SITE_SAMPLE_H

#include "base/text.h"
#include "site/context.h"

enum { SAMPLE_LENGTH = 1234 }; /* as in the Content-Range of 206 and 416 in the table of statuses */

/* The bytes of the sample, from malloc. */
struct text sample_new(void);

/* Puts the ranges that the request asks for into the reply, or the first 100 bytes where it asks for none that can
 * be had: one as it is, several as multipart/byteranges (RFC 9110 §15.3.7). */
void sample_put_part(struct context *context);

#endif
