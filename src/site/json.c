#include "site/json.h"

#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

/* Not memory_new: zeroing would add a twentieth to the time of an answer, and cJSON does not need it. */
static void *allocate(size_t size)
{
    return memory_grow(NULL, size);
}

void json_prepare(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate, .free_fn = free});
}

/* Whether a string in text has a NUL, escaped, where its backslash is not escaped itself. */
static bool has_escaped_nul(struct text text)
{
    for (size_t at = 0; (at += text_find(text_from(text, at), '\\')) < text.length; at += 2) {
        if (text_begins(text_from(text, at + 1), TEXT("u0000"))) {
            return true;
        }
    }
    return false;
}

cJSON *json_parse(struct text text)
{
    const char *end = NULL;
    if (text.length == 0 || !text_is_utf8(text) || has_escaped_nul(text)) {
        return NULL;
    }
    cJSON *json = cJSON_ParseWithLengthOpts(text.at, text.length, &end, false);
    while (json != NULL && end < text.at + text.length && memchr(" \t\r\n", *end, 4) != NULL) {
        end++;
    }
    if (json != NULL && end < text.at + text.length) {
        cJSON_Delete(json);
        json = NULL;
    }
    return json;
}

/* cJSON indents with tabs, and puts one behind each colon. This replaces them by two spaces, and by one behind a colon.
 * Tabs in strings are escaped (\t), so every tab byte is indentation. */
static struct text replace_tabs(struct arena *arena, struct text printed)
{
    struct buffer text = buffer_in(arena);
    for (struct text piece, rest = printed; text_cut(&rest, '\t', &piece);) {
        bool behind_colon = piece.length > 0 && piece.at[piece.length - 1] == ':';
        buffer_add(&text, piece);
        buffer_add(&text, rest.at == NULL ? TEXT("") : behind_colon ? TEXT(" ") : TEXT("  "));
    }
    return buffer_text(&text);
}

struct text json_print(struct arena *arena, cJSON *value, enum json_style style)
{
    char *printed = style == JSON_PRETTY ? cJSON_Print(value) : cJSON_PrintUnformatted(value);
    struct text text = arena_printf(arena, "%s\n", printed != NULL ? printed : "null");
    cJSON_free(printed);
    cJSON_Delete(value);
    return style == JSON_PRETTY ? replace_tabs(arena, text) : text;
}

const char *json_utf8(struct arena *arena, struct text text)
{
    struct buffer utf8 = buffer_in(arena);
    bool is_utf8 = text_is_utf8(text);
    if (is_utf8 && text_find(text, '\0') == text.length) {
        return arena_copy(arena, text).at;
    }
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '\0') {
            buffer_add(&utf8, TEXT("\xEF\xBF\xBD"));
        } else if (c < 0x80 || is_utf8) {
            buffer_add(&utf8, (struct text){&text.at[i], 1});
        } else {
            char pair[2] = {(char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F))};
            buffer_add(&utf8, (struct text){pair, 2});
        }
    }
    return arena_copy(arena, buffer_text(&utf8)).at;
}

void json_add_text(struct arena *arena, cJSON *object, const char *name, struct text text)
{
    cJSON_AddStringToObject(object, name, json_utf8(arena, text));
}

void json_add_value(struct arena *arena, cJSON *object, struct text name, struct text value)
{
    const char *key = json_utf8(arena, name);
    cJSON *added = cJSON_CreateString(json_utf8(arena, value));
    cJSON *given = cJSON_GetObjectItemCaseSensitive(object, key);
    if (given == NULL) {
        cJSON_AddItemToObject(object, key, added);
    } else if (cJSON_IsArray(given)) {
        cJSON_AddItemToArray(given, added);
    } else {
        cJSON *list = cJSON_CreateArray();
        cJSON_AddItemToArray(list, cJSON_Duplicate(given, true));
        cJSON_AddItemToArray(list, added);
        cJSON_ReplaceItemInObjectCaseSensitive(object, key, list);
    }
}

void json_add_string(cJSON *object, const char *name, const char *string)
{
    if (string != NULL) {
        cJSON_AddStringToObject(object, name, string);
    } else {
        cJSON_AddNullToObject(object, name);
    }
}
