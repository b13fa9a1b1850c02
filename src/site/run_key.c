#include "site/run_key.h"

#include "site/keyed.h"
#include "site/problem.h"

int run_key(struct context *context, struct text *key)
{
    *key = request_field(context->request, context->arena, "X-Statusd-Key");
    if (key->length == 0) {
        struct text parameter = request_parameter(context->request, context->arena, "key");
        *key = parameter.at != NULL ? parameter : TEXT("");
    }
    return key->length <= KEY_MAX
               ? 0
               : problem(context, 400, TEXT("the key, in X-Statusd-Key or key=, has more than 256 bytes"),
                         TEXT("key=my-test"));
}
