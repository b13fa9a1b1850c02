/* The changes that a request asks for: a list of modifiers, each with its value. Private to src/site. */
#ifndef STATUSD_SITE_CHANGES_H
#define STATUSD_SITE_CHANGES_H

#include "base/arena.h"
#include "http/fault.h"
#include "http/fields.h"
#include "http/reply.h"

#include <stdint.h>

struct modifier;

/* Milliseconds. If low and high differ, a duration between them is drawn. */
struct duration {
    int64_t low, high;
};

/* A modifier and its value. Each modifier uses one member of the union. Texts live in the reply's arena. */
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
            const int *codes;
            int count;
        } interims;
        enum connection_end end;
    };
};

/* Sorted as they are made: by phase (modifier.h), and within a phase as in the request. A zeroed list is empty. */
struct changes {
    struct change *at;
    int count;
    size_t room;
};

/* Adds a change by modifier, or reuses the one that is there if the modifier may not be repeated. Returns it with a
 * zeroed value, which the caller fills in. The pointer is valid until the next change is added. */
struct change *changes_add(struct arena *arena, struct changes *changes, const struct modifier *modifier);

/* Removes all changes by the modifier called name. */
void changes_remove(struct changes *changes, const char *name);

/* The first change by the modifier called name, or NULL. */
const struct change *changes_find(const struct changes *changes, const char *name);

#endif
