#include "command_line/completion.h"

#include <ctype.h>

/* Kinds of value that a shell can complete. */
static const struct kind {
    const char *name, *bash, *zsh;
} kinds[] = {{"FILE", "-f", "_files"}, {"DIRECTORY", "-d", "_path_files -/"}};

/* NULL: a shell knows nothing of that kind. */
static const struct kind *find_kind(struct text word)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (text_equal(text_of(kinds[i].name), word)) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* Whether what the word may be stands for itself. */
static bool is_literal(struct text word)
{
    return islower((unsigned char)word.at[0]);
}

static void print_choices(FILE *out, struct text word)
{
    struct text choice;
    while (text_cut(&word, '|', &choice)) {
        fprintf(out, " %.*s", (int)choice.length, choice.at);
    }
}

static void print_names(FILE *out, const struct option *rows)
{
    for (const struct option *row = rows; row->help != NULL; row++) {
        if (row->name != NULL) {
            fprintf(out, " --%s", row->name);
        }
    }
}

/* What follows a name: no other name, but words, or files. */
static void print_bash_cases(FILE *out, const struct option *rows)
{
    for (const struct option *row = rows; row->help != NULL; row++) {
        struct text rest = text_of(row->value), word;
        const struct kind *kind = NULL;
        if (row->value == NULL) {
            continue;
        }
        fprintf(out, "        --%s) words='", row->name);
        while (option_next_word(&rest, &word)) {
            kind = find_kind(word);
            if (is_literal(word)) {
                print_choices(out, word);
            }
        }
        fprintf(out, "' kind=%s ;;\n", kind != NULL ? kind->bash : "");
    }
}

/* In bash an equals sign is a word of its own. */
void completion_bash(FILE *out, const struct command_line *line)
{
    fputs("_statusd()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} kind= words='",
          out);
    print_names(out, line->options);
    print_names(out, line->commands);
    fputs("'\n"
          "    if [[ $word == = ]]; then\n"
          "        word=\n"
          "    elif [[ $before == = ]]; then\n"
          "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    fi\n"
          "    [[ $word == -* ]] || case $before in\n",
          out);
    print_bash_cases(out, line->options);
    print_bash_cases(out, line->commands);
    fputs("    esac\n"
          "    [[ -z $kind ]] || compopt -o filenames\n"
          "    mapfile -t COMPREPLY < <(compgen $kind -W \"$words\" -- \"$word\")\n"
          "}\n"
          "complete -F _statusd statusd\n",
          out);
}

/* Prints text as part of a string in single quotes, in which "]" ends a description. */
static void print_quoted(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        fprintf(out, *c == '\'' ? "'\\%c'" : *c == ']' || *c == '\\' ? "\\%c" : "%c", *c);
    }
}

/* The words that follow a name, as _arguments has them: one colon before each, or two where it may be left out, then
 * what it is, and how it is completed. */
static void print_zsh_words(FILE *out, const struct option *row)
{
    struct text rest = text_of(row->value), word;
    while (option_next_word(&rest, &word)) {
        const struct kind *kind = find_kind(word);
        fprintf(out, option_needs_word(row) ? ":%.*s:" : "::%.*s:", (int)word.length, word.at);
        if (is_literal(word)) {
            fputc('(', out);
            print_choices(out, word);
            fputc(')', out);
        } else {
            fputs(kind != NULL ? kind->zsh : " ", out);
        }
    }
}

static void print_zsh_rows(FILE *out, const struct option *rows)
{
    for (const struct option *row = rows; row->help != NULL; row++) {
        if (row->name != NULL) {
            fprintf(out, row->value != NULL ? " \\\n    '*--%s=[" : " \\\n    '*--%s[", row->name);
            print_quoted(out, row->help);
            fputc(']', out);
            print_zsh_words(out, row);
            fputc('\'', out);
        }
    }
}

void completion_zsh(FILE *out, const struct command_line *line)
{
    fputs("#compdef statusd\n_arguments", out);
    print_zsh_rows(out, line->options);
    print_zsh_rows(out, line->commands);
    fputc('\n', out);
}
