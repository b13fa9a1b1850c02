/* A request from the bytes of a fuzz input: a line "METHOD target", lines of fields, an empty line, content. */
#ifndef STATUSD_TESTS_FUZZ_REQUEST_H
#define STATUSD_TESTS_FUZZ_REQUEST_H

#include "http/request.h"

/* Without a line end, a line is all that is left. A line "outside" makes it come from outside, "old" HTTP/1.0. */
static inline struct request request_from(struct arena *arena, struct text input)
{
    struct text rest = input.length > 0 ? input : TEXT(" "), line;
    struct request request = {.minor = 1, .client_address = "192.0.2.1"};
    text_cut(&rest, '\n', &line);
    size_t space = text_find(line, ' ');
    request.method = arena_copy(arena, (struct text){line.at, space});
    request_set_target(&request, arena, arena_copy(arena, text_from(line, space + 1)));
    while (text_cut(&rest, '\n', &line) && line.length > 0) {
        size_t colon = text_find(line, ':');
        if (text_equal(line, TEXT("outside"))) {
            request.from_outside = true;
        } else if (text_equal(line, TEXT("old"))) {
            request.minor = 0;
        } else {
            fields_add(arena, &request.fields, arena_copy(arena, (struct text){line.at, colon}),
                       arena_copy(arena, text_trim(text_from(line, colon + 1))));
        }
    }
    request.content = rest;
    return request;
}

#endif
