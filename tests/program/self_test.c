/* statusd --self-test, as a person and as a machine call it. */
#include "tests/facts/facts.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

/* A server that gives the same answer to whatever it is asked, on as many connections as come. */
struct liar {
    int fd;
    const char *answer;
};

static void *lie(void *closure)
{
    const struct liar *liar = closure;
    char bytes[4096];
    int fd;
    while ((fd = accept(liar->fd, NULL, NULL)) >= 0) {
        ck_assert_int_gt(recv(fd, bytes, sizeof bytes, 0), 0);
        send(fd, liar->answer, strlen(liar->answer), MSG_NOSIGNAL);
        shutdown(fd, SHUT_WR);
        while (recv(fd, bytes, sizeof bytes, 0) > 0) {
        }
        close(fd);
    }
    return NULL;
}

/* Runs the self-test of a liar. */
static struct statusd_end test_liar(const char *answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct liar liar = {socket(AF_INET, SOCK_STREAM, 0), answer};
    pthread_t thread;
    ck_assert_int_eq(bind(liar.fd, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(liar.fd, 8), 0);
    ck_assert_int_eq(getsockname(liar.fd, (struct sockaddr *)&address, &size), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, lie, &liar), 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    struct statusd_end end = RUN("--self-test", url);
    shutdown(liar.fd, SHUT_RDWR); /* ends accept */
    pthread_join(thread, NULL);
    close(liar.fd);
    return end;
}

#define CATALOG(status) "HTTP/1.0 200 OK\r\n\r\n{\"statuses\":[" status "]}"
#define EXAMPLE(more)                                                                                                  \
    "\"example\":{\"method\":\"GET\",\"target\":\"/\",\"version\":\"HTTP/1.1\"," more "\"expect\":200}"

/* What is no catalog does not pass, and a catalog makes the test neither grow without end nor command a terminal. */
START_TEST(a_liar)
{
    static const struct {
        const char *answer, *says;
        int status;
    } cases[] = {
        {CATALOG(""), "not that of a statusd", 1},
        {"HTTP/1.0 500 Oh\r\n\r\n{\"statuses\":[1]}", "answered with 500", 1},
        {"HTTP/1.0 2x0 OK\r\n\r\n", "not HTTP/1", 1},
        {CATALOG("{\"code\":200,\"phrase\":\"O\\u001b\\nK\"," EXAMPLE("\"zeroes\":2147483647,") "}"),
         "200 O??K: asked\n", 0},
        {CATALOG("{\"code\":201,\"phrase\":\"\"," EXAMPLE("\"fields\":7,") ",\"earn\":[1]}"), "201 : asked, DIFFERED",
         1},
    };
    struct statusd_end end = test_liar(cases[_i].answer);
    ck_assert_msg(end.status == cases[_i].status, "%d: %.200s%.200s", end.status, end.out, end.errors);
    ck_assert_msg(strstr(end.out, cases[_i].says) != NULL || strstr(end.errors, cases[_i].says) != NULL, "%.200s%.200s",
                  end.out, end.errors);
}

SUITE("self-test")
{
    TCase *tcase = tcase_create("self-test");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, its_own);
    tcase_add_test(tcase, a_running_one);
    tcase_add_test(tcase, one_that_differs);
    tcase_add_test(tcase, nothing_to_test);
    tcase_add_loop_test(tcase, a_liar, 0, 5);
}
