/* XML that comes in, and what is written of it. */
#include "site/xml.h"
#include "tests/fuzz/fuzz.h"

/* Whether both have the same elements in the same order. */
static bool same(const struct xml *a, const struct xml *b)
{
    const struct xml *in_a = xml_next(a, NULL), *in_b = xml_next(b, NULL);
    while (in_a != NULL && in_b != NULL && same(in_a, in_b)) {
        in_a = xml_next(a, in_a);
        in_b = xml_next(b, in_b);
    }
    return in_a == NULL && in_b == NULL && text_equal(a->space, b->space) && text_equal(a->name, b->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    const char *wrong = NULL;
    arena_init(&arena, NULL, 0);
    const struct xml *xml = xml_read(&arena, (struct text){(const char *)data, size}, &wrong);
    PROMISE((xml != NULL) == (wrong == NULL));
    if (xml != NULL) {
        struct buffer written = buffer_in(&arena);
        xml_add(&written, xml);
        if (written.length <= XML_BYTES) {
            const struct xml *again = xml_read(&arena, buffer_text(&written), &wrong);
            PROMISE(again != NULL && same(xml, again));
        }
    }
    arena_release(&arena);
    return 0;
}
