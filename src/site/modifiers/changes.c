#include "site/modifiers/changes.h"

#include "site/modifiers/modifier.h"

#include <string.h>

static struct change *find_given(struct changes *changes, const struct modifier *modifier)
{
    for (int i = 0; i < changes->count; i++) {
        if (changes->at[i].modifier == modifier) {
            return &changes->at[i];
        }
    }
    return NULL;
}

/* Makes room for a change behind all others of its phase, and returns the place. */
static struct change *insert(struct arena *arena, struct changes *changes, enum phase phase)
{
    changes->at = arena_extend(arena, changes->at, (size_t)changes->count, &changes->room, sizeof *changes->at);
    int place = changes->count++;
    for (; place > 0 && changes->at[place - 1].modifier->phase > phase; place--) {
        changes->at[place] = changes->at[place - 1];
    }
    return &changes->at[place];
}

struct change *changes_add(struct arena *arena, struct changes *changes, const struct modifier *modifier)
{
    struct change *change = modifier->repeats ? NULL : find_given(changes, modifier);
    if (change == NULL) {
        change = insert(arena, changes, modifier->phase);
    }
    *change = (struct change){.modifier = modifier};
    return change;
}

void changes_remove(struct changes *changes, const char *name)
{
    int kept = 0;
    for (int i = 0; i < changes->count; i++) {
        if (strcmp(changes->at[i].modifier->name, name) != 0) {
            changes->at[kept++] = changes->at[i];
        }
    }
    changes->count = kept;
}

const struct change *changes_find(const struct changes *changes, const char *name)
{
    for (int i = 0; i < changes->count; i++) {
        if (strcmp(changes->at[i].modifier->name, name) == 0) {
            return &changes->at[i];
        }
    }
    return NULL;
}
