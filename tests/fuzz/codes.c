/* The codes grammar, and draws from what it reads. */
#include "http/codes.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct codes codes;
    struct text wrong, text = {(const char *)data, size};
    const char *reason = NULL;
    arena_init(&arena, NULL, 0);
    if (codes_parse(&arena, text, &codes, &wrong, &reason)) {
        struct random random = random_from(size);
        PROMISE(codes.count >= 1 && codes.count <= STEPS_MAX);
        for (int i = 0; i < 10; i++) {
            const struct step *step = codes_draw(&codes, &random);
            int code = step_draw(step, &random);
            PROMISE(code >= 100 && code <= 999 && code >= step->first && code <= step->last);
            PROMISE(step->weight > 0);
        }
    } else {
        PROMISE(reason != NULL && *reason != '\0');
        PROMISE(wrong.length <= size);
    }
    arena_release(&arena);
    return 0;
}
