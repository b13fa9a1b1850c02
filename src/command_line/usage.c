#include "command_line/usage.h"

enum { INDENT = 6, COLUMNS = 80 };

/* Prints text on lines of its own, indented. */
static void print_wrapped(FILE *out, struct text text)
{
    struct text word;
    size_t column = COLUMNS;
    while (text_cut(&text, ' ', &word)) {
        bool fits = column + 1 + word.length <= COLUMNS;
        column = fits ? column + 1 + word.length : INDENT + word.length;
        fprintf(out, fits ? " %.*s" : "\n      %.*s", (int)word.length, word.at);
    }
}

static void print_row(FILE *out, const struct option *row, const char *variable)
{
    char left[OPTION_VARIABLE * 2];
    snprintf(left, sizeof left, row->value != NULL ? "--%s %s" : "--%s", row->name, row->value);
    fprintf(out,
            variable == NULL        ? "  %s"
            : row->standard == NULL ? "  %-22s %s"
                                    : "  %-22s %-22s default %s",
            left, variable, row->standard);
    print_wrapped(out, text_of(row->help));
    fputc('\n', out);
}

static void print_rows(FILE *out, const struct option *rows, bool have_variables)
{
    char room[OPTION_VARIABLE];
    for (const struct option *row = rows; row->help != NULL; row++) {
        if (row->name == NULL) {
            fprintf(out, "\n%s:\n", row->help);
        } else {
            print_row(out, row, have_variables ? option_variable(row, room) : NULL);
        }
    }
}

void usage_print(FILE *out, const struct command_line *line)
{
    print_rows(out, line->options, true);
    print_rows(out, line->commands, false);
}

/* In a table a "|" is escaped, even in code. */
static void print_code(FILE *out, const char *name, const char *value)
{
    fprintf(out, value != NULL ? "`--%s " : "`--%s", name);
    for (const char *c = value; c != NULL && *c != '\0'; c++) {
        fprintf(out, *c == '|' ? "\\%c" : "%c", *c);
    }
    fputc('`', out);
}

static void table_rows(FILE *out, const struct option *rows)
{
    for (const struct option *row = rows; row->help != NULL; row++) {
        if (row->name != NULL) {
            fputs("| ", out);
            print_code(out, row->name, row->value);
            fprintf(out, " | %s | %s |\n", row->standard != NULL ? row->standard : "", row->help);
        }
    }
}

void usage_table(FILE *out, const struct command_line *line)
{
    fputs("| option | default | what |\n| --- | --- | --- |\n", out);
    table_rows(out, line->options);
    table_rows(out, line->commands);
}
