#include "http/content.h"

#include "base/random.h"

#include <string.h>

/* 64 bytes, so that lines are easy to count. */
static const char line[] = "The quick brown statusd jumps over the lazy client, 64 bytes...\n";
_Static_assert(sizeof line - 1 == 64, "the generated line is 64 bytes long");

struct content content_of(struct text text)
{
    return (struct content){.unit = text.length > 0 ? text : TEXT(""), .length = text.length};
}

struct content content_repeat(struct text unit, uint64_t length)
{
    return (struct content){.unit = unit, .length = length};
}

struct content content_generated(uint64_t length)
{
    return content_repeat(TEXT(line), length);
}

struct content content_random(uint64_t seed, uint64_t length)
{
    return (struct content){.unit = TEXT(""), .length = length, .seed = seed};
}

bool content_is_at_hand(const struct content *content)
{
    return content->length <= content->unit.length;
}

/* Each random number is eight bytes, the lowest first. */
static void read_random(uint64_t seed, uint64_t position, char *into, size_t wanted)
{
    uint64_t number = random_nth(seed, position / 8);
    for (size_t done = 0; done < wanted; done++, position++) {
        number = position % 8 == 0 ? random_nth(seed, position / 8) : number;
        into[done] = (char)(number >> position % 8 * 8);
    }
}

static void read_repeated(struct text unit, uint64_t position, char *into, size_t wanted)
{
    for (size_t done = 0; done < wanted;) {
        size_t at = (size_t)((position + done) % unit.length);
        size_t step = unit.length - at < wanted - done ? unit.length - at : wanted - done;
        memcpy(into + done, unit.at + at, step);
        done += step;
    }
}

size_t content_read(const struct content *content, uint64_t position, char *into, size_t room)
{
    uint64_t left = position < content->length ? content->length - position : 0;
    size_t wanted = left < room ? (size_t)left : room;
    if (content->unit.length > 0) {
        read_repeated(content->unit, position, into, wanted);
    } else {
        read_random(content->seed, position, into, wanted);
    }
    return wanted;
}
