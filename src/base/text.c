#include "base/text.h"

#include <string.h>
#include <strings.h>

struct text text_of(const char *string)
{
    return (struct text){string, string ? strlen(string) : 0};
}

bool text_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

bool text_same(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || strncasecmp(a.at, b.at, a.length) == 0);
}

bool text_begins(struct text text, struct text head)
{
    return text.length >= head.length && text_equal((struct text){text.at, head.length}, head);
}

bool text_skip(struct text *text, struct text head)
{
    if (!text_begins(*text, head)) {
        return false;
    }
    *text = text_from(*text, head.length);
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct text text_trim(struct text text)
{
    while (text.length > 0 && is_blank(text.at[0])) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && is_blank(text.at[text.length - 1])) {
        text.length--;
    }
    return text;
}

struct text text_from(struct text text, size_t at)
{
    if (at >= text.length) {
        return (struct text){NULL, 0};
    }
    return (struct text){text.at + at, text.length - at};
}

size_t text_find(struct text text, char c)
{
    const char *found = text.at != NULL ? memchr(text.at, c, text.length) : NULL;
    return found ? (size_t)(found - text.at) : text.length;
}

bool text_cut(struct text *rest, char separator, struct text *piece)
{
    if (rest->at == NULL) {
        return false;
    }
    size_t end = text_find(*rest, separator);
    *piece = (struct text){rest->at, end};
    if (end == rest->length) {
        *rest = (struct text){NULL, 0};
    } else {
        *rest = (struct text){rest->at + end + 1, rest->length - end - 1};
    }
    return true;
}

/* The index of the first separator outside of a quoted string, or list.length. */
static size_t length_before(struct text list, char separator)
{
    bool quoted = false;
    for (size_t i = 0; i < list.length; i++) {
        if (quoted && list.at[i] == '\\') {
            i++;
        } else if (list.at[i] == '"') {
            quoted = !quoted;
        } else if (list.at[i] == separator && !quoted) {
            return i;
        }
    }
    return list.length;
}

struct text text_parameter(struct text value, struct text name)
{
    for (size_t end; (end = length_before(value, ';')) < value.length;) {
        value = text_from(value, end + 1);
        struct text piece = {value.at, length_before(value, ';')};
        size_t equals = text_find(piece, '=');
        struct text found = text_trim(text_from(piece, equals + 1));
        if (text_same(text_trim((struct text){piece.at, equals}), name)) {
            bool quoted = found.length >= 2 && found.at[0] == '"' && found.at[found.length - 1] == '"';
            return quoted ? (struct text){found.at + 1, found.length - 2} : found;
        }
    }
    return (struct text){NULL, 0};
}

bool text_list(struct text *rest, struct text *member)
{
    while (rest->length > 0) {
        size_t end = length_before(*rest, ',');
        *member = text_trim((struct text){rest->at, end});
        *rest = text_from(*rest, end + 1);
        if (member->length > 0) {
            return true;
        }
    }
    return false;
}

bool text_lists(struct text list, struct text token)
{
    struct text member;
    while (text_list(&list, &member)) {
        if (text_same(member, token)) {
            return true;
        }
    }
    return false;
}

static bool is_tchar(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool text_is_token(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_tchar((unsigned char)text.at[i])) {
            return false;
        }
    }
    return text.length > 0;
}

/* The length of the UTF-8 sequence that begins at at, or 0 if it is not well-formed (RFC 3629 §4). */
static size_t sequence_length(const unsigned char *at, size_t length)
{
    static const struct {
        unsigned char first, last; /* bounds of the first byte */
        unsigned char low, high;   /* bounds of the second */
        size_t length;
    } forms[] = {
        {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        if (at[0] < forms[f].first || at[0] > forms[f].last) {
            continue;
        }
        if (length < forms[f].length || (forms[f].length > 1 && (at[1] < forms[f].low || at[1] > forms[f].high))) {
            return 0;
        }
        for (size_t i = 2; i < forms[f].length; i++) {
            if (at[i] < 0x80 || at[i] > 0xBF) {
                return 0;
            }
        }
        return forms[f].length;
    }
    return 0;
}

bool text_is_utf8(struct text text)
{
    for (size_t i = 0; i < text.length;) {
        size_t step = sequence_length((const unsigned char *)text.at + i, text.length - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}
