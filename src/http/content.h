/* The content of a response: bytes in memory, or generated ones. */
#ifndef STATUSD_HTTP_CONTENT_H
#define STATUSD_HTTP_CONTENT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* unit, repeated until there are length bytes; where unit is empty, random bytes. A byte depends only on its position,
 * so that large content need not be in memory as a whole. */
struct content {
    struct text unit;
    uint64_t length; /* at most unit.length if the content is in memory */
    uint64_t seed;   /* of the random bytes */
};

/* text as content; its bytes are not copied. */
struct content content_of(struct text text);

/* length bytes: unit, repeated. */
struct content content_repeat(struct text unit, uint64_t length);

/* length bytes of readable lines, 64 bytes each. */
struct content content_generated(uint64_t length);

/* length random bytes; the same seed gives the same, on every machine. */
struct content content_random(uint64_t seed, uint64_t length);

/* Whether unit has all of the content's bytes. */
bool content_is_at_hand(const struct content *content);

/* Copies the content from position on to into, at most room bytes; returns how many it copied. */
size_t content_read(const struct content *content, uint64_t position, char *into, size_t room);

#endif
