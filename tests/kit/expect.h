/* What the tests expect of a message; a failure says which request it was. */
#ifndef STATUSD_TESTS_EXPECT_H
#define STATUSD_TESTS_EXPECT_H

#include "tests/kit/client.h"

#include <check.h>

struct cJSON;

#define EXPECT(message, condition, ...) expect((message), (condition), __FILE__, __LINE__, __VA_ARGS__)

void expect(const struct message *message, bool condition, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void expect_code(const struct message *message, int code);

/* A field of that name is there, once, and its value begins so. */
void expect_field(const struct message *message, const char *name, const char *beginning);
void expect_no_field(const struct message *message, const char *name);

/* A field whose lines, as a list, have the member. */
void expect_member(const struct message *message, const char *name, const char *member);

/* The message has code, and is a problem document (RFC 9457) that says so. */
void expect_problem(const struct message *message, int code);

/* The connection goes on: another request on it is answered with 200. */
void expect_alive(struct client *client);

/* The server ends the connection in order. */
void expect_closed(struct client *client);

/* Sends a request as the catalog describes it: method, target, fields, content and whether that is chunked. about is
 * for what a failed test says. */
void client_send_described(struct client *client, const struct message *about, const struct cJSON *asked);

/* The content as JSON; the caller deletes it. */
struct cJSON *message_json(const struct message *message);

/* The string, or number, at a path such as "content.length"; fails the test where there is none. */
const char *json_string(const struct message *message, const struct cJSON *json, const char *path);
double json_number(const struct message *message, const struct cJSON *json, const char *path);

#endif
