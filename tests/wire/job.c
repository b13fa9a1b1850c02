/* /earn/job on the wire: from 202 to the result. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

START_TEST(from_beginning_to_end)
{
    expect_code(client_ask(client, "DELETE", "/earn?key=a", ""), 204);
    expect_problem(client_get(client, "/earn/job?key=a", ""), 404);
    expect_problem(client_get(client, "/earn/job/result?key=a", ""), 404);
    struct message *begun = client_ask(client, "POST", "/earn/job?key=a", "Content-Length: 0\r\n");
    expect_code(begun, 202);
    expect_field(begun, "Location", "/earn/job?key=a");
    expect_problem(client_get(client, "/earn/job/result?key=a", ""), 404);
    expect_code(client_get(client, "/earn/job?key=a", ""), 102);
    expect_code(client_read(client, "GET"), 202);
    struct message *done = client_get(client, "/earn/job?key=a", "");
    expect_code(done, 303);
    expect_field(done, "Location", "/earn/job/result?key=a");
    expect_code(client_get(client, "/earn/job/result?key=a", ""), 200);
    expect_problem(client_get(client, "/earn/job?key=b", ""), 404);
}

/* RFC 9110 §15.2: no 1xx to who speaks HTTP/1.0. */
START_TEST(nothing_between_for_old_clients)
{
    expect_code(client_ask(client, "POST", "/earn/job?key=old", "Content-Length: 0\r\n"), 202);
    client_print(client, "GET /earn/job?key=old HTTP/1.0\r\n\r\n");
    expect_code(client_read(client, "GET"), 202);
}

SUITE("jobs on the wire")
{
    TCase *tcase = wire_case(suite, "job");
    tcase_add_test(tcase, from_beginning_to_end);
    tcase_add_test(tcase, nothing_between_for_old_clients);
}
