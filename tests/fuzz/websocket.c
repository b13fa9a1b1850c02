/* The WebSocket echo: the size of the pieces in a byte, and what a client sends. */
#include "base/buffer.h"
#include "http/echo.h"
#include "tests/fuzz/fuzz.h"

/* Whether the frame of an answer may come from a server: whole, not masked, with the shortest length (RFC 6455 §5.1,
 * §5.2). Takes it off *rest. */
static bool take_frame(struct text *rest, uint8_t *opcode)
{
    const uint8_t *at = (const uint8_t *)rest->at;
    size_t length = rest->length > 1 ? at[1] : 0, head = length == 127 ? 10 : length == 126 ? 4 : 2;
    if (rest->length < head || (at[0] & 0xf0) != 0x80 || length > 127) {
        return false;
    }
    *opcode = at[0] & 0x0f;
    uint64_t size = head > 2 ? 0 : length;
    for (size_t i = 2; i < head; i++) {
        size = size << 8 | at[i];
    }
    bool shortest = head == 2 || (head == 4 ? size >= 126 : size >= 65536);
    if (!shortest || size > ECHO_MESSAGE || (*opcode >= 8 && size > 125) || rest->length - head < size) {
        return false;
    }
    struct text payload = {rest->at + head, (size_t)size};
    *rest = text_from(*rest, head + (size_t)size);
    return *opcode != 1 || text_is_utf8(payload);
}

static void check_answers(struct text all, bool ended)
{
    bool closed = false;
    uint8_t opcode;
    while (all.length > 0) {
        PROMISE(!closed && take_frame(&all, &opcode));
        PROMISE(opcode == 1 || opcode == 2 || opcode == 8 || opcode == 10);
        closed = opcode == 8;
    }
    PROMISE(closed == ended);
}

/* All that is said to bytes that come in pieces, and a farewell if that does not end it. */
static struct text said(struct arena *arena, struct text bytes, size_t piece)
{
    struct buffer all = buffer_in(arena);
    struct echo *echo = echo_new();
    char out[256];
    size_t size;
    while (bytes.length > 0) {
        struct text in = {bytes.at, piece < bytes.length ? piece : bytes.length};
        bytes = text_from(bytes, in.length);
        while ((size = echo_run(echo, &in, out, piece < sizeof out ? piece : sizeof out)) > 0) {
            buffer_add(&all, (struct text){out, size});
        }
        PROMISE(in.length == 0 || echo_has_ended(echo));
    }
    check_answers(buffer_text(&all), echo_has_ended(echo));
    echo_leave(echo);
    while ((size = echo_run(echo, &bytes, out, sizeof out)) > 0) {
        buffer_add(&all, (struct text){out, size});
    }
    check_answers(buffer_text(&all), true);
    echo_free(echo);
    return buffer_text(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    if (size == 0) {
        return 0;
    }
    arena_init(&arena, NULL, 0);
    struct text bytes = {(const char *)data + 1, size - 1};
    struct text whole = said(&arena, bytes, size), split = said(&arena, bytes, (size_t)data[0] + 1);
    PROMISE(text_equal(whole, split));
    arena_release(&arena);
    return 0;
}
