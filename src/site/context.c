#include "site/context.h"

struct random *context_random(struct context *context)
{
    if (!context->drawn) {
        const struct change *seed = changes_find(&context->changes, "seed");
        context->drawn = true;
        context->seed = seed != NULL ? seed->number : random_seed();
        context->random = random_from(context->seed);
    }
    return &context->random;
}
