/* Statuses whatever the method, and those whose fields depend on it. */
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

static const char *const methods[] = {"GET",   "HEAD",  "POST",  "PUT",      "DELETE", "OPTIONS",
                                      "PATCH", "TRACE", "QUERY", "PROPFIND", "FROB",   "CONNECT"};
static const int codes[] = {200, 201, 204, 205, 206, 207, 302, 304, 404, 405, 408, 415, 418, 503, 599, 799, 103, 101};

static bool is_one_of(const char *method, const char *list)
{
    size_t length = strlen(method);
    for (const char *at = strstr(list, method); at != NULL; at = strstr(at + 1, method)) {
        if ((at == list || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}

/* Methods that carry content get some: were it left unread, the next request would be spoilt. */
static struct message *ask(const char *method, int code)
{
    const char *target = arena_printf(&client->arena, "/status/%d", code).at;
    bool content = is_one_of(method, "POST PUT PATCH QUERY PROPFIND FROB");
    client_request(client, method, target, content ? "Content-Type: text/plain\r\nContent-Length: 5\r\n" : "");
    client_send(client, "hello", content ? 5 : 0);
    return client_read(client, method);
}

/* RFC 9110 §8.6, §9.3.6; RFC 9112 §6.1: a 2xx to CONNECT has no content, as a tunnel follows. statusd makes no tunnel:
 * it closes the connection. */
static void expect_tunnel(const struct message *message)
{
    expect_no_field(message, "Content-Length");
    expect_no_field(message, "Transfer-Encoding");
    expect_no_field(message, "Content-Type");
}

START_TEST(status_whatever_the_method)
{
    const char *method = methods[_i % COUNT(methods)];
    int code = codes[_i / COUNT(methods)];
    const struct fact *fact = fact_find(code);
    struct message *message = ask(method, code);
    expect_code(message, code);
    if (code < 200 && code != 101) {
        message = client_read(client, method);
        expect_code(message, 200);
    }
    if (strcmp(method, "CONNECT") == 0 && message->code / 100 == 2) {
        expect_tunnel(message);
        expect_closed(client);
    } else if ((fact != NULL && fact->closes) || strcmp(method, "CONNECT") == 0) {
        client_finish(client);
    } else {
        expect_alive(client);
    }
}

/* No content follows a 2xx to CONNECT with modifiers either, of which some have the head written by other means
 * (RFC 9110 §9.3.6). */
START_TEST(tunnel_with_modifiers)
{
    static const char *const targets[] = {"/status/200?reason=x", "/status/200?chunked", "/status/200?body=a&reason=x",
                                          "/status/299?size=100&reason=x"};
    for (int i = 0; i < COUNT(targets); i++) {
        reconnect();
        struct message *message = client_ask(client, "CONNECT", targets[i], "");
        EXPECT(message, message->code / 100 == 2, "%d", message->code);
        expect_no_field(message, "Content-Length");
        expect_no_field(message, "Transfer-Encoding");
        expect_closed(client);
    }
}

/* RFC 9110 §15.5.6: Allow lists the methods that the resource takes, so it cannot have the one just refused. */
START_TEST(allow_leaves_the_method_out)
{
    struct message *message = ask(methods[_i], 405);
    const char *allow = message_field(message, "Allow");
    expect_code(message, 405);
    EXPECT(message, allow != NULL && message_count(message, "Allow") == 1, "not one Allow");
    for (const char *at = allow; *at != '\0';) {
        size_t length = strcspn(at, ", ");
        EXPECT(message, length != strlen(methods[_i]) || strncmp(at, methods[_i], length) != 0, "Allow: %s", allow);
        at += length + strspn(at + length, ", ");
    }
}

/* A 415 tells which types the method takes, in a field of its own for PATCH (RFC 5789 §2.2), QUERY (RFC 10008) and POST
 * (W3C LDP 1.0), and in none for others. */
START_TEST(unsupported_type_tells_what_is_taken)
{
    static const struct {
        const char *method, *field;
    } cases[] = {{"POST", "Accept-Post"}, {"PATCH", "Accept-Patch"}, {"QUERY", "Accept-Query"}, {"PUT", NULL}};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = ask(cases[i].method, 415);
        expect_code(message, 415);
        expect_field(message, "Accept", "application/json");
        expect_no_field(message, "Accept-Encoding");
        for (int other = 0; cases[other].field != NULL; other++) {
            if (i == other) {
                expect_field(message, cases[other].field, "");
                EXPECT(message, *message_field(message, cases[other].field) != '\0', "%s is empty", cases[other].field);
            } else {
                expect_no_field(message, cases[other].field);
            }
        }
    }
}

SUITE("methods on the wire")
{
    TCase *tcase = wire_case(suite, "methods");
    tcase_add_loop_test(tcase, status_whatever_the_method, 0, COUNT(methods) * COUNT(codes));
    tcase_add_test(tcase, tunnel_with_modifiers);
    tcase_add_loop_test(tcase, allow_leaves_the_method_out, 0, COUNT(methods));
    tcase_add_test(tcase, unsupported_type_tells_what_is_taken);
}
