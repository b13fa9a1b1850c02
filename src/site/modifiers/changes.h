/* What a request asks to be different about its answer: a list of modifiers, each with the value that it was given.
 * Private to src/site. */
#ifndef STATUSD_SITE_CHANGES_H
#define STATUSD_SITE_CHANGES_H

#include "base/arena.h"
#include "http/fault.h"
#include "http/fields.h"
#include "http/reply.h"

#include <stdbool.h>
#include <stdint.h>

struct modifier;

/* Milliseconds; one between both is drawn. */
struct duration {
    int64_t low, high;
};

/* The value of one modifier; which member counts is that modifier's own business. Texts live in the arena of the reply.
 */
struct change {
    const struct modifier *modifier;
    union {
        struct text text;
        uint64_t number;
        struct duration time;
        struct field field;
        struct pace pace;
        const struct fault *fault;
        struct {
            enum fault_point point;
            uint64_t byte;
        } at;
        struct {
            int codes[INTERIMS_MAX];
            int count;
        } interims;
    };
};

/* In the order in which they are made: by phase (modifier.h), and within a phase as they were asked for. A zeroed list
 * asks for nothing. */
struct changes {
    struct change *at;
    int count, room;
};

/* A change by modifier, with a zeroed value for the caller to fill: in its place among the others, or instead of what
 * the same modifier was given before, unless it may be repeated. It stays where it is until the next one is added. */
struct change *changes_add(struct arena *arena, struct changes *changes, const struct modifier *modifier);

/* Takes away all changes by the modifier of that name. */
void changes_remove(struct changes *changes, const char *name);

/* The first change by the modifier of that name, or NULL. */
const struct change *changes_find(const struct changes *changes, const char *name);

#endif
