#include "base/buffer.h"

#include <stdarg.h>
#include <string.h>

struct buffer buffer_in(struct arena *arena)
{
    return (struct buffer){arena, NULL, 0, 0};
}

void buffer_add(struct buffer *buffer, struct text text)
{
    if (text.length > buffer->room - buffer->length) {
        size_t room = (buffer->length + text.length) * 2 + 64;
        char *larger = arena_alloc(buffer->arena, room);
        if (buffer->length > 0) {
            memcpy(larger, buffer->at, buffer->length);
        }
        buffer->at = larger;
        buffer->room = room;
    }
    if (text.length > 0) {
        memcpy(buffer->at + buffer->length, text.at, text.length);
        buffer->length += text.length;
    }
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_add(buffer, arena_vprintf(buffer->arena, format, arguments));
    va_end(arguments);
}

void buffer_add_html(struct buffer *buffer, struct text text)
{
    static const struct {
        char c;
        const char *escape;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    size_t plain = 0;
    for (size_t i = 0; i < text.length; i++) {
        for (size_t e = 0; e < sizeof escapes / sizeof escapes[0]; e++) {
            if (text.at[i] == escapes[e].c) {
                buffer_add(buffer, (struct text){text.at + plain, i - plain});
                buffer_add(buffer, text_of(escapes[e].escape));
                plain = i + 1;
            }
        }
    }
    buffer_add(buffer, text_from(text, plain));
}

struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->at, buffer->length};
}
