/* Arenas: memory that is allocated piece by piece and freed all at once. */
#ifndef STATUSD_BASE_ARENA_H
#define STATUSD_BASE_ARENA_H

#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* A lack of memory ends the process (memory_exhausted), so that no caller checks for NULL. */
struct arena {
    struct arena_block *blocks; /* the blocks from malloc, newest first */
    char *free;                 /* the unused part of the newest block, or of arena_init's first */
    size_t left;
    size_t taken; /* bytes of all blocks */
};

/* How far an arena has been used. */
struct arena_mark {
    struct arena_block *blocks;
    char *free;
    size_t left, taken;
};

/* Makes an empty arena that uses the size bytes at first before it calls malloc. The caller owns these, and they live
 * as long as the arena. Without such memory: NULL and 0. */
void arena_init(struct arena *arena, void *first, size_t size);

/* Frees all blocks. The arena is then empty, without its first bytes, and can be used again. */
void arena_release(struct arena *arena);

/* arena_mark returns how far the arena has been used; arena_rewind frees all that was allocated since then. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* size zeroed bytes, aligned for any type. They live until arena_release, or until arena_rewind to an earlier mark. */
void *arena_alloc(struct arena *arena, size_t size);

/* Makes room for a member behind the count members of an array in arena, of size bytes each: returns at, or where the
 * array is full a copy with twice the room. *room is how many members there is room for; at may be NULL if it is 0. */
void *arena_extend(struct arena *arena, void *at, size_t count, size_t *room, size_t size);

/* A copy of text, terminated. */
struct text arena_copy(struct arena *arena, struct text text);

/* A formatted, terminated text. */
struct text arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Writes "statusd: out of memory" to stderr and aborts. */
_Noreturn void memory_exhausted(void);

/* calloc and realloc that never return NULL. The caller frees the memory with free. */
void *memory_new(size_t size);
void *memory_grow(void *memory, size_t size);

#endif
