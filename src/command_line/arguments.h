/* What the command line and the environment say, by the rows of options and commands. */
#ifndef STATUSD_COMMAND_LINE_ARGUMENTS_H
#define STATUSD_COMMAND_LINE_ARGUMENTS_H

#include "command_line/option.h"

/* Sets the options and commands on the command line, then the options that are not there: from the environment
 * (environment is getenv, or takes its place in a test), or else to their default. False, with one line in error, where
 * one is wrong. */
bool arguments_read(const struct command_line *line, struct options *options, int argc, char *const argv[],
                    char *(*environment)(const char *name), char *error, size_t error_size);

/* Whether a variable, "NAME=value" as the environment has it, is no option's, but nearly so. hint is then one line
 * about it. */
bool arguments_misspelt(const struct command_line *line, const char *variable, char *hint, size_t hint_size);

#endif
