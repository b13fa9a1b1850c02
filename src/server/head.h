/* Heads written by hand, for the answers that libmicrohttpd cannot send. Private to src/server. */
#ifndef STATUSD_SERVER_HEAD_H
#define STATUSD_SERVER_HEAD_H

#include "base/buffer.h"
#include "http/reply.h"

#include <time.h>

/* Adds the lines of fields, each ended by end. */
void head_add_fields(struct buffer *head, const struct fields *fields, const char *end);

/* Adds an interim response: status line, fields and empty line (RFC 9112 §4, §5). */
void head_add_interim(struct buffer *head, const struct interim *interim);

/* Adds the status line, Date and the reply's fields, each line ended by end; neither Content-Length nor
 * Transfer-Encoding nor the empty line. now, the value of Date, is when the head will go out. */
void head_add(struct buffer *head, const struct reply *reply, int code, const char *version, const char *end,
              time_t now);

/* Whether an answer with that status code gets Content-Length or Transfer-Encoding (RFC 9110 §8.6). */
bool head_is_framed(const struct reply *reply, int code);

#endif
