/* A text that grows, in an arena. */
#ifndef STATUSD_BASE_BUFFER_H
#define STATUSD_BASE_BUFFER_H

#include "base/arena.h"
#include "base/text.h"

struct buffer {
    struct arena *arena;
    char *at;
    size_t length, room;
};

struct buffer buffer_in(struct arena *arena);

void buffer_add(struct buffer *buffer, struct text text);
void buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* text with the five characters that mean something to HTML escaped. */
void buffer_add_html(struct buffer *buffer, struct text text);

/* What was added; it lives as long as the arena and as the next addition. */
struct text buffer_text(const struct buffer *buffer);

#endif
