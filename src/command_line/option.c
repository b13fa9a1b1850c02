#include "command_line/option.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const struct option *option_find(const struct option *rows, struct text name)
{
    for (const struct option *row = rows; row->help != NULL; row++) {
        if (row->name != NULL && text_equal(name, text_of(row->name))) {
            return row;
        }
    }
    return NULL;
}

const char *option_variable(const struct option *option, char room[OPTION_VARIABLE])
{
    snprintf(room, OPTION_VARIABLE, "STATUSD_%s", option->name);
    for (char *c = room; *c != '\0'; c++) {
        *c = (char)(*c == '-' ? '_' : toupper((unsigned char)*c));
    }
    return room;
}

bool option_repeats(const struct option *option)
{
    struct text value = text_of(option->value != NULL ? option->value : "");
    return value.length > 3 && text_equal(text_from(value, value.length - 3), TEXT("..."));
}

int option_words(const struct option *option)
{
    struct text rest = text_of(option->value), word;
    int words = 0;
    while (option_next_word(&rest, &word)) {
        words++;
    }
    return words;
}

bool option_needs_word(const struct option *option)
{
    return option->value != NULL && option->value[0] != '[';
}

bool option_next_word(struct text *rest, struct text *word)
{
    if (!text_cut(rest, ' ', word)) {
        return false;
    }
    if (text_skip(word, TEXT("["))) {
        word->length--;
    }
    return true;
}
