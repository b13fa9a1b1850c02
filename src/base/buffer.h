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

/* An empty buffer whose bytes will be in arena. */
struct buffer buffer_in(struct arena *arena);

void buffer_add(struct buffer *buffer, struct text text);
void buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds text with & < > " and ' escaped for HTML. */
void buffer_add_html(struct buffer *buffer, struct text text);

/* The text that was added so far, not terminated. It lives as long as the arena. */
struct text buffer_text(const struct buffer *buffer);

#endif
