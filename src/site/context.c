#include "site/context.h"

struct random *context_random(struct context *context)
{
    if (!context->drawn) {
        const struct change *seed = changes_find(&context->changes, "seed");
        context->drawn = true;
        uint64_t given = context->request->seed != 0 ? context->request->seed : random_seed();
        context->seed = seed != NULL ? seed->number : given;
        context->random = random_from(context->seed);
    }
    return &context->random;
}
