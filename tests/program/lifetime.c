/* A statusd that nobody stops ends by itself, where it was told to: as after SIGTERM. */
#include "tests/kit/client.h"
#include "tests/kit/expect.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <signal.h>

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void expect_good_end(const struct statusd_end *end)
{
    ck_assert_int_eq(end->status, 0);
    ck_assert_str_eq(end->errors, "");
}

START_TEST(time_to_live)
{
    struct statusd_end end = statusd_run(ARGUMENTS("--listen", "http://127.0.0.1:0", "--ttl", "100ms"));
    expect_good_end(&end);
    ck_assert_str_ne(end.out, ""); /* it was ready */
}

/* A signal ends it sooner. */
START_TEST(sooner)
{
    struct statusd_end end = statusd_end(statusd_start(ARGUMENTS("--ttl", "86400s")), SIGTERM);
    expect_good_end(&end);
}

/* The last request is answered before the end, also where a script writes the answer. */
static const char *const last[] = {"/status/200", "/status/200?reason=Last", "/status/200?delay=50ms"};

START_TEST(so_many_requests)
{
    struct statusd *statusd = statusd_start(ARGUMENTS("--max-requests", "3"));
    for (int i = 0; i < 3; i++) {
        struct client *client = client_open(statusd->ports[0]);
        expect_code(client_get(client, i < 2 ? "/status/404" : last[_i], ""), i < 2 ? 404 : 200);
        client_close(client);
    }
    struct statusd_end end = statusd_end(statusd, 0);
    expect_good_end(&end);
}

SUITE("lifetime")
{
    TCase *tcase = tcase_create("lifetime");
    tcase_add_test(tcase, time_to_live);
    tcase_add_test(tcase, sooner);
    tcase_add_loop_test(tcase, so_many_requests, 0, COUNT(last));
    suite_add_tcase(suite, tcase);
}
