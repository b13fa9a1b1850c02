/* The file that says on which port the server listens, for as long as it does. */
#ifndef STATUSD_PORT_FILE_H
#define STATUSD_PORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* The file that was written. It stays open, so that no other file can get its inode, by which port_file_remove knows
 * it. */
struct port_file {
    const char *name; /* NULL: no file is wanted */
    int fd;           /* negative: no file was written */
};

/* Writes port to the file called name; does nothing where name is NULL. The file appears with its content, and replaces
 * an earlier file. On failure returns false, with the reason as one line in error; *usage is true where name is that of
 * something else than a file, which is left alone. The string name is not copied. */
bool port_file_write(struct port_file *file, const char *name, int port, char *error, size_t error_size, bool *usage);

/* Removes the file, unless another has taken its name since. */
void port_file_remove(struct port_file *file);

#endif
