#include "site/run_key.h"

#include "site/keyed.h"
#include "site/problem.h"

int run_key(struct context *context, struct text *key)
{
    *key = request_parameter(context->request, context->arena, "key");
    if (key->at == NULL) {
        *key = request_field(context->request, context->arena, "X-Statusd-Key");
    }
    return key->length <= KEY_MAX ? 0 : problem(context, 400, TEXT("key: more than 256 bytes"), TEXT("key=my-test"));
}
