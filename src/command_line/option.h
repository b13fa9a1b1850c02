/* Options and commands as rows: by them the command line is read, and --help, README and the completions
 * are made from them. */
#ifndef STATUSD_COMMAND_LINE_OPTION_H
#define STATUSD_COMMAND_LINE_OPTION_H

#include "base/text.h"

#include <stdbool.h>

struct options;

/* An option has a value, or is a switch; the environment may have it too. A command is something to do in place of
 * serving, and words may follow it.
 *
 * value names what is taken, such as TIME or FILE. Of a command it may name several words, each in brackets where it
 * may be left out: "[json] [URL]". An option whose value ends with "..." may be given again, and its variable has the
 * values with spaces between them. What is in lower case stands for itself: of "bash|zsh", one is taken. */
struct option {
    const char *name;     /* NULL: the row is the heading of those behind it, which is its help */
    const char *value;    /* NULL: it takes none */
    const char *standard; /* the default; NULL: none */
    const char *help;     /* NULL: the end of the rows */
    const char *wanted;   /* what a value looks like, for the message about a wrong one; NULL: as value has it */
    /* Of a command it is called for each word, or with "" where there is none. False: the value or word is wrong. */
    bool (*set)(struct options *options, const char *value);
};

struct command_line {
    const struct option *options, *commands;
};

enum { OPTION_ROWS = 128, OPTION_VARIABLE = 64 }; /* rows at most; bytes of a variable's name */

/* The row of that name; NULL where there is none. */
const struct option *option_find(const struct option *rows, struct text name);

/* The option's environment variable, terminated, in room: STATUSD_ and its name in capitals. */
const char *option_variable(const struct option *option, char room[OPTION_VARIABLE]);

/* Whether the option may be given again. */
bool option_repeats(const struct option *option);

/* How many words it takes at most; and whether it cannot be without one. */
int option_words(const struct option *option);
bool option_needs_word(const struct option *option);

/* Takes what the next word may be, without brackets, off *rest, which begins as an option's value; false if none is
 * left. text_cut takes it apart at "|". */
bool option_next_word(struct text *rest, struct text *word);

#endif
