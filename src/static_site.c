#include "static_site.h"

#include "base/arena.h"
#include "base/random.h"
#include "site/explorer_files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writes the file into the directory that is open as folder. False, with errno set, on failure. */
static bool write_file(int folder, const struct explorer_file *file)
{
    int fd = openat(folder, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    struct text rest = file->bytes;
    ssize_t written = fd < 0 ? -1 : 0;
    while (written >= 0 && rest.length > 0) {
        written = write(fd, rest.at, rest.length);
        rest = written > 0 ? text_from(rest, (size_t)written) : rest;
    }
    int why = errno;
    bool closed = fd < 0 || close(fd) == 0;
    errno = written < 0 ? why : errno;
    return written >= 0 && closed;
}

static bool write_files(struct site *site, int folder)
{
    struct arena arena;
    struct explorer_file file;
    bool right = true;
    arena_init(&arena, NULL, 0);
    for (int nth = 0; right && explorer_file(site, &arena, nth, &file); nth++) {
        right = write_file(folder, &file);
    }
    int why = errno;
    arena_release(&arena);
    errno = why;
    return right;
}

/* Removes what write_files may have made, and the directory. */
static void remove_files(struct site *site, int folder, const char *name)
{
    struct arena arena;
    struct explorer_file file;
    arena_init(&arena, NULL, 0);
    for (int nth = 0; folder >= 0 && explorer_file(site, &arena, nth, &file); nth++) {
        unlinkat(folder, file.name, 0);
    }
    arena_release(&arena);
    rmdir(name);
}

/* Fills the new directory called temporary and gives it its name. False, with errno set, on failure. */
static bool fill_and_rename(struct site *site, const char *temporary, const char *name)
{
    int folder = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool right = folder >= 0 && write_files(site, folder) && rename(temporary, name) == 0;
    int why = errno;
    if (!right) {
        remove_files(site, folder, temporary);
    }
    if (folder >= 0) {
        close(folder);
    }
    errno = why;
    return right;
}

bool static_site_write(struct site *site, const char *name, char *error, size_t error_size)
{
    char temporary[PATH_MAX];
    size_t length = strlen(name);
    while (length > 1 && name[length - 1] == '/') {
        length--;
    }
    int needed = snprintf(temporary, sizeof temporary, "%.*s.%08" PRIx64, (int)length, name, random_seed());
    bool fits = needed > 0 && (size_t)needed < sizeof temporary;
    if (fits && mkdir(temporary, 0777) == 0 && fill_and_rename(site, temporary, name)) {
        return true;
    }
    int why = fits ? errno : ENAMETOOLONG;
    bool full = why == ENOTEMPTY || why == EEXIST;
    snprintf(error, error_size, "--static-site %s: %s", name,
             full ? "it is not empty; wanted is a new directory, such as site" : strerror(why));
    return false;
}
