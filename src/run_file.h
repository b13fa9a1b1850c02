/* Files that are there for as long as the server listens: the port, the CA. */
#ifndef STATUSD_RUN_FILE_H
#define STATUSD_RUN_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* A file that was written. It stays open, so that no other file can get its inode, by which run_file_remove knows it.
 */
struct run_file {
    const char *name; /* NULL: no file is wanted */
    int fd;           /* negative: no file was written */
};

/* Writes content to the file called name, as option (without dashes, for the message) asks; does nothing, and does not
 * look at content, where name is NULL. The file appears with its content, and replaces an earlier file. On failure
 * returns false, with the reason as one line in error; *usage is true where name is that of something else than a file,
 * which is left alone. The string name is not copied. */
bool run_file_write(struct run_file *file, const char *option, const char *name, const char *content, char *error,
                    size_t error_size, bool *usage);

/* Removes the file, unless another has taken its name since. */
void run_file_remove(struct run_file *file);

#endif
