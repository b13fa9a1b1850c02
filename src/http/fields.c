#include "http/fields.h"

#include "base/buffer.h"

void fields_add(struct arena *arena, struct fields *fields, struct text name, struct text value)
{
    fields->at = arena_extend(arena, fields->at, fields->count, &fields->room, sizeof *fields->at);
    fields->at[fields->count++] = (struct field){name, value};
}

void fields_set(struct arena *arena, struct fields *fields, struct text name, struct text value)
{
    fields_remove(fields, name);
    if (value.length > 0) {
        fields_add(arena, fields, name, value);
    }
}

void fields_remove(struct fields *fields, struct text name)
{
    size_t kept = 0;
    for (size_t i = 0; i < fields->count; i++) {
        if (!text_same(fields->at[i].name, name)) {
            fields->at[kept++] = fields->at[i];
        }
    }
    fields->count = kept;
}

const struct text *fields_find(const struct fields *fields, struct text name)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (text_same(fields->at[i].name, name)) {
            return &fields->at[i].value;
        }
    }
    return NULL;
}

size_t fields_count(const struct fields *fields, struct text name)
{
    size_t count = 0;
    for (size_t i = 0; i < fields->count; i++) {
        count += text_same(fields->at[i].name, name);
    }
    return count;
}

size_t fields_size(const struct fields *fields)
{
    size_t size = 0;
    for (size_t i = 0; i < fields->count; i++) {
        size += fields->at[i].name.length + fields->at[i].value.length + sizeof ": \r\n" - 1;
    }
    return size;
}

struct text fields_join(struct arena *arena, const struct fields *fields, struct text name)
{
    size_t count = fields_count(fields, name);
    if (count < 2) {
        const struct text *only = fields_find(fields, name);
        return only != NULL ? *only : TEXT("");
    }
    struct buffer joined = buffer_in(arena);
    for (size_t i = 0; i < fields->count; i++) {
        if (text_same(fields->at[i].name, name)) {
            buffer_add(&joined, joined.length > 0 ? TEXT(", ") : TEXT(""));
            buffer_add(&joined, fields->at[i].value);
        }
    }
    return buffer_text(&joined);
}

bool field_value_is_valid(struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return false;
        }
    }
    return true;
}
