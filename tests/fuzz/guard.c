/* The guard, over heads of any kind. */
#include "http/guard.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct guard_limits limits = {.target = 100, .head = 400, .content = 1000};
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct request request = request_from(&arena, (struct text){(const char *)data, size});
    struct refusal refusal = guard_check(&request, &limits);
    if (refusal.code == 0) {
        PROMISE(text_is_token(request.method) && request.target.length <= limits.target);
        for (size_t i = 0; i < request.target.length; i++) {
            unsigned char c = (unsigned char)request.target.at[i];
            PROMISE(c > ' ' && c < 0x7F && c != '#');
        }
        PROMISE(request.minor == 0 || fields_count(&request.fields, TEXT("Host")) == 1);
        PROMISE(fields_count(&request.fields, TEXT("Transfer-Encoding")) == 0 ||
                fields_count(&request.fields, TEXT("Content-Length")) == 0);
        for (size_t i = 0; i < request.fields.count; i++) {
            PROMISE(text_is_token(request.fields.at[i].name) && field_value_is_valid(request.fields.at[i].value));
        }
    } else {
        PROMISE(refusal.code >= 400 && refusal.code <= 599);
        PROMISE(refusal.detail != NULL && refusal.example != NULL);
    }
    arena_release(&arena);
    return 0;
}
