#include "http/precondition.h"

/* The next entity-tag, or "*", of a list. Not text_list: nothing is escaped in an entity-tag (RFC 9110 §8.8.3). */
static bool next_tag(struct text *rest, struct text *tag)
{
    while (rest->length > 0 && (rest->at[0] == ',' || rest->at[0] == ' ' || rest->at[0] == '\t')) {
        *rest = text_from(*rest, 1);
    }
    size_t quote = text_find(*rest, '"');
    size_t end = quote < rest->length ? quote + 1 + text_find(text_from(*rest, quote + 1), '"') + 1 : rest->length;
    *tag = text_trim((struct text){rest->at, end < rest->length ? end : rest->length});
    *rest = text_from(*rest, end);
    return tag->length > 0;
}

static bool weakly_equal(struct text a, struct text b)
{
    text_skip(&a, TEXT("W/"));
    text_skip(&b, TEXT("W/"));
    return text_equal(a, b);
}

bool precondition_not_modified(const struct request *request, struct arena *arena, struct text tag)
{
    struct text tags = request_field(request, arena, "If-None-Match"), member;
    if (!request_reads(request)) {
        return false;
    }
    while (next_tag(&tags, &member)) {
        if (text_equal(member, TEXT("*")) || weakly_equal(member, tag)) {
            return true;
        }
    }
    return false;
}
