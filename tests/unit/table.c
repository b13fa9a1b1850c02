/* The table of statuses, held against IANA's registry and against itself. */
#include "http/status.h"

#include "http/fields.h"
#include "tests/facts/facts.h"
#include "tests/kit/suite.h"

#include <string.h>

START_TEST(every_assigned_code_has_its_row)
{
    int count;
    const struct assignment *assigned = assignments_all(&count);
    ck_assert_int_eq(count, 64);
    for (int i = 0; i < count; i++) {
        const struct status *row = status_find(assigned[i].code);
        ck_assert_msg(row != NULL && row->code == assigned[i].code, "no row for %d", assigned[i].code);
        ck_assert_msg(row->registration < UNREGISTERED, "%d is not a vendor's", row->code);
        ck_assert_msg(row->vendor == NULL, "%d has a vendor", row->code);
        ck_assert_str_eq(status_phrase(row->code), expected_phrase(row->code));
    }
}

START_TEST(nothing_else_is_called_registered)
{
    int count, facts;
    const struct status *rows = status_all(&count);
    facts_all(&facts);
    ck_assert_int_gt(count, 0);
    ck_assert_int_eq(count, facts);
    for (int i = 0; i < count; i++) {
        bool assigned = assigned_phrase(rows[i].code) != NULL;
        ck_assert_msg((rows[i].registration < UNREGISTERED) == assigned, "%d is %s", rows[i].code,
                      registration_name(rows[i].registration));
        ck_assert_msg((rows[i].vendor != NULL) == !assigned, "the vendor of %d", rows[i].code);
        ck_assert_msg(i == 0 || rows[i - 1].code < rows[i].code, "%d is not in order", rows[i].code);
        ck_assert_ptr_eq(status_find(rows[i].code), &rows[i]);
    }
}

/* The five states that the registry itself tells apart, by its remarks and by RFC 9110 §15. */
START_TEST(states)
{
    static const struct {
        int code;
        enum registration registration;
    } cases[] = {{100, REGISTERED}, {104, TEMPORARY}, {305, DEPRECATED}, {306, UNUSED},
                 {418, UNUSED},     {510, OBSOLETED}, {511, REGISTERED}, {599, UNREGISTERED}};
    for (int i = 0; i < COUNT(cases); i++) {
        ck_assert_int_eq(status_find(cases[i].code)->registration, cases[i].registration);
    }
}

/* 104 is registered until 2026-11-13: on that day still, on the next no more. */
START_TEST(a_registration_may_lapse)
{
    static const struct {
        time_t now;
        enum registration registration;
    } cases[] = {{0, TEMPORARY}, {1794614399 /* 2026-11-13T23:59:59Z */, TEMPORARY}, {1794614400, LAPSED}};
    for (int i = 0; i < COUNT(cases); i++) {
        ck_assert_int_eq(status_registration(status_find(104), cases[i].now), cases[i].registration);
        ck_assert_int_eq(status_registration(status_find(510), cases[i].now), OBSOLETED);
    }
}

/* A status is related to others that have a row, in order, and they to it. */
START_TEST(related_ones)
{
    int count;
    const struct status *rows = status_all(&count);
    for (int i = 0; i < count; i++) {
        ck_assert_msg(rows[i].related[0] != 0, "%d stands alone", rows[i].code);
        for (const int *code = rows[i].related; *code != 0; code++) {
            const struct status *other = status_find(*code);
            ck_assert_msg(other != NULL && *code != rows[i].code && (code == rows[i].related || code[-1] < *code),
                          "%d is related to %d", rows[i].code, *code);
            const int *back = other->related;
            while (*back != 0 && *back != rows[i].code) {
                back++;
            }
            ck_assert_msg(*back != 0, "%d is not related to %d", *code, rows[i].code);
        }
        ck_assert_int_eq(rows[i].related[STATUS_RELATED - 1], 0);
    }
}

/* RFC 9110 §15: the class rules where there is no row; from 600 on a code is invalid. */
START_TEST(codes_without_a_row)
{
    static const struct {
        int code;
        const char *class;
    } cases[] = {{199, "informational"}, {299, "successful"}, {399, "redirection"}, {477, "client error"},
                 {577, "server error"},  {600, "invalid"},    {998, "invalid"}};
    for (int i = 0; i < COUNT(cases); i++) {
        const struct status *rules = status_rules(cases[i].code);
        ck_assert_ptr_null(status_find(cases[i].code));
        ck_assert_int_eq(rules->registration, UNASSIGNED);
        ck_assert_int_eq(rules->code, cases[i].code < 600 ? cases[i].code / 100 * 100 : 600);
        ck_assert_str_eq(status_class_name(cases[i].code), cases[i].class);
        ck_assert_int_eq(rules->content_rule, cases[i].code < 200 ? CONTENT_NONE : CONTENT_ALLOWED);
    }
    ck_assert_ptr_null(status_find(99));
    ck_assert_ptr_null(status_find(1000));
    ck_assert_str_eq(status_class_name(599), "server error");
}

/* RFC 9110 §15.2: 101 alone is no step on the way to a final response. */
START_TEST(interim_codes)
{
    for (int code = STATUS_MIN; code <= STATUS_MAX; code++) {
        ck_assert_msg(status_is_interim(code) == (code < 200 && code != 101), "%d", code);
        ck_assert_msg(status_phrase(code)[0] != '\0', "%d has no phrase", code);
    }
}

/* RFC 9112 §6.3: 1xx, 204 and 304 never have content; RFC 9110 §15.3.6: 205 has an empty one. RFC 9110 §16.2.2 lets no
 * other status be without content. */
START_TEST(content_rules)
{
    for (int code = STATUS_MIN; code <= STATUS_MAX; code++) {
        enum content_rule expected = code < 200 || code == 204 || code == 304 ? CONTENT_NONE
                                     : code == 205                            ? CONTENT_EMPTY
                                                                              : CONTENT_ALLOWED;
        ck_assert_msg(status_rules(code)->content_rule == expected, "%d", code);
    }
}

/* The statuses that a cache may keep without being told to (RFC 9110 §15.1, RFC 7725 §3), and those that it must not
 * keep at all (RFC 6585 §3 to §6). */
START_TEST(caching_rules)
{
    static const int heuristic[] = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501};
    static const int never[] = {428, 429, 431, 511};
    int count;
    const struct status *rows = status_all(&count);
    for (int i = 0; i < count; i++) {
        bool by_heuristic = false, never_stored = false;
        for (int h = 0; h < COUNT(heuristic); h++) {
            by_heuristic = by_heuristic || heuristic[h] == rows[i].code;
        }
        for (int n = 0; n < COUNT(never); n++) {
            never_stored = never_stored || never[n] == rows[i].code;
        }
        ck_assert_msg((rows[i].caching == CACHED_BY_HEURISTIC) == by_heuristic, "%d", rows[i].code);
        ck_assert_msg((rows[i].caching == NEVER_STORED) == never_stored, "%d", rows[i].code);
    }
}

/* What every reader of the rows relies on. */
START_TEST(rows_are_complete)
{
    int count;
    const struct status *rows = status_all(&count);
    for (int i = 0; i < count; i++) {
        const struct status *row = &rows[i];
        ck_assert_msg(row->summary != NULL && row->client_should != NULL && row->earned_by != NULL, "%d", row->code);
        ck_assert_msg(row->definition.document != NULL && row->content_note != NULL, "%d", row->code);
        ck_assert_msg(row->summary[strlen(row->summary) - 1] == '.', "the summary of %d is no sentence", row->code);
        bool own_document = row->content_kind == DOCUMENT || row->content_kind == PAGE;
        ck_assert_msg((row->document != NULL && row->document_type != NULL) == own_document, "%d", row->code);
        for (int f = 0; f < STATUS_FIELDS && row->fields[f].name != NULL; f++) {
            ck_assert_msg(text_is_token(text_of(row->fields[f].name)), "%d: %s", row->code, row->fields[f].name);
            ck_assert_msg(field_value_is_valid(text_of(row->fields[f].value)), "%d: %s", row->code,
                          row->fields[f].name);
            /* Framing and Date are the server's, and doubled if they stood in a row too. */
            ck_assert_str_ne(row->fields[f].name, "Date");
            ck_assert_str_ne(row->fields[f].name, "Content-Length");
            ck_assert_str_ne(row->fields[f].name, "Transfer-Encoding");
        }
    }
}

/* RFC 9110 §10.2.3: Retry-After is in seconds. A client that obeys a default must not wait longer than it has to. */
START_TEST(defaults_do_not_hang_a_client)
{
    int count, waits = 0;
    const struct status *rows = status_all(&count);
    for (int i = 0; i < count; i++) {
        for (int f = 0; f < STATUS_FIELDS && rows[i].fields[f].name != NULL; f++) {
            if (strcmp(rows[i].fields[f].name, "Retry-After") == 0) {
                ck_assert_msg(strcmp(rows[i].fields[f].value, "1") == 0, "%d: %s", rows[i].code,
                              rows[i].fields[f].value);
                waits++;
            }
        }
    }
    ck_assert_int_gt(waits, 0);
}

START_TEST(occasions)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PATCH", "QUERY", "PUT", "get"};
    static const bool expected[][COUNT(methods)] = {
        [ALWAYS] = {true, true, true, true, true, true, true},
        [ON_READ] = {true, true, false, false, false, false, false},
        [ON_WRITE] = {false, false, true, true, true, true, true},
        [ON_POST] = {false, false, true, false, false, false, false},
        [ON_PATCH] = {false, false, false, true, false, false, false},
        [ON_QUERY] = {false, false, false, false, true, false, false},
    };
    for (int when = ALWAYS; when <= ON_QUERY; when++) {
        struct status_field field = {"X", "1", MUST, (enum occasion)when};
        for (int i = 0; i < COUNT(methods); i++) {
            ck_assert_msg(status_field_applies(&field, text_of(methods[i])) == expected[when][i], "%s on %s",
                          occasion_name((enum occasion)when), methods[i]);
        }
    }
}

SUITE("table")
{
    TCase *tcase = tcase_create("table");
    tcase_add_test(tcase, every_assigned_code_has_its_row);
    tcase_add_test(tcase, nothing_else_is_called_registered);
    tcase_add_test(tcase, states);
    tcase_add_test(tcase, related_ones);
    tcase_add_test(tcase, a_registration_may_lapse);
    tcase_add_test(tcase, codes_without_a_row);
    tcase_add_test(tcase, interim_codes);
    tcase_add_test(tcase, content_rules);
    tcase_add_test(tcase, caching_rules);
    tcase_add_test(tcase, rows_are_complete);
    tcase_add_test(tcase, defaults_do_not_hang_a_client);
    tcase_add_test(tcase, occasions);
    suite_add_tcase(suite, tcase);
}
