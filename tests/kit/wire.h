/* What the suites on the wire have in common: a server for each test case, and a connection to it for each test. */
#ifndef STATUSD_TESTS_WIRE_H
#define STATUSD_TESTS_WIRE_H

#include "tests/kit/client.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

/* The client of the test that runs, connected to the server of its test case. The fixture opens and closes it. */
extern struct client *client;

/* Closes client and opens a new one in its place, for a test that asks more than once and each time anew. */
void reconnect(void);

/* The server of the test case that runs, and its first port. */
extern struct statusd *server;
int wire_port(void);

/* A URL of it: behind "http://", or "https://" where the tests run over TLS. It lives as long as client. */
const char *wire_url(const char *behind);

/* A test case of suite whose tests share a server without options. */
TCase *wire_case(Suite *suite, const char *name);

/* The same where start is called once for all its tests: it calls wire_start with the options, or sets server by
 * itself. */
TCase *wire_case_with(Suite *suite, const char *name, void (*start)(void));
void wire_start(const char *const arguments[]);

#endif
