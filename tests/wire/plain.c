/* The resources that have one thing to say, on the wire: to those who deserve it, and to nobody else. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#define FORM "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=1"

static const struct {
    const char *line, *rest; /* method and target; the fields and the content */
    int code;
} cases[] = {
    /* RFC 9110 §15.3.6, §15.4.4: what a POST changes */
    {"GET /earn/form", "\r\n", 200},
    {"POST /earn/form", FORM, 205},
    {"PUT /earn/form", FORM, 200},
    {"GET /earn/order", "\r\n", 200},
    {"POST /earn/order", FORM, 303},
    /* RFC 2324 §2.1.1; methods are told apart by case (RFC 9110 §9.1) */
    {"GET /earn/teapot", "\r\n", 200},
    {"BREW /earn/teapot", "\r\n", 418},
    {"brew /earn/teapot", "\r\n", 200},
    /* RFC 8470 §5.1: 1 is the only value there is, and safe requests may be replayed */
    {"POST /earn/transfer", "Early-Data: 1\r\n" FORM, 425},
    {"POST /earn/transfer", FORM, 200},
    {"POST /earn/transfer", "Early-Data: 0\r\n" FORM, 200},
    {"GET /earn/transfer", "Early-Data: 1\r\n\r\n", 200},
    {"HEAD /earn/transfer", "Early-Data: 1\r\n\r\n", 200},
    /* draft-ietf-httpbis-pre-denied-01; Sec-Purpose is a token with parameters */
    {"GET /earn/speculation", "Sec-Purpose: prefetch\r\n\r\n", 419},
    {"HEAD /earn/speculation", "Sec-Purpose: prefetch\r\n\r\n", 419},
    {"GET /earn/speculation", "Sec-Purpose: prefetch;anonymous-client-ip\r\n\r\n", 419},
    {"GET /earn/speculation", "Sec-Purpose: prefetch ; a\r\n\r\n", 419},
    {"GET /earn/speculation", "\r\n", 200},
    {"GET /earn/speculation", "Sec-Purpose: \r\n\r\n", 200},
    {"GET /earn/speculation", "Sec-Purpose: prefetched\r\n\r\n", 200},
    {"GET /earn/speculation", "Purpose: prefetch\r\n\r\n", 200},
    /* whatever is asked */
    {"POST /earn/moved", FORM, 301},
    {"HEAD /earn/found", "\r\n", 302},
    {"PATCH /earn/temporary", FORM, 307},
    {"DELETE /earn/permanent", "\r\n", 308},
    {"GET /earn/bill", "\r\n", 402},
    {"HEAD /earn/censored", "\r\n", 451},
    {"POST /earn/bug", FORM, 500},
    {"GET /earn/busy", "\r\n", 503},
};

START_TEST(to_who_deserves_it)
{
    client_print(client, "%s HTTP/1.1\r\nHost: a\r\n%s", cases[_i].line, cases[_i].rest);
    expect_code(client_read(client, cases[_i].line[0] == 'H' ? "HEAD" : "GET"), cases[_i].code);
    expect_alive(client);
}

/* RFC 9110 §15.2: interim responses come before the final one, and never over HTTP/1.0. */
START_TEST(interim)
{
    expect_code(client_get(client, "/earn/hints", ""), 103);
    expect_code(client_read(client, "GET"), 200);
    expect_code(client_get(client, "/earn/work", ""), 102);
    expect_code(client_read(client, "GET"), 200);
    client_print(client, "GET /earn/hints HTTP/1.0\r\n\r\n");
    expect_code(client_read(client, "GET"), 200);
}

SUITE("plain resources on the wire")
{
    TCase *tcase = wire_case(suite, "plain");
    tcase_add_loop_test(tcase, to_who_deserves_it, 0, COUNT(cases));
    tcase_add_test(tcase, interim);
}
