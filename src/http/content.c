#include "http/content.h"

#include <string.h>

/* 64 bytes, so that lines are easy to count: byte n of the content is byte n % 64 of this. */
static const char line[] = "The quick brown statusd jumps over the lazy client, 64 bytes...\n";
enum { LINE = sizeof line - 1 };
_Static_assert(LINE == 64, "the generated line is 64 bytes long");

struct content content_of(struct text text)
{
    return (struct content){text.length > 0 ? text.at : "", text.length};
}

struct content content_generated(uint64_t length)
{
    return (struct content){NULL, length};
}

size_t content_read(const struct content *content, uint64_t position, char *into, size_t room)
{
    uint64_t left = position < content->length ? content->length - position : 0;
    size_t wanted = left < room ? (size_t)left : room;
    if (content->bytes != NULL) {
        memcpy(into, content->bytes + position, wanted);
        return wanted;
    }
    for (size_t done = 0; done < wanted;) {
        size_t at = (size_t)((position + done) % LINE);
        size_t step = LINE - at < wanted - done ? LINE - at : wanted - done;
        memcpy(into + done, line + at, step);
        done += step;
    }
    return wanted;
}
