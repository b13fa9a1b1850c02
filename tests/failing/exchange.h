/* One exchange, seen from a client that takes whatever comes. */
#ifndef STATUSD_TESTS_FAILING_EXCHANGE_H
#define STATUSD_TESTS_FAILING_EXCHANGE_H

#include "tests/failing/kind.h"

enum { ANSWER_MAX = 96 * 1024 };

struct answer {
    size_t length;
    char bytes[ANSWER_MAX];
};

/* Has an exchange of that kind, until the server ends the connection or so many milliseconds are over, and closes. */
void exchange(int port, const struct kind *kind, int patience, struct answer *answer);

/* Whether the answer is what whole says, or the beginning of it. Dates may differ. */
bool answer_begins(const struct answer *answer, const struct answer *whole);

#endif
