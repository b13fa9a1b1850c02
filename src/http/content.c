#include "http/content.h"

#include <string.h>

/* 64 bytes, so that lines are easy to count. */
static const char line[] = "The quick brown statusd jumps over the lazy client, 64 bytes...\n";
_Static_assert(sizeof line - 1 == 64, "the generated line is 64 bytes long");

struct content content_of(struct text text)
{
    return (struct content){text.length > 0 ? text : TEXT(""), text.length};
}

struct content content_repeat(struct text unit, uint64_t length)
{
    return (struct content){unit, length};
}

struct content content_generated(uint64_t length)
{
    return content_repeat(TEXT(line), length);
}

bool content_is_at_hand(const struct content *content)
{
    return content->length <= content->unit.length;
}

size_t content_read(const struct content *content, uint64_t position, char *into, size_t room)
{
    uint64_t left = position < content->length ? content->length - position : 0;
    size_t wanted = left < room ? (size_t)left : room, unit = content->unit.length;
    for (size_t done = 0; done < wanted;) {
        size_t at = (size_t)((position + done) % unit);
        size_t step = unit - at < wanted - done ? unit - at : wanted - done;
        memcpy(into + done, content->unit.at + at, step);
        done += step;
    }
    return wanted;
}
