/* The explorer as files, for a host that has nothing but files. Private to src. */
#ifndef STATUSD_SITE_EXPLORER_FILES_H
#define STATUSD_SITE_EXPLORER_FILES_H

#include "base/arena.h"
#include "site/site.h"

#include <stdbool.h>

struct explorer_file {
    const char *name;
    struct text bytes;
};

/* Fills *file with the nth file, whose bytes are in arena, where they are not constants; false after the last. */
bool explorer_file(struct site *site, struct arena *arena, int nth, struct explorer_file *file);

#endif
