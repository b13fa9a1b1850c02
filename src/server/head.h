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

/* Adds the head of the final response, malformed as wrong says; moment, the value of Date, is when it will go out. The
 * empty line is left out where more field lines follow (huge_field, endless_head). */
void head_add_final(struct buffer *head, const struct reply *reply, int code, const struct malformation *wrong,
                    time_t moment);

/* Whether an answer with that status code gets Content-Length or Transfer-Encoding (RFC 9110 §8.6), and content if it
 * has some. */
bool head_is_framed(const struct reply *reply, int code);

/* Whether its content is sent in chunks. */
bool head_is_chunked(const struct reply *reply, const struct malformation *wrong);

#endif
