/* The files of the folder static/, which the build copies into the program. Private to src/site. */
#ifndef STATUSD_SITE_ASSET_H
#define STATUSD_SITE_ASSET_H

#include "base/text.h"

#include <stdbool.h>

struct asset {
    struct text type, bytes;
};

/* Fills *asset with the file of that name; false if there is none. Its texts are constants of the program. */
bool asset_find(struct text name, struct asset *asset);

#endif
