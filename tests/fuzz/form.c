/* multipart/form-data: a Content-Type in a line, and the content. */
#include "site/form.h"
#include "tests/fuzz/fuzz.h"

static void check_inside(struct text part, const uint8_t *data, size_t size)
{
    PROMISE(part.length == 0 || (part.at >= (const char *)data && part.at + part.length <= (const char *)data + size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size}, type, boundary;
    struct form_part part;
    text_cut(&rest, '\n', &type);
    if (!form_boundary(type, &boundary)) {
        return 0;
    }
    PROMISE(boundary.length > 0);
    struct form form = form_begin(rest, boundary);
    for (size_t left = form.rest.length + 1; form_next(&form, &part); left = form.rest.length) {
        PROMISE(form.rest.length < left); /* or it would never end */
        check_inside(part.name, data, size);
        check_inside(part.value, data, size);
    }
    return 0;
}
