/* What the rows of the table of modifiers are made of. Private to src/site. */
#ifndef STATUSD_SITE_MODIFIER_H
#define STATUSD_SITE_MODIFIER_H

#include "base/text.h"
#include "site/shape.h"

struct call;

/* Reads a value into shape; returns what is wrong with it, in call's arena or constant, or NULL. */
typedef const char *(*modifier_read)(struct call *call, struct shape *shape, struct text value);

const char *read_delay(struct call *call, struct shape *shape, struct text value);
const char *read_gap(struct call *call, struct shape *shape, struct text value);
const char *read_header(struct call *call, struct shape *shape, struct text value);
const char *read_trailer(struct call *call, struct shape *shape, struct text value);
const char *read_body(struct call *call, struct shape *shape, struct text value);
const char *read_type(struct call *call, struct shape *shape, struct text value);
const char *read_size(struct call *call, struct shape *shape, struct text value);
const char *read_location(struct call *call, struct shape *shape, struct text value);
const char *read_retry_after(struct call *call, struct shape *shape, struct text value);
const char *read_allow(struct call *call, struct shape *shape, struct text value);
const char *read_challenge(struct call *call, struct shape *shape, struct text value);
const char *read_reason(struct call *call, struct shape *shape, struct text value);
const char *read_interim(struct call *call, struct shape *shape, struct text value);
const char *read_chunked(struct call *call, struct shape *shape, struct text value);
const char *read_pace(struct call *call, struct shape *shape, struct text value);
const char *read_close(struct call *call, struct shape *shape, struct text value);
const char *read_fault(struct call *call, struct shape *shape, struct text value);
const char *read_at(struct call *call, struct shape *shape, struct text value);
const char *read_seed(struct call *call, struct shape *shape, struct text value);

/* Changes call->reply, which is the answer to code, as shape asks; returns why it cannot, or NULL. */
typedef const char *(*modifier_apply)(struct call *call, const struct shape *shape, int code);

const char *apply_delay(struct call *call, const struct shape *shape, int code);
const char *apply_gap(struct call *call, const struct shape *shape, int code);
const char *apply_header(struct call *call, const struct shape *shape, int code);
const char *apply_body(struct call *call, const struct shape *shape, int code);
const char *apply_size(struct call *call, const struct shape *shape, int code);
const char *apply_type(struct call *call, const struct shape *shape, int code);
const char *apply_location(struct call *call, const struct shape *shape, int code);
const char *apply_retry_after(struct call *call, const struct shape *shape, int code);
const char *apply_allow(struct call *call, const struct shape *shape, int code);
const char *apply_challenge(struct call *call, const struct shape *shape, int code);
const char *apply_reason(struct call *call, const struct shape *shape, int code);
const char *apply_interim(struct call *call, const struct shape *shape, int code);
const char *apply_chunked(struct call *call, const struct shape *shape, int code);
const char *apply_trailer(struct call *call, const struct shape *shape, int code);
const char *apply_pace(struct call *call, const struct shape *shape, int code);
const char *apply_close(struct call *call, const struct shape *shape, int code);
const char *apply_fault(struct call *call, const struct shape *shape, int code);

/* "more than the limit of 300000ms (option --max-delay)" */
const char *over_limit(struct call *call, const char *option, const char *unit, uint64_t limit);

/* Why a status takes neither body nor size. */
extern const char *const no_content_fits;

enum { CHUNK = 1024, CHUNK_MAX = 8 * 1024 }; /* bytes: the standard, the largest */

#endif
