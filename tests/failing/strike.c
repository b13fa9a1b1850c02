#include "tests/failing/strike.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the code of the program and of libmicrohttpd lies. */
static struct {
    uintptr_t base, end;
} objects[OWNER_OTHER];

static struct order *order;

static int note_object(struct dl_phdr_info *object, size_t size, void *seen)
{
    bool first = !*(bool *)seen; /* the program itself comes first */
    (void)size;
    *(bool *)seen = true;
    if (!first && strstr(object->dlpi_name, "/libmicrohttpd.so") == NULL) {
        return 0;
    }
    enum owner owner = first ? OWNER_PROGRAM : OWNER_LIBRARY;
    objects[owner].base = object->dlpi_addr;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t end = object->dlpi_addr + part->p_vaddr + part->p_memsz;
        if (part->p_type == PT_LOAD && end > objects[owner].end) {
            objects[owner].end = end;
        }
    }
    return 0;
}

/* Before this has run nothing fails: it is the loader and the constructors of libraries that call until then. */
__attribute__((constructor)) static void prepare(void)
{
    const char *name = getenv(ORDER_FILE);
    int fd = name != NULL ? open(name, O_RDWR | O_CLOEXEC) : -1;
    bool seen = false;
    if (fd >= 0) {
        void *memory = mmap(NULL, sizeof *order, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        dl_iterate_phdr(note_object, &seen);
        order = memory != MAP_FAILED ? memory : NULL;
    }
}

/* The function that the call was made in; for a static one, the exported one before it. */
static void note_place(const void *caller)
{
    Dl_info place;
    if (dladdr(caller, &place) != 0) {
        const char *object = strrchr(place.dli_fname, '/');
        snprintf(order->place, sizeof order->place, "%s of %s",
                 place.dli_sname != NULL ? place.dli_sname : "a function",
                 object != NULL ? object + 1 : place.dli_fname);
    }
}

static enum owner owner_of(uintptr_t caller)
{
    int owner = OWNER_PROGRAM;
    while (owner < OWNER_OTHER && (caller < objects[owner].base || caller >= objects[owner].end)) {
        owner++;
    }
    return (enum owner)owner;
}

/* Once it has struck no more is counted: finding the place takes calls of its own. */
bool strike(enum call call, const void *caller)
{
    uintptr_t at = (uintptr_t)caller;
    int wanted = order != NULL ? atomic_load(&order->call) : CALL_NONE;
    if (wanted != (int)call && wanted != CALLS) {
        return false;
    }
    enum owner owner = owner_of(at);
    int nth = atomic_fetch_add(&order->counts[call][owner], 1) + 1;
    if (wanted == CALLS || (int)owner != order->owner || nth != order->nth) {
        return false;
    }
    atomic_store(&order->call, CALL_NONE);
    note_place(caller);
    atomic_store(&order->struck, at - (owner < OWNER_OTHER ? objects[owner].base : 0));
    errno = order->error;
    return true;
}
