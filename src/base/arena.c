#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 4096 - 32 };

struct arena_block {
    struct arena_block *next;
    alignas(max_align_t) char bytes[];
};

_Noreturn void memory_exhausted(void)
{
    fputs("statusd: out of memory\n", stderr);
    abort();
}

static void *or_abort(void *memory)
{
    if (memory == NULL) {
        memory_exhausted();
    }
    return memory;
}

void *memory_new(size_t size)
{
    return or_abort(calloc(1, size > 0 ? size : 1));
}

void *memory_grow(void *memory, size_t size)
{
    return or_abort(realloc(memory, size > 0 ? size : 1));
}

void arena_init(struct arena *arena, void *first, size_t size)
{
    *arena = (struct arena){.free = first, .left = size};
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->blocks, arena->free, arena->left, arena->taken};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->blocks != mark.blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->free = mark.free;
    arena->left = mark.left;
    arena->taken = mark.taken;
}

void arena_release(struct arena *arena)
{
    arena_rewind(arena, (struct arena_mark){NULL, NULL, 0, 0});
}

static void add_block(struct arena *arena, size_t room)
{
    struct arena_block *block = or_abort(malloc(sizeof *block + room));
    block->next = arena->blocks;
    arena->blocks = block;
    arena->free = block->bytes;
    arena->left = room;
    arena->taken += sizeof *block + room;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t skip = (size_t)(-(uintptr_t)arena->free) % alignof(max_align_t);
    if (arena->free == NULL || arena->left < skip || arena->left - skip < size) {
        add_block(arena, size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE);
        skip = 0;
    }
    char *memory = arena->free + skip;
    arena->free = memory + size;
    arena->left -= skip + size;
    return memset(memory, 0, size);
}

void *arena_extend(struct arena *arena, void *at, size_t count, size_t *room, size_t size)
{
    enum { FIRST = 8 };
    if (count < *room) {
        return at;
    }
    *room = *room > 0 ? *room * 2 : FIRST;
    void *larger = arena_alloc(arena, *room * size);
    if (count > 0) {
        memcpy(larger, at, count * size);
    }
    return larger;
}

struct text arena_copy(struct arena *arena, struct text text)
{
    char *copy = arena_alloc(arena, text.length + 1);
    if (text.length > 0) {
        memcpy(copy, text.at, text.length);
    }
    return (struct text){copy, text.length};
}

struct text arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0) {
        memory_exhausted(); /* longer than an int can tell */
    }
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (struct text){text, (size_t)length};
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}
