/* The content of an answer: bytes at hand, or so many generated ones. */
#ifndef STATUSD_HTTP_CONTENT_H
#define STATUSD_HTTP_CONTENT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Generated content repeats a unit: a byte depends on its position alone, so that no more than is being sent has to be
 * in memory, and a part can be checked against the whole. */
struct content {
    struct text unit;
    uint64_t length; /* unit.length where the bytes are at hand: then the unit is all of it */
};

struct content content_of(struct text text);

/* length bytes of unit over and over. */
struct content content_repeat(struct text unit, uint64_t length);

/* length bytes of readable lines, 64 bytes each. */
struct content content_generated(uint64_t length);

/* Whether all bytes are at hand in unit. */
bool content_is_at_hand(const struct content *content);

/* Writes what stands from position on, at most room bytes, to into; returns how many that were. */
size_t content_read(const struct content *content, uint64_t position, char *into, size_t room);

#endif
