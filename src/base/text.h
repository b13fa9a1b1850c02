/* A stretch of bytes that somebody else owns. */
#ifndef STATUSD_BASE_TEXT_H
#define STATUSD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Not terminated unless its maker says so; at may be NULL where length is 0. */
struct text {
    const char *at;
    size_t length;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* The bytes of a terminated string; NULL gives the empty text. */
struct text text_of(const char *string);

bool text_equal(struct text a, struct text b);

/* Equal but for the case of ASCII letters. */
bool text_same(struct text a, struct text b);

/* Whether text begins (as text_equal would have it) with head. */
bool text_begins(struct text text, struct text head);

/* As text_begins, and if so cuts head off *text. */
bool text_skip(struct text *text, struct text head);

/* The text without spaces and tabs at its ends: OWS (RFC 9110 §5.6.3). */
struct text text_trim(struct text text);

/* What stands from byte at on; empty past the end. */
struct text text_from(struct text text, size_t at);

/* The place of the first byte that is c, or text.length. */
size_t text_find(struct text text, char c);

/* Takes the next piece up to separator off *rest; false when nothing is left. "a,,b" has three pieces,
 * "" has one, a text whose at is NULL has none. */
bool text_cut(struct text *rest, char separator, struct text *piece);

/* As text_cut by commas outside of quoted strings, each piece trimmed and empty ones skipped:
 * a list of RFC 9110 §5.6.1. */
bool text_list(struct text *rest, struct text *member);

/* The value of the parameter of that name behind the first semicolon of a field value, without its quotes
 * (RFC 9110 §5.6.6); at is NULL where there is none. */
struct text text_parameter(struct text value, struct text name);

/* Whether the text, as such a list, has token as a member, whatever its letters' case. */
bool text_lists(struct text list, struct text token);

/* Whether every byte is a tchar and there is at least one: a token (RFC 9110 §5.6.2). */
bool text_is_token(struct text text);

/* Whether the bytes are well-formed UTF-8 (RFC 3629). */
bool text_is_utf8(struct text text);

#endif
