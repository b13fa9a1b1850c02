/* Preloaded: memory that runs out when it is told to. Apart from the other calls, as a sanitizer has memory of its own,
 * and as dlsym, which they need, asks for memory itself: here libc's own names lead to it. */
#include "tests/failing/strike.h"

#include <stddef.h>

#define SHOWN __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

SHOWN void *malloc(size_t size)
{
    return strike(CALL_malloc, __builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

SHOWN void *calloc(size_t count, size_t size)
{
    return strike(CALL_malloc, __builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

SHOWN void *realloc(void *memory, size_t size)
{
    return strike(CALL_malloc, __builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}
