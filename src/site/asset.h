/* The files of static/, which are part of the program. Private to src/site. */
#ifndef STATUSD_SITE_ASSET_H
#define STATUSD_SITE_ASSET_H

#include "base/text.h"

#include <stdbool.h>

struct asset {
    struct text type, bytes;
};

/* The file of that name; false where there is none. The bytes live as long as the program. */
bool asset_find(struct text name, struct asset *asset);

#endif
