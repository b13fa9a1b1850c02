#include "site/form.h"

#include "http/media.h"

#include <string.h>

bool form_boundary(struct text type, struct text *boundary)
{
    *boundary = text_parameter(type, TEXT("boundary"));
    return media_type_is(type, TEXT("multipart/form-data")) && boundary->length > 0;
}

/* Where needle begins in text, or text.length. */
static size_t find_text(struct text text, struct text needle)
{
    const char *found = text.length > 0 ? memmem(text.at, text.length, needle.at, needle.length) : NULL;
    return found != NULL ? (size_t)(found - text.at) : text.length;
}

/* Cuts the rest at its next delimiter: *before gets what precedes it, and form->rest begins behind it. A delimiter is
 * "--" and the boundary at the beginning of a line, with the CR LF before it (RFC 2046 §5.1.1). */
static bool cut_at_delimiter(struct form *form, struct text *before)
{
    struct text rest = form->rest;
    for (size_t at = 0; (at += find_text(text_from(rest, at), form->boundary)) < rest.length; at++) {
        bool dashes = at >= 2 && rest.at[at - 1] == '-' && rest.at[at - 2] == '-';
        bool begins_line = dashes && at >= 4 && rest.at[at - 3] == '\n' && rest.at[at - 4] == '\r';
        if (begins_line || (dashes && at == 2)) {
            *before = (struct text){rest.at, begins_line ? at - 4 : 0};
            form->rest = text_from(rest, at + form->boundary.length);
            return true;
        }
    }
    return false;
}

struct form form_begin(struct text content, struct text boundary)
{
    struct form form = {content, boundary};
    struct text preamble;
    if (!cut_at_delimiter(&form, &preamble)) {
        form.rest = TEXT("");
    }
    return form;
}

/* Takes the next line off *rest; *line does not include the CR LF. */
static bool cut_line(struct text *rest, struct text *line)
{
    size_t end = find_text(*rest, TEXT("\r\n"));
    if (end == rest->length) {
        return false;
    }
    *line = (struct text){rest->at, end};
    *rest = text_from(*rest, end + 2);
    return true;
}

bool form_next(struct form *form, struct form_part *part)
{
    struct text line;
    bool head_ended = false;
    *part = (struct form_part){.name = TEXT("")};
    if (!cut_line(&form->rest, &line) || text_begins(line, TEXT("--"))) {
        return false; /* two hyphens behind a delimiter: it was the last */
    }
    while (!head_ended && cut_line(&form->rest, &line)) {
        head_ended = line.length == 0;
        size_t colon = text_find(line, ':');
        struct text value = text_from(line, colon + 1);
        struct text name = {line.at, colon};
        if (text_same(name, TEXT("Content-Type"))) {
            part->type = text_trim(value);
        } else if (text_same(name, TEXT("Content-Disposition"))) {
            part->name = text_parameter(value, TEXT("name"));
            part->is_file = text_parameter(value, TEXT("filename")).at != NULL;
        }
    }
    if (!head_ended || form->rest.length == 0) {
        return false;
    }
    /* If the value is empty, the CR LF that ends the part's head also belongs to the next delimiter: go back to it. */
    form->rest = (struct text){form->rest.at - 2, form->rest.length + 2};
    if (!cut_at_delimiter(form, &part->value)) {
        return false;
    }
    part->value = text_from(part->value, 2);
    return true;
}
