#include "tests/facts/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 7, TEXT_ROOM = 64 * 1024 };

static struct fact facts[FACTS_MAX];
static struct assignment assignments[FACTS_MAX], vendors[FACTS_MAX];
static int fact_count, assignment_count, vendor_count;

static void give_up(const char *why, const char *what)
{
    fprintf(stderr, "tests: %s: %s; the tests run from the top of the project\n", why, what);
    exit(2);
}

/* The file as one text that is kept for good. */
static char *read_file(const char *name, char *room)
{
    FILE *file = fopen(name, "r");
    size_t length = file != NULL ? fread(room, 1, TEXT_ROOM - 1, file) : 0;
    if (length == 0 || length == TEXT_ROOM - 1) {
        give_up("cannot read", name);
    }
    room[length] = '\0';
    fclose(file);
    return room;
}

/* The next line that is no comment, taken apart at its tabs; false at the end. */
static bool next_row(char **rest, char *columns[COLUMNS])
{
    char *line;
    do {
        line = strsep(rest, "\n");
    } while (line != NULL && (*line == '#' || *line == '\0'));
    for (int i = 0; i < COLUMNS; i++) {
        columns[i] = strsep(&line, "\t");
    }
    return columns[0] != NULL;
}

/* Items joined by " || "; "-" means none. */
static void split(char *cell, const char *items[FACT_ITEMS + 1])
{
    int count = 0;
    while (cell != NULL && strcmp(cell, "-") != 0) {
        char *bar = strstr(cell, " || ");
        if (count == FACT_ITEMS) {
            give_up("too many items", cell);
        }
        items[count++] = cell;
        if (bar != NULL) {
            *bar = '\0';
        }
        cell = bar != NULL ? bar + 4 : NULL;
    }
}

const struct fact *facts_all(int *count)
{
    static char room[TEXT_ROOM];
    char *columns[COLUMNS], *rest = fact_count == 0 ? read_file("tests/facts/status-facts.tsv", room) : NULL;
    while (rest != NULL && next_row(&rest, columns)) {
        struct fact *fact = &facts[fact_count++];
        if (columns[COLUMNS - 1] == NULL || fact_count == FACTS_MAX) {
            give_up("a broken row", columns[0]);
        }
        fact->code = atoi(columns[0]);
        split(columns[1], fact->must);
        split(columns[2], fact->forbidden);
        fact->content = columns[3];
        fact->closes = strcmp(columns[4], "yes") == 0;
        fact->type = strcmp(columns[5], "-") != 0 ? columns[5] : NULL;
    }
    *count = fact_count;
    return facts;
}

const struct fact *fact_find(int code)
{
    int count;
    const struct fact *all = facts_all(&count);
    for (int i = 0; i < count; i++) {
        if (all[i].code == code) {
            return &all[i];
        }
    }
    return NULL;
}

static int read_assignments(const char *name, char *room, struct assignment *into)
{
    char *columns[COLUMNS], *rest = read_file(name, room);
    int count = 0;
    while (next_row(&rest, columns)) {
        if (columns[1] == NULL || count == FACTS_MAX) {
            give_up("a broken row", columns[0]);
        }
        into[count++] = (struct assignment){atoi(columns[0]), columns[1]};
    }
    return count;
}

const struct assignment *assignments_all(int *count)
{
    static char room[TEXT_ROOM];
    if (assignment_count == 0) {
        assignment_count = read_assignments("tests/facts/iana-status-codes.tsv", room, assignments);
    }
    *count = assignment_count;
    return assignments;
}

static const char *phrase_among(const struct assignment *all, int count, int code)
{
    for (int i = 0; i < count; i++) {
        if (all[i].code == code) {
            return all[i].phrase;
        }
    }
    return NULL;
}

const char *assigned_phrase(int code)
{
    int count;
    const struct assignment *all = assignments_all(&count);
    return phrase_among(all, count, code);
}

const char *expected_phrase(int code)
{
    static char room[TEXT_ROOM];
    if (vendor_count == 0) {
        vendor_count = read_assignments("tests/facts/other-phrases.tsv", room, vendors);
    }
    const char *other = phrase_among(vendors, vendor_count, code);
    return other != NULL ? other : assigned_phrase(code);
}
