/* statusd --self-test, as a person and as a machine call it. */
#include "tests/facts/facts.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN(...) statusd_run((const char *const[]){__VA_ARGS__, NULL})

static char url[64];

/* All was as the catalog says. */
static void expect_passed(const struct statusd_end *end)
{
    const char *odd = strstr(end->out, "DIFFERED");
    ck_assert_msg(end->status == 0, "%d: %s%.200s", end->status, end->errors, odd != NULL ? odd : "");
    ck_assert_str_eq(end->errors, "");
}

static const char *url_of(const struct statusd *statusd)
{
    snprintf(url, sizeof url, "http://127.0.0.1:%d", statusd->ports[0]);
    return url;
}

/* A line for each status, and one that counts them. */
START_TEST(its_own)
{
    int count;
    const struct fact *facts = facts_all(&count);
    struct statusd_end end = RUN("--self-test");
    expect_passed(&end);
    for (int i = 0; i < count; i++) {
        char line[32];
        snprintf(line, sizeof line, "%s%d ", i > 0 ? "\n" : "", facts[i].code);
        ck_assert_msg(strstr(end.out, line) != NULL, "no %d", facts[i].code);
    }
    ck_assert_ptr_nonnull(strstr(end.out, "\n404 Not Found: asked, earned\n"));
    ck_assert_ptr_nonnull(strstr(end.out, "\n305 Use Proxy: asked, not to be earned: "));
    ck_assert_ptr_nonnull(strstr(end.out, " 0 differed\n"));
}

START_TEST(a_running_one)
{
    static const char *const arguments[] = {"--content-time", "300ms", NULL};
    struct statusd *statusd = statusd_start(arguments);
    struct statusd_end end = RUN("--self-test=json", url_of(statusd));
    expect_passed(&end);
    int count;
    facts_all(&count);
    cJSON *json = cJSON_Parse(end.out);
    ck_assert_msg(json != NULL, "no JSON");
    ck_assert_int_eq(cJSON_GetObjectItem(json, "count")->valueint, count);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "statuses")), count);
    ck_assert_int_eq(cJSON_GetObjectItem(json, "differed")->valueint, 0);
    cJSON_Delete(json);
    statusd_stop(statusd);
}

/* One that takes no content does not earn what needs some, and the command says which. */
START_TEST(one_that_differs)
{
    static const char *const arguments[] = {"--max-content", "1", "--content-time", "300ms", NULL};
    struct statusd *statusd = statusd_start(arguments);
    struct statusd_end end = RUN("--self-test", url_of(statusd));
    ck_assert_int_eq(end.status, 1);
    static const char *const lines[] = {
        "\n201 Created: DIFFERED: POST /status/201: 201 expected, got 413; PUT /earn/documents/mine?key=earn: "
        "201 expected, got 413\n",
        "\n202 Accepted: earned, DIFFERED: POST /status/202: 202 expected, got 413\n",
        "\n408 Request Timeout: asked, DIFFERED: POST /earn/form: 408 expected, got 413\n"};
    for (int i = 0; i < COUNT(lines); i++) {
        ck_assert_msg(strstr(end.out, lines[i]) != NULL, "not there: %s", lines[i]);
    }
    ck_assert_ptr_nonnull(strstr(end.out, "\n404 Not Found: asked, earned\n"));
    statusd_stop(statusd);
}

START_TEST(nothing_to_test)
{
    static const char *const hosts[] = {"--hosts", "other.example", NULL};
    struct statusd *elsewhere = statusd_start(hosts);
    const struct {
        const char *url, *complaint;
        int status;
    } cases[] = {
        {"ftp://127.0.0.1", "not of the form http://HOST:PORT", 1},
        {"http://127.0.0.1:1", "no connection", 1},
        {url_of(elsewhere), "its /catalog, answered with 421, is not that of a statusd", 1},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct statusd_end end = RUN("--self-test", cases[i].url);
        ck_assert_int_eq(end.status, cases[i].status);
        ck_assert_str_eq(end.out, "");
        ck_assert_msg(strstr(end.errors, cases[i].complaint) != NULL, "%s", end.errors);
    }
    statusd_stop(elsewhere);
}

SUITE("self-test")
{
    TCase *tcase = tcase_create("self-test");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, its_own);
    tcase_add_test(tcase, a_running_one);
    tcase_add_test(tcase, one_that_differs);
    tcase_add_test(tcase, nothing_to_test);
}
