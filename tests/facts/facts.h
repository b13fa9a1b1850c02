/* What tests/data says about the statuses: written from their definitions, never from the table in src. */
#ifndef STATUSD_TESTS_FACTS_H
#define STATUSD_TESTS_FACTS_H

#include <stdbool.h>

enum { FACT_ITEMS = 8, FACTS_MAX = 128 };

/* A row of status-facts.tsv, which explains its columns. */
struct fact {
    int code;
    const char *must[FACT_ITEMS + 1], *forbidden[FACT_ITEMS + 1];
    const char *content;
    bool closes;
    const char *type; /* NULL: no content */
};

/* All rows, in order. */
const struct fact *facts_all(int *count);
const struct fact *fact_find(int code);

/* A row of iana-status-codes.tsv. */
struct assignment {
    int code;
    const char *phrase;
};

const struct assignment *assignments_all(int *count);

/* The phrase in IANA's registry, or NULL. */
const char *assigned_phrase(int code);

/* The phrase that goes out: IANA's, RFC 2324's or the vendor's; NULL where nobody gives one. */
const char *expected_phrase(int code);

#endif
