#include "http/precondition.h"

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
    while (text_list(&tags, &member)) {
        if (text_equal(member, TEXT("*")) || weakly_equal(member, tag)) {
            return true;
        }
    }
    return false;
}
