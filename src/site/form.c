#include "site/form.h"

#include <string.h>

static struct text unquote(struct text text)
{
    text = text_trim(text);
    if (text.length >= 2 && text.at[0] == '"' && text.at[text.length - 1] == '"') {
        return (struct text){text.at + 1, text.length - 2};
    }
    return text;
}

/* The value of a parameter behind the first semicolon of a field value; at NULL where it is not there. */
static struct text field_parameter(struct text value, struct text name)
{
    struct text piece;
    text_cut(&value, ';', &piece);
    while (text_cut(&value, ';', &piece)) {
        size_t equals = text_find(piece, '=');
        if (text_same(text_trim((struct text){piece.at, equals}), name)) {
            return unquote(text_from(piece, equals + 1));
        }
    }
    return (struct text){NULL, 0};
}

bool form_boundary(struct text type, struct text *boundary)
{
    if (!text_same(text_trim((struct text){type.at, text_find(type, ';')}), TEXT("multipart/form-data"))) {
        return false;
    }
    *boundary = field_parameter(type, TEXT("boundary"));
    return boundary->length > 0;
}

/* Where needle begins in text, or text.length. */
static size_t find_text(struct text text, struct text needle)
{
    const char *found = text.length > 0 ? memmem(text.at, text.length, needle.at, needle.length) : NULL;
    return found != NULL ? (size_t)(found - text.at) : text.length;
}

/* Cuts what stands before needle, and needle, off *rest. */
static bool cut_at(struct text *rest, struct text needle, struct text *before)
{
    size_t at = find_text(*rest, needle);
    if (at == rest->length) {
        return false;
    }
    *before = (struct text){rest->at, at};
    *rest = text_from(*rest, at + needle.length);
    return true;
}

/* The delimiter, "--" and the boundary, stands at the beginning of a line: the line feed before it is its own
 * (RFC 2046 §5.1.1). */
static bool cut_at_delimiter(struct text *rest, struct text boundary, struct text *before)
{
    size_t at = 0;
    while ((at += find_text(text_from(*rest, at), TEXT("--"))) < rest->length) {
        if (text_begins(text_from(*rest, at + 2), boundary)) {
            *before = (struct text){rest->at, at >= 2 ? at - 2 : 0};
            *rest = text_from(*rest, at + 2 + boundary.length);
            return true;
        }
        at += 2;
    }
    return false;
}

bool form_next_part(struct text *rest, struct text boundary, struct form_part *part)
{
    struct text before, line;
    if (!text_begins(text_from(*rest, 2), boundary) && !text_begins(*rest, TEXT("\r\n"))) {
        return false;
    }
    if (!text_begins(*rest, TEXT("\r\n")) && !cut_at_delimiter(rest, boundary, &before)) {
        return false;
    }
    *part = (struct form_part){.name = TEXT("")};
    if (!text_skip(rest, TEXT("\r\n"))) {
        return false; /* "--": the last delimiter */
    }
    while (cut_at(rest, TEXT("\r\n"), &line) && line.length > 0) {
        size_t colon = text_find(line, ':');
        if (text_same((struct text){line.at, colon}, TEXT("Content-Disposition"))) {
            part->name = field_parameter(text_from(line, colon + 1), TEXT("name"));
            part->is_file = field_parameter(text_from(line, colon + 1), TEXT("filename")).at != NULL;
        }
    }
    return cut_at_delimiter(rest, boundary, &part->value);
}
