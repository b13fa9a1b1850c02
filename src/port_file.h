/* The file that says on which port the server listens, for as long as it does. */
#ifndef STATUSD_PORT_FILE_H
#define STATUSD_PORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* An open descriptor of the file that we wrote: as long as we have it, no other file gets the same inode. */
struct port_file {
    const char *name; /* NULL: none was asked for */
    int fd;           /* negative: none was written */
};

/* Writes port into the file of that name, which is kept; NULL: does nothing. It appears whole, in place of one that is
 * there already. False, and the reason as one line in error, where that cannot be; *usage tells whether something
 * stands there that is not to be replaced. */
bool port_file_write(struct port_file *file, const char *name, int port, char *error, size_t error_size, bool *usage);

/* Removes the file if it still is the one that was written. */
void port_file_remove(struct port_file *file);

#endif
