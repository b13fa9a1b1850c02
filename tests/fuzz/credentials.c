/* Authorization fields. */
#include "http/credentials.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct request request = {.method = TEXT("GET"), .minor = 1};
    struct credentials credentials;
    struct text user, password;
    arena_init(&arena, NULL, 0);
    fields_add(&arena, &request.fields, TEXT("Authorization"), (struct text){(const char *)data, size});
    if (credentials_read(&request, "Authorization", &credentials)) {
        PROMISE(credentials.scheme.length > 0 && credentials.scheme.length + credentials.parameters.length <= size);
        PROMISE(credentials_parameter(&arena, &credentials, "nonce").length <= size);
        if (credentials_basic(&arena, &credentials, &user, &password)) {
            PROMISE(user.length + password.length < size);
            PROMISE(text_find(user, ':') == user.length && text_find(password, '\0') == password.length);
        }
    }
    arena_release(&arena);
    return 0;
}
