/* The content of an answer: bytes at hand, or so many generated ones. */
#ifndef STATUSD_HTTP_CONTENT_H
#define STATUSD_HTTP_CONTENT_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/* Generated content is the same text for ever: a byte depends on its position alone, so that no more than is
 * being sent has to be in memory, and a part can be checked against the whole. */
struct content {
    const char *bytes; /* NULL: generated */
    uint64_t length;
};

struct content content_of(struct text text);
struct content content_generated(uint64_t length);

/* Writes what stands from position on, at most room bytes, to into; returns how many that were. */
size_t content_read(const struct content *content, uint64_t position, char *into, size_t room);

#endif
