#include "run_file.h"

#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What name is, where it is something other than a file, such as a device by mistake: that must not be replaced. NULL:
 * a file, or nothing. */
static const char *what_is_in_the_way(const char *name)
{
    static const struct {
        mode_t type;
        const char *what;
    } kinds[] = {
        {S_IFDIR, "a directory"}, {S_IFLNK, "a symbolic link"}, {S_IFIFO, "a named pipe"},
        {S_IFSOCK, "a socket"},   {S_IFCHR, "a device"},        {S_IFBLK, "a device"},
    };
    struct stat there;
    bool found = lstat(name, &there) == 0;
    for (size_t i = 0; found && i < sizeof kinds / sizeof kinds[0]; i++) {
        if ((there.st_mode & S_IFMT) == kinds[i].type) {
            return kinds[i].what;
        }
    }
    return NULL;
}

/* Writes a new file under a temporary name and renames it, so that a script that waits for the file never reads half a
 * number, and no symbolic link is followed. False, with errno set, on failure. */
static bool write_and_rename(struct run_file *file, const char *content)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s.%08" PRIx64, file->name, random_seed());
    if ((size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    file->fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->fd < 0) {
        return false;
    }
    if (dprintf(file->fd, "%s", content) > 0 && rename(temporary, file->name) == 0) {
        return true;
    }
    int why = errno;
    unlink(temporary);
    close(file->fd);
    file->fd = -1;
    errno = why;
    return false;
}

bool run_file_write(struct run_file *file, const char *option, const char *name, const char *content, char *error,
                    size_t error_size, bool *usage)
{
    *file = (struct run_file){name, -1};
    const char *obstacle = name != NULL ? what_is_in_the_way(name) : NULL;
    *usage = obstacle != NULL;
    if (obstacle != NULL) {
        snprintf(error, error_size, "--%s %s: %s stands there; wanted is the name of a file, or a new one", option,
                 name, obstacle);
        return false;
    }
    if (name != NULL && !write_and_rename(file, content)) {
        snprintf(error, error_size, "--%s %s: %s", option, name, strerror(errno));
        return false;
    }
    return true;
}

void run_file_remove(struct run_file *file)
{
    struct stat ours, there;
    if (file->fd < 0) {
        return;
    }
    if (fstat(file->fd, &ours) == 0 && lstat(file->name, &there) == 0 && ours.st_dev == there.st_dev &&
        ours.st_ino == there.st_ino) {
        unlink(file->name);
    }
    close(file->fd);
    file->fd = -1;
}
