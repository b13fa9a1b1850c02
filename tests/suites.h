/* All suites: to add one, write its file and add it here and in check.c. */
#ifndef STATUSD_TESTS_SUITES_H
#define STATUSD_TESTS_SUITES_H

#include <check.h>

/* Without a socket. */
Suite *text_suite(void);
Suite *number_suite(void);
Suite *arena_suite(void);
Suite *fields_suite(void);
Suite *request_suite(void);
Suite *media_suite(void);
Suite *range_suite(void);
Suite *date_suite(void);
Suite *codes_suite(void);
Suite *content_suite(void);
Suite *reply_suite(void);
Suite *table_suite(void);
Suite *guard_suite(void);
Suite *form_suite(void);
Suite *site_suite(void);
Suite *script_suite(void);
Suite *options_suite(void);
Suite *sequence_suite(void);
Suite *replay_suite(void);

/* Over the wire. */
Suite *status_wire_suite(void);
Suite *class_wire_suite(void);
Suite *method_wire_suite(void);
Suite *partial_wire_suite(void);
Suite *interim_wire_suite(void);
Suite *redirect_wire_suite(void);
Suite *negotiation_wire_suite(void);
Suite *catalog_wire_suite(void);
Suite *anything_wire_suite(void);
Suite *route_wire_suite(void);
Suite *guard_wire_suite(void);
Suite *oversize_wire_suite(void);
Suite *seam_wire_suite(void);
Suite *deadline_wire_suite(void);
Suite *memory_wire_suite(void);
Suite *modifiers_wire_suite(void);
Suite *mistakes_wire_suite(void);
Suite *slow_wire_suite(void);
Suite *faults_wire_suite(void);
Suite *framing_wire_suite(void);
Suite *draws_wire_suite(void);
Suite *sequences_wire_suite(void);
Suite *httpstatus_wire_suite(void);
Suite *httpbin_wire_suite(void);
Suite *outside_wire_suite(void);
Suite *random_wire_suite(void);
Suite *program_suite(void);
Suite *port_file_suite(void);
Suite *streams_suite(void);
Suite *memory_suite(void);
Suite *bound_suite(void);

#endif
