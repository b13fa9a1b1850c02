#include "command_line/arguments.h"

#include "base/arena.h"
#include "base/nearest.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const struct command_line *line;
    struct options *options;
    char *const *argv;
    int at;                  /* the index of the argument that was read last */
    bool given[OPTION_ROWS]; /* the options that are on the command line */
    char *error;
    size_t error_size;
};

/* Always false. */
__attribute__((format(printf, 2, 3))) static bool complain(struct reader *reader, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(reader->error, reader->error_size, format, values);
    va_end(values);
    return false;
}

static const char *wanted(const struct option *option)
{
    return option->wanted != NULL ? option->wanted : option->value;
}

static bool set(struct reader *reader, const struct option *option, const char *value)
{
    return option->set(reader->options, value) ||
           complain(reader, "--%s %s: wanted is %s", option->name, value, wanted(option));
}

static bool complain_of_none(struct reader *reader, const struct option *option)
{
    return complain(reader, "--%s needs a value: %s", option->name, wanted(option));
}

/* Reads the value of an option: what stands behind its equals sign, or else the next argument. */
static bool read_option(struct reader *reader, const struct option *option, const char *value)
{
    if (option->value != NULL && value == NULL) {
        value = reader->argv[++reader->at];
    }
    return value != NULL || option->value == NULL ? set(reader, option, value) : complain_of_none(reader, option);
}

/* The next argument, unless it begins with a dash or there is none. */
static const char *next_word(struct reader *reader)
{
    const char *next = reader->argv[reader->at + 1];
    if (next == NULL || next[0] == '-') {
        return NULL;
    }
    reader->at++;
    return next;
}

/* Reads the words of a command: what stands behind its equals sign, and what follows. */
static bool read_command(struct reader *reader, const struct option *command, const char *value)
{
    int most = option_words(command), words = 0;
    for (; words < most; words++, value = NULL) {
        const char *word = value != NULL ? value : next_word(reader);
        if (word == NULL) {
            break;
        }
        if (!set(reader, command, word)) {
            return false;
        }
    }
    if (words == 0 && option_needs_word(command)) {
        return complain_of_none(reader, command);
    }
    return words > 0 || set(reader, command, "");
}

/* The nearest of the rows' names, where that is nearer to what was typed than meant is; or else meant. */
static const char *nearer(struct nearest *nearest, const struct option *rows, const char *meant)
{
    for (const struct option *row = rows; row->help != NULL; row++) {
        meant = row->name != NULL && nearest_is(nearest, text_of(row->name)) ? row->name : meant;
    }
    return meant;
}

static bool complain_of_unknown(struct reader *reader, struct text name)
{
    struct nearest nearest = nearest_to(name);
    const char *meant = nearer(&nearest, reader->line->options, NULL);
    meant = nearer(&nearest, reader->line->commands, meant);
    return complain(reader, "%s: unknown option; %s%s", reader->argv[reader->at],
                    meant != NULL ? "did you mean --" : "see --help", meant != NULL ? meant : "");
}

/* Reads the next argument, and those that belong to it. */
static bool read_argument(struct reader *reader)
{
    const char *argument = reader->argv[++reader->at];
    struct text name = text_of(strcmp(argument, "-h") == 0 ? "--help" : argument);
    if (!text_skip(&name, TEXT("--"))) {
        return complain(reader, "%s: not an option; see --help", argument);
    }
    size_t equals = text_find(name, '=');
    const char *value = equals < name.length ? name.at + equals + 1 : NULL;
    name.length = equals;
    const struct option *option = option_find(reader->line->options, name);
    const struct option *command = option_find(reader->line->commands, name);
    const struct option *row = option != NULL ? option : command;
    if (row != NULL && row->value == NULL && value != NULL) {
        return complain(reader, "--%s takes no value", row->name);
    }
    if (option != NULL) {
        reader->given[option - reader->line->options] = true;
        return read_option(reader, option, value);
    }
    return command != NULL ? read_command(reader, command, value) : complain_of_unknown(reader, name);
}

/* Sets a switch by its value in the environment. */
static bool set_switch(struct reader *reader, const struct option *option, const char *variable, const char *value)
{
    if (text_lists(TEXT("1, true, yes, on"), text_of(value))) {
        return option->set(reader->options, NULL);
    }
    return text_lists(TEXT("0, false, no, off"), text_of(value)) ||
           complain(reader, "%s=%s: wanted is 1 or 0", variable, value);
}

static bool set_by_variable(struct reader *reader, const struct option *option, const char *variable, const char *value)
{
    return option->set(reader->options, value) ||
           complain(reader, "%s=%s: wanted is %s", variable, value, wanted(option));
}

/* Sets an option that repeats to each of the values in its variable. Their copy is kept until it is called again. */
static bool set_each(struct reader *reader, const struct option *option, const char *variable, const char *values)
{
    static char *kept[OPTION_ROWS];
    char **copy = &kept[option - reader->line->options], *rest;
    free(*copy);
    *copy = memcpy(memory_new(strlen(values) + 1), values, strlen(values));
    bool right = true;
    for (char *value = strtok_r(*copy, " ", &rest); right && value != NULL; value = strtok_r(NULL, " ", &rest)) {
        right = set_by_variable(reader, option, variable, value);
    }
    return right;
}

/* Sets an option that is not on the command line: from the environment, or to its default. */
static bool read_elsewhere(struct reader *reader, const struct option *option, char *(*environment)(const char *name))
{
    char room[OPTION_VARIABLE];
    const char *variable = option_variable(option, room), *value = environment(variable);
    if (value == NULL || value[strspn(value, " ")] == '\0') {
        return option->standard == NULL || option->set(reader->options, option->standard);
    }
    if (option->value == NULL) {
        return set_switch(reader, option, variable, value);
    }
    return (option_repeats(option) ? set_each : set_by_variable)(reader, option, variable, value);
}

bool arguments_read(const struct command_line *line, struct options *options, int argc, char *const argv[],
                    char *(*environment)(const char *name), char *error, size_t error_size)
{
    struct reader reader = {.line = line, .options = options, .argv = argv, .error = error, .error_size = error_size};
    while (reader.at + 1 < argc) {
        if (!read_argument(&reader)) {
            return false;
        }
    }
    for (const struct option *row = line->options; row->help != NULL; row++) {
        if (row->name != NULL && !reader.given[row - line->options] && !read_elsewhere(&reader, row, environment)) {
            return false;
        }
    }
    return true;
}

bool arguments_misspelt(const struct command_line *line, const char *variable, char *hint, size_t hint_size)
{
    struct text own = text_of(variable);
    char name[OPTION_VARIABLE], room[OPTION_VARIABLE];
    own.length = text_find(own, '=');
    if (!text_skip(&own, TEXT("STATUSD_")) || own.length > sizeof name) {
        return false;
    }
    for (size_t i = 0; i < own.length; i++) {
        name[i] = (char)(own.at[i] == '_' ? '-' : tolower((unsigned char)own.at[i]));
    }
    struct text typed = {name, own.length};
    struct nearest nearest = nearest_to(typed);
    const char *meant = option_find(line->options, typed) == NULL ? nearer(&nearest, line->options, NULL) : NULL;
    if (meant != NULL) {
        snprintf(hint, hint_size, "STATUSD_%.*s is no option; did you mean %s", (int)own.length, own.at,
                 option_variable(option_find(line->options, text_of(meant)), room));
    }
    return meant != NULL;
}
