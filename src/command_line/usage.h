/* Options and commands for people: --help, and the table in README. */
#ifndef STATUSD_COMMAND_LINE_USAGE_H
#define STATUSD_COMMAND_LINE_USAGE_H

#include "command_line/option.h"

#include <stdio.h>

/* Prints each with its environment variable, its text and its default, in lines of at most 80 columns. */
void usage_print(FILE *out, const struct command_line *line);

/* Prints each as a row of a table in Markdown, without its environment variable and its group. */
void usage_table(FILE *out, const struct command_line *line);

#endif
