/* Answers as bytes, for what is no HTTP any more: all that comes until the connection ends, and how it ended. */
#ifndef STATUSD_TESTS_RAW_H
#define STATUSD_TESTS_RAW_H

#include "tests/kit/client.h"

/* Terminated, although it may hold NUL; it lives as long as its client. */
struct raw {
    const char *about; /* the request line, for what a failed test says */
    const char *bytes;
    size_t length;
    enum ending ending;
};

/* What comes until the connection ends. */
struct raw raw_read(struct client *client);

/* Sends a GET, and reads everything that comes until the connection ends. */
struct raw raw_get(struct client *client, const char *target);

/* What stands behind the first empty line, and how much that is; NULL and 0 where there is no empty line. */
const char *raw_content(const struct raw *raw, size_t *length);

/* Whether the bytes have the text in them, and how often. */
bool raw_says(const struct raw *raw, const char *text);
int raw_count(const struct raw *raw, const char *text);

/* The server answers a plain request on a new connection. */
void expect_serving(int port);

/* GET target is answered with a 400 problem whose detail begins with the parameter's name and says so, and whose
 * example is of that parameter. */
void expect_mistake(struct client *client, const char *target, const char *name, const char *says);

#endif
