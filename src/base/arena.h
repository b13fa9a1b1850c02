/* Memory that is given back all at once. */
#ifndef STATUSD_BASE_ARENA_H
#define STATUSD_BASE_ARENA_H

#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* Out of memory ends the process, here and in one place: no caller checks. */
struct arena {
    struct arena_block *blocks; /* what was taken from malloc */
    char *free;                 /* what is left of the newest block, or of the first */
    size_t left;
    size_t taken; /* bytes from malloc */
};

/* How far an arena has been used. */
struct arena_mark {
    struct arena_block *blocks;
    char *free;
    size_t left, taken;
};

/* An arena whose first size bytes are at first, which stays the caller's; NULL and 0 are fine. */
void arena_init(struct arena *arena, void *first, size_t size);

/* Gives everything back; the arena is then empty and can be used again. */
void arena_release(struct arena *arena);

/* arena_mark notes how far the arena has been used; arena_rewind gives back all that was taken since. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* size zeroed bytes, aligned for any type; they live until arena_release, or arena_rewind to before them. */
void *arena_alloc(struct arena *arena, size_t size);

/* A terminated copy of text; its length is text.length. */
struct text arena_copy(struct arena *arena, struct text text);

/* A formatted, terminated text. */
struct text arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Ends the process, as whatever needs memory that is not there does: "statusd: out of memory". */
_Noreturn void memory_exhausted(void);

/* malloc and realloc for what outlives an arena; never NULL. The caller frees. */
void *memory_new(size_t size); /* zeroed */
void *memory_grow(void *memory, size_t size);

#endif
