/* What completes the command line in a shell: names, and the words and files that go with them. */
#ifndef STATUSD_COMMAND_LINE_COMPLETION_H
#define STATUSD_COMMAND_LINE_COMPLETION_H

#include "command_line/option.h"

#include <stdio.h>

/* Prints a script for bash to source, or a function for zsh to find in its fpath as _statusd. */
void completion_bash(FILE *out, const struct command_line *line);
void completion_zsh(FILE *out, const struct command_line *line);

#endif
