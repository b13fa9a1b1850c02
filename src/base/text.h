/* Texts: bytes with a length. */
#ifndef STATUSD_BASE_TEXT_H
#define STATUSD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Does not own its bytes. Terminated only if the function that returns it says so. at may be NULL if length is 0. */
struct text {
    const char *at;
    size_t length;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* The text of a terminated string; for NULL, the empty text. */
struct text text_of(const char *string);

bool text_equal(struct text a, struct text b);

/* Equal but for the case of ASCII letters. */
bool text_same(struct text a, struct text b);

/* Whether text begins with head; the case of letters matters. */
bool text_begins(struct text text, struct text head);

/* If *text begins with head, cuts head off *text and returns true. */
bool text_skip(struct text *text, struct text head);

/* text without the spaces and tabs at both ends (OWS, RFC 9110 §5.6.3). */
struct text text_trim(struct text text);

/* The rest of text from index at on; if at is past the end, a text whose at is NULL. */
struct text text_from(struct text text, size_t at);

/* The index of the first c, or text.length if there is none. */
size_t text_find(struct text text, char c);

/* Takes the next piece, up to separator or the end, off *rest; false if none is left. "a,,b" has three pieces, "" has
 * one, a text whose at is NULL has none. */
bool text_cut(struct text *rest, char separator, struct text *piece);

/* Takes the next member of a comma-separated list (RFC 9110 §5.6.1) off *rest; false if none is left. Members are
 * trimmed, empty ones are skipped, and commas in quoted strings do not separate. */
bool text_list(struct text *rest, struct text *member);

/* The value of the parameter called name of value, a field value such as "a/b; name=x" (RFC 9110 §5.6.6), without its
 * quotes. at is NULL if there is no such parameter. */
struct text text_parameter(struct text value, struct text name);

/* Whether list, read as text_list does, has token as a member; the case of letters does not matter. */
bool text_lists(struct text list, struct text token);

/* Whether every byte is a tchar and there is at least one: a token (RFC 9110 §5.6.2). */
bool text_is_token(struct text text);

/* Whether the bytes are well-formed UTF-8 (RFC 3629). */
bool text_is_utf8(struct text text);

#endif
