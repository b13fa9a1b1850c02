/* statusd --health, as a container's health check calls it. */
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char url[64];

static const char *url_of(const struct statusd *statusd, const char *path)
{
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", statusd->ports[0], path);
    return url;
}

/* Exit status 0 and one line where it is well, else 1 and one line on stderr; each names the URL, then what came. */
static void expect_health(const char *asked, const char *named, bool well, const char *came)
{
    const char *const arguments[] = {"--health", asked, NULL};
    char line[256];
    struct statusd_end end = statusd_run(arguments);
    snprintf(line, sizeof line, "%s%s: %s\n", well ? "" : "statusd: ", named, came);
    ck_assert_str_eq(end.out, well ? line : "");
    ck_assert_str_eq(end.errors, well ? "" : line);
    ck_assert_int_eq(end.status, well ? 0 : 1);
}

START_TEST(of_a_url)
{
    static const char *const nothing[] = {NULL};
    struct statusd *statusd = statusd_start(nothing);
    const struct {
        const char *path;
        bool well;
        const char *came;
    } cases[] = {
        {"", true, "200 OK"},
        {"/", true, "200 OK"},
        {"/healthz", true, "200 OK"},
        {"/status/204", true, "204 No Content"},
        {"/status/103", true, "200 OK"}, /* the final response counts (RFC 9110 §15.2) */
        {"/status/301", false, "301 Moved Permanently"},
        {"/status/503", false, "503 Service Unavailable"},
        {"/status/200?fault=close", false, "the connection was closed"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        url_of(statusd, cases[i].path);
        expect_health(url, url, cases[i].well, cases[i].came);
    }
    statusd_stop(statusd);
}

START_TEST(of_nobody)
{
    expect_health("http://127.0.0.1:1", "http://127.0.0.1:1", false, "no connection");
    expect_health("ftp://127.0.0.1/", "ftp://127.0.0.1/", false,
                  "not of the form http://HOST:PORT, https://HOST:PORT or unix:PATH");
}

/* Without a URL it asks as the server in the same environment listens, also on all addresses, and for a host that it
 * serves. */
START_TEST(of_its_own_environment)
{
    static const char *const everywhere[] = {"--listen", "http://0.0.0.0:0", "--hosts", "one.test,other.test", NULL};
    struct statusd *statusd = statusd_start_bare(everywhere);
    snprintf(url, sizeof url, "http://0.0.0.0:%d", statusd->ports[0]);
    setenv("STATUSD_LISTEN", url, 1);
    expect_health(NULL, url, false, "421 Misdirected Request");
    setenv("STATUSD_HOSTS", "one.test,other.test", 1);
    expect_health(NULL, url, true, "200 OK");
    unsetenv("STATUSD_HOSTS");
    unsetenv("STATUSD_LISTEN");
    statusd_stop(statusd);
}

SUITE("health")
{
    TCase *tcase = tcase_create("health");
    tcase_add_test(tcase, of_a_url);
    tcase_add_test(tcase, of_nobody);
    tcase_add_test(tcase, of_its_own_environment);
    suite_add_tcase(suite, tcase);
}
