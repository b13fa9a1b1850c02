/* Writes the explorer as files, so that any host of files can have it. */
#ifndef STATUSD_STATIC_SITE_H
#define STATUSD_STATIC_SITE_H

#include "site/site.h"

#include <stdbool.h>
#include <stddef.h>

/* Makes the directory called name, with the files of the explorer; one that is there already has to be empty. It
 * appears with all its files or, on failure, not at all. False, with one line in error, on failure. */
bool static_site_write(struct site *site, const char *name, char *error, size_t error_size);

#endif
