#include "tests/kit/frame.h"

#include "base/buffer.h"
#include "tests/kit/suite.h"

#include <stdint.h>

/* FIN with each opcode (RFC 6455 §5.2), and the same without FIN. */
enum { MORE = 0x00, TEXT_MORE = 0x01, BINARY_MORE = 0x02, LAST = 0x80 };
enum { TEXT_ALL = 0x81, BINARY_ALL = 0x82, CLOSE = 0x88, PING = 0x89, PONG = 0x8a };

#define CLOSED(code) TEXT("\x88\x02" code)
#define BYE                                                                                                            \
    {                                                                                                                  \
        CLOSE, TEXT("\x03\xe8")                                                                                        \
    }
#define RAW(bytes)                                                                                                     \
    {                                                                                                                  \
        BYTES, TEXT(bytes)                                                                                             \
    }

/* The codes of §7.4.1: 1000 is 3 e8, 1002 3 ea, 1007 3 ef, 1009 3 f1. */
const struct dialogue dialogues[] = {
    /* §5.7, as it stands there */
    {"Hello", {RAW("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), BYE}, TEXT("\x81\x05Hello\x88\x02\x03\xe8")},
    {"a pong that was not asked for", /* §5.5.3: it is not answered */
     {RAW("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), BYE},
     CLOSED("\x03\xe8")},
    {"a ping", {{PING, TEXT("Hello")}, BYE}, TEXT("\x8a\x05Hello\x88\x02\x03\xe8")},
    {"an empty ping", {{PING, TEXT("")}, BYE}, TEXT("\x8a\x00\x88\x02\x03\xe8")},
    {"text", {{TEXT_ALL, TEXT("\xc3\xa9\0!")}, BYE}, TEXT("\x81\x04\xc3\xa9\0!\x88\x02\x03\xe8")},
    {"binary", {{BINARY_ALL, TEXT("\xff\0\x80")}, BYE}, TEXT("\x82\x03\xff\0\x80\x88\x02\x03\xe8")},
    {"empty messages", {{TEXT_ALL, TEXT("")}, {BINARY_ALL, TEXT("")}, BYE}, TEXT("\x81\x00\x82\x00\x88\x02\x03\xe8")},
    /* §5.4 */
    {"fragments", {{TEXT_MORE, TEXT("Hel")}, {LAST, TEXT("lo")}, BYE}, TEXT("\x81\x05Hello\x88\x02\x03\xe8")},
    {"fragments around a ping",
     {{BINARY_MORE, TEXT("a")}, {PING, TEXT("?")}, {MORE, TEXT("b")}, {LAST, TEXT("c")}, BYE},
     TEXT("\x8a\x01?\x82\x03"
          "abc\x88\x02\x03\xe8")},
    {"empty fragments",
     {{TEXT_MORE, TEXT("")}, {MORE, TEXT("")}, {LAST, TEXT("")}, BYE},
     TEXT("\x81\x00\x88\x02\x03\xe8")},
    {"a character across fragments",
     {{TEXT_MORE, TEXT("\xe2\x82")}, {LAST, TEXT("\xac")}, BYE},
     TEXT("\x81\x03\xe2\x82\xac\x88\x02\x03\xe8")},
    {"a close among fragments", {{TEXT_MORE, TEXT("Hel")}, BYE}, CLOSED("\x03\xe8")},
    {"nothing after the close", {BYE, {TEXT_ALL, TEXT("late")}, {PING, TEXT("late")}}, CLOSED("\x03\xe8")},
    {"a continuation of nothing", {{LAST, TEXT("lo")}}, CLOSED("\x03\xea")},
    {"a continuation after the end",
     {{TEXT_ALL, TEXT("a")}, {LAST, TEXT("b")}},
     TEXT("\x81\x01"
          "a\x88\x02\x03\xea")},
    {"a message within another", {{TEXT_MORE, TEXT("Hel")}, {TEXT_ALL, TEXT("lo")}}, CLOSED("\x03\xea")},
    /* §5.5.1, §7.4 */
    {"a close without a code", {{CLOSE, TEXT("")}}, TEXT("\x88\x00")},
    {"a close with a reason", {{CLOSE, TEXT("\x03\xe9gone \xe2\x82\xac")}}, CLOSED("\x03\xe9")},
    {"close 1003", {{CLOSE, TEXT("\x03\xeb")}}, CLOSED("\x03\xeb")},
    {"close 1011", {{CLOSE, TEXT("\x03\xf3")}}, CLOSED("\x03\xf3")},
    {"close 1014", {{CLOSE, TEXT("\x03\xf6")}}, CLOSED("\x03\xf6")},
    {"close 3000", {{CLOSE, TEXT("\x0b\xb8")}}, CLOSED("\x0b\xb8")},
    {"close 4999", {{CLOSE, TEXT("\x13\x87")}}, CLOSED("\x13\x87")},
    {"close 0", {{CLOSE, TEXT("\0\0")}}, CLOSED("\x03\xea")},
    {"close 999", {{CLOSE, TEXT("\x03\xe7")}}, CLOSED("\x03\xea")},
    {"close 1004", {{CLOSE, TEXT("\x03\xec")}}, CLOSED("\x03\xea")},
    {"close 1005", {{CLOSE, TEXT("\x03\xed")}}, CLOSED("\x03\xea")},
    {"close 1006", {{CLOSE, TEXT("\x03\xee")}}, CLOSED("\x03\xea")},
    {"close 1015", {{CLOSE, TEXT("\x03\xf7")}}, CLOSED("\x03\xea")},
    {"close 2999", {{CLOSE, TEXT("\x0b\xb7")}}, CLOSED("\x03\xea")},
    {"close 5000", {{CLOSE, TEXT("\x13\x88")}}, CLOSED("\x03\xea")},
    {"half a code", {{CLOSE, TEXT("\x03")}}, CLOSED("\x03\xea")},
    {"a reason that is not UTF-8", {{CLOSE, TEXT("\x03\xe8\xc3")}}, CLOSED("\x03\xef")},
    /* §5.1, §5.2, §5.5 */
    {"an unmasked frame", {RAW("\x81\x05Hello")}, CLOSED("\x03\xea")},
    {"an unmasked close", {RAW("\x88\x02\x03\xe8")}, CLOSED("\x03\xea")},
    {"reserved bit 1", {{0xc1, TEXT("a")}}, CLOSED("\x03\xea")},
    {"reserved bit 2", {{0xa1, TEXT("a")}}, CLOSED("\x03\xea")},
    {"reserved bit 3", {{0x99, TEXT("a")}}, CLOSED("\x03\xea")},
    {"reserved opcode 3", {{0x83, TEXT("a")}}, CLOSED("\x03\xea")},
    {"reserved opcode 7", {{0x87, TEXT("")}}, CLOSED("\x03\xea")},
    {"reserved opcode 11", {{0x8b, TEXT("a")}}, CLOSED("\x03\xea")},
    {"reserved opcode 15", {{0x8f, TEXT("")}}, CLOSED("\x03\xea")},
    {"a fragmented ping", {{0x09, TEXT("a")}}, CLOSED("\x03\xea")},
    {"a fragmented close", {{0x08, TEXT("\x03\xe8")}}, CLOSED("\x03\xea")},
    {"a ping of 126 bytes", {RAW("\x89\xfe\0\x7emask")}, CLOSED("\x03\xea")},
    {"a length in more bytes than it needs", {RAW("\x81\xfe\0\x7dmask")}, CLOSED("\x03\xea")},
    {"a length in far more bytes", {RAW("\x81\xff\0\0\0\0\0\0\xff\xffmask")}, CLOSED("\x03\xea")},
    {"a length with its first bit set", {RAW("\x81\xff\x80\0\0\0\0\0\0\0mask")}, CLOSED("\x03\xea")},
    /* §8.1, §10.4 */
    {"no UTF-8", {{TEXT_ALL, TEXT("\xff")}}, CLOSED("\x03\xef")},
    {"a surrogate", {{TEXT_ALL, TEXT("\xed\xa0\x80")}}, CLOSED("\x03\xef")},
    {"a character cut short", {{TEXT_ALL, TEXT("a\xe2\x82")}}, CLOSED("\x03\xef")},
    {"no UTF-8 across fragments", {{TEXT_MORE, TEXT("\xe2\x82")}, {LAST, TEXT("a")}}, CLOSED("\x03\xef")},
    {"a byte too many", {RAW("\x82\xff\0\0\0\0\0\x01\0\x01maskx")}, CLOSED("\x03\xf1")},
    {"all the bytes that there are", {RAW("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xffmaskx")}, CLOSED("\x03\xf1")},
    {"a byte too many in fragments",
     {{BINARY_MORE, TEXT("a")}, RAW("\x80\xff\0\0\0\0\0\x01\0\0maskx")},
     CLOSED("\x03\xf1")},
};

const int dialogue_count = COUNT(dialogues);

/* §5.2: the shortest way in which the length can be said. */
const struct sized sizes[] = {
    {0, TEXT_ALL, TEXT("\x81\x00")},
    {1, BINARY_ALL, TEXT("\x82\x01")},
    {125, TEXT_ALL, TEXT("\x81\x7d")},
    {126, TEXT_ALL, TEXT("\x81\x7e\x00\x7e")},
    {127, BINARY_ALL, TEXT("\x82\x7e\x00\x7f")},
    {4096, BINARY_ALL, TEXT("\x82\x7e\x10\x00")},
    {65535, BINARY_ALL, TEXT("\x82\x7e\xff\xff")},
    {65536, TEXT_ALL, TEXT("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00")},
};

const int size_count = COUNT(sizes);

static void add_byte(struct buffer *frame, uint64_t byte)
{
    char c = (char)(byte & 0xff);
    buffer_add(frame, (struct text){&c, 1});
}

static void add_head(struct buffer *frame, int first, uint64_t mask_bit, uint64_t length)
{
    int bytes = length < 126 ? 0 : length < 0x10000 ? 2 : 8;
    add_byte(frame, (uint64_t)first);
    add_byte(frame, mask_bit | (bytes == 0 ? length : bytes == 2 ? 126U : 127U));
    for (int i = bytes - 1; i >= 0; i--) {
        add_byte(frame, length >> (8 * i));
    }
}

struct text frame_unmasked(struct arena *arena, int first, struct text payload)
{
    struct buffer frame = buffer_in(arena);
    add_head(&frame, first, 0, payload.length);
    buffer_add(&frame, payload);
    return buffer_text(&frame);
}

struct text frame_masked(struct arena *arena, int first, struct text payload)
{
    static const unsigned char mask[] = {0x37, 0xfa, 0x21, 0x3d};
    struct buffer frame = buffer_in(arena);
    add_head(&frame, first, 0x80, payload.length);
    buffer_add(&frame, (struct text){(const char *)mask, sizeof mask});
    for (size_t i = 0; i < payload.length; i++) {
        add_byte(&frame, (unsigned char)payload.at[i] ^ mask[i % 4]);
    }
    return buffer_text(&frame);
}

struct text dialogue_sent(struct arena *arena, const struct dialogue *dialogue)
{
    struct buffer sent = buffer_in(arena);
    for (int i = 0; i < DIALOGUE_FRAMES && dialogue->frames[i].payload.at != NULL; i++) {
        struct text payload = dialogue->frames[i].payload;
        int first = dialogue->frames[i].first;
        buffer_add(&sent, first != BYTES ? frame_masked(arena, first, payload) : payload);
    }
    return buffer_text(&sent);
}

struct text frame_letters(struct arena *arena, size_t size)
{
    char *letters = arena_alloc(arena, size + 1);
    for (size_t i = 0; i < size; i++) {
        letters[i] = (char)('a' + i % 26);
    }
    return (struct text){letters, size};
}
