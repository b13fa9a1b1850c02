/* Requests made by hand, for tests without a socket. */
#ifndef STATUSD_TESTS_UNIT_MAKE_H
#define STATUSD_TESTS_UNIT_MAKE_H

#include "http/request.h"

/* An HTTP/1.1 request; fields is "Name: value\r\n…", all of it has to live as long as the request. */
struct request make_request(struct arena *arena, const char *method, const char *target, const char *fields);

#endif
