#include "tests/unit/make.h"

#include <string.h>

struct request make_request(struct arena *arena, const char *method, const char *target, const char *fields)
{
    struct request request = {.method = text_of(method), .minor = 1, .client_address = "192.0.2.1"};
    request_set_target(&request, arena, text_of(target));
    while (*fields != '\0') {
        size_t name = strcspn(fields, ":"), line = strcspn(fields, "\r");
        struct text value = text_trim((struct text){fields + name + 1, line - name - 1});
        fields_add(arena, &request.fields, (struct text){fields, name}, value);
        fields += line + 2;
    }
    return request;
}
