#include "tests/abuse/mutate.h"

#include "base/buffer.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST_PIECE = 64, MOST_REPEATS = 2000, MOST_REPEATED = 100 * 1000 /* bytes */ };

/* Bytes with a stretch of them marked: what a mutation replaces. */
struct cut {
    struct text before, piece, after;
};

static const struct text line_ends[] = {TEXT("\n"),       TEXT("\r"),    TEXT("\r\r\n"), TEXT("\n\r"),
                                        TEXT("\r\n\r\n"), TEXT("\r\n "), TEXT("\0\r\n"), TEXT(" \r\n")};

static const struct text extremes[] = {TEXT("0"),
                                       TEXT("1"),
                                       TEXT("-1"),
                                       TEXT("00000000000000000000000000000001"),
                                       TEXT("255"),
                                       TEXT("256"),
                                       TEXT("65535"),
                                       TEXT("65536"),
                                       TEXT("65537"),
                                       TEXT("2147483647"),
                                       TEXT("2147483648"),
                                       TEXT("4294967295"),
                                       TEXT("4294967296"),
                                       TEXT("9223372036854775807"),
                                       TEXT("9223372036854775808"),
                                       TEXT("18446744073709551615"),
                                       TEXT("18446744073709551616"),
                                       TEXT("99999999999999999999999999"),
                                       TEXT("1e9"),
                                       TEXT("0x10"),
                                       TEXT("+1"),
                                       TEXT("0.000000001"),
                                       TEXT(".")};

static const struct text oddities[] = {TEXT("\0"),
                                       TEXT("\r\n"),
                                       TEXT(" "),
                                       TEXT("\t"),
                                       TEXT("\x7F"),
                                       TEXT("\xFF"),
                                       TEXT("\xC3\xA9"),
                                       TEXT("%00"),
                                       TEXT("%0d%0a"),
                                       TEXT("%"),
                                       TEXT(":"),
                                       TEXT(";"),
                                       TEXT(","),
                                       TEXT("="),
                                       TEXT("&"),
                                       TEXT("?"),
                                       TEXT("#"),
                                       TEXT("/"),
                                       TEXT("//"),
                                       TEXT("\""),
                                       TEXT("../"),
                                       TEXT("*"),
                                       TEXT("HTTP/1.1"),
                                       TEXT("Content-Length: 5\r\n"),
                                       TEXT("Transfer-Encoding: chunked\r\n"),
                                       TEXT("Host: b\r\n"),
                                       TEXT("Expect: 100-continue\r\n"),
                                       TEXT("\r\n\r\n")};

struct text pick_text(struct random *random, const struct text *texts, size_t count)
{
    return texts[place_below(random, count)];
}

bool once_in(struct random *random, uint64_t times)
{
    return random_next(random) % times == 0;
}

size_t place_below(struct random *random, size_t size)
{
    return size > 0 ? (size_t)(random_next(random) % size) : 0;
}

static struct cut cut_at(struct text bytes, size_t from, size_t length)
{
    return (struct cut){{bytes.at, from}, {bytes.at + from, length}, text_from(bytes, from + length)};
}

static struct cut cut_somewhere(struct random *random, struct text bytes)
{
    size_t from = place_below(random, bytes.length), most = bytes.length - from;
    most = most < LONGEST_PIECE ? most : LONGEST_PIECE;
    return cut_at(bytes, from, once_in(random, 2) ? most > 0 : place_below(random, most + 1));
}

/* The stretch of bytes around a random place that belong together. */
static struct cut cut_by(struct random *random, struct text bytes, bool (*belongs)(int c))
{
    size_t from = place_below(random, bytes.length), to;
    while (from < bytes.length && !belongs((unsigned char)bytes.at[from])) {
        from++;
    }
    while (from > 0 && belongs((unsigned char)bytes.at[from - 1])) {
        from--;
    }
    for (to = from; to < bytes.length && belongs((unsigned char)bytes.at[to]); to++) {
    }
    return cut_at(bytes, from, to - from);
}

static bool in_number(int c)
{
    return isdigit(c) != 0;
}

static bool in_token(int c)
{
    return isalnum(c) != 0 || c == '-' || c == '_';
}

static bool in_line(int c)
{
    return c != '\n';
}

static bool in_line_end(int c)
{
    return c == '\r' || c == '\n';
}

static struct text join(struct arena *arena, const struct cut *cut, struct text instead, size_t times)
{
    struct buffer joined = buffer_in(arena);
    size_t most = 1 + MOST_REPEATED / (instead.length + 1);
    buffer_add(&joined, cut->before);
    for (size_t i = 0; i < times && i < most; i++) {
        buffer_add(&joined, instead);
    }
    buffer_add(&joined, cut->after);
    return buffer_text(&joined);
}

static struct text flip(struct arena *arena, struct random *random, struct text bytes)
{
    struct text flipped = arena_copy(arena, bytes);
    if (bytes.length > 0) {
        ((char *)flipped.at)[place_below(random, bytes.length)] ^= (char)(1U << place_below(random, 8));
    }
    return flipped;
}

/* Two tokens change places. */
static struct text swap(struct arena *arena, struct random *random, struct text bytes)
{
    struct cut first = cut_by(random, bytes, in_token), second = cut_by(random, bytes, in_token);
    const char *end = first.piece.at + first.piece.length;
    if (end > second.piece.at) {
        return bytes;
    }
    struct buffer swapped = buffer_in(arena);
    buffer_add(&swapped, first.before);
    buffer_add(&swapped, second.piece);
    buffer_add(&swapped, (struct text){end, (size_t)(second.piece.at - end)});
    buffer_add(&swapped, first.piece);
    buffer_add(&swapped, second.after);
    return buffer_text(&swapped);
}

/* A line, with its end, so many times. */
static struct text repeat_line(struct arena *arena, struct random *random, struct text bytes, size_t times)
{
    struct cut cut = cut_by(random, bytes, in_line);
    cut = cut_at(bytes, cut.before.length, cut.piece.length + (cut.after.length > 0));
    return join(arena, &cut, cut.piece, times);
}

struct text mutate(struct arena *arena, struct random *random, struct text bytes, const struct texts *words)
{
    struct cut cut;
    switch (random_next(random) % 12) {
    case 0:
        return flip(arena, random, bytes);
    case 1:
        cut = cut_somewhere(random, bytes);
        return join(arena, &cut, cut.piece, 0);
    case 2:
        cut = cut_somewhere(random, bytes);
        return join(arena, &cut, cut.piece, once_in(random, 8) ? place_below(random, MOST_REPEATS) : 2);
    case 3:
    case 4:
        cut = cut_by(random, bytes, in_number);
        return join(arena, &cut, PICK(random, extremes), 1);
    case 5:
        cut = cut_by(random, bytes, in_line_end);
        return join(arena, &cut, PICK(random, line_ends), 1);
    case 6:
        return repeat_line(arena, random, bytes, 2);
    case 7:
        return repeat_line(arena, random, bytes, once_in(random, 20) ? MOST_REPEATS : 0);
    case 8:
        return swap(arena, random, bytes);
    case 9:
        cut = cut_by(random, bytes, in_token);
        return join(arena, &cut, pick_text(random, words->at, words->count), 1);
    default:
        cut = cut_somewhere(random, bytes);
        cut = cut_at(bytes, cut.before.length, 0);
        return join(arena, &cut, PICK(random, oddities), 1);
    }
}
