/* The program from the outside: its command line, its words, its start and its end. */
#include "tests/kit/client.h"
#include "tests/kit/expect.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <ctype.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *const no_arguments[] = {NULL};

/* One line that says who speaks, and of what. */
static void expect_complaint(const struct statusd_end *end, int status, const char *about)
{
    ck_assert_msg(end->status == status, "%s: ended with %d: %s", about, end->status, end->errors);
    ck_assert_str_eq(end->out, "");
    ck_assert_msg(strncmp(end->errors, "statusd: ", 9) == 0, "%s: %s", about, end->errors);
    ck_assert_msg(strchr(end->errors, '\n') == end->errors + strlen(end->errors) - 1, "not one line: %s", end->errors);
    ck_assert_msg(strstr(end->errors, about) != NULL, "nothing about %s: %s", about, end->errors);
}

/* Each option has its variable and its default beside it, below its group. */
START_TEST(help)
{
    static const char *const parts[] = {"\n\nDeadlines:\n  --idle TIME ",
                                        "--port-file FILE ",
                                        " STATUSD_PORT_FILE\n",
                                        " STATUSD_IDLE ",
                                        " default 75s\n",
                                        "--no-faults ",
                                        " STATUSD_NO_FAULTS\n",
                                        "--health [URL]\n",
                                        "--version\n"};
    struct statusd_end end = statusd_run(ARGUMENTS("--help"));
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "");
    for (int i = 0; i < COUNT(parts); i++) {
        ck_assert_msg(strstr(end.out, parts[i]) != NULL, "no %s in %s", parts[i], end.out);
    }
}

/* A terminal has 80 columns, and 24 lines: in the first half of them is what most people look for. */
START_TEST(help_fits)
{
    static const char *const first[] = {"curl -i http://127.0.0.1:8080/status/404", "--help routes|", "--listen URL"};
    struct statusd_end end = statusd_run(ARGUMENTS("--help"));
    struct text rest = text_of(end.out), line;
    for (int i = 0; i < COUNT(first); i++) {
        const char *part = strstr(end.out, first[i]);
        int lines = 0;
        for (const char *c = end.out; part != NULL && c < part; c++) {
            lines += *c == '\n';
        }
        ck_assert_msg(part != NULL && lines < 12, "%s is not in the first 12 lines", first[i]);
    }
    while (text_cut(&rest, '\n', &line)) {
        bool trailing = line.length > 0 && line.at[line.length - 1] == ' ';
        ck_assert_msg(line.length <= 80 && !trailing, "%.*s", (int)line.length, line.at);
    }
}

/* Each topic is a table that has a row about what everybody looks for there. */
START_TEST(topics_of_help)
{
    static const char *const topics[][2] = {{"routes", "| `/status/<codes>` |"},
                                            {"earn", "| `/earn/job` |"},
                                            {"modifiers", "| `delay` |"},
                                            {"faults", "| `reset` |"},
                                            {"statuses", "| `404` | Not Found | RFC 9110 §15.5.5 |"},
                                            {"options", "| `--idle TIME` | 75s |"}};
    for (int i = 0; i < COUNT(topics); i++) {
        struct statusd_end end = statusd_run(ARGUMENTS("--help", topics[i][0]));
        ck_assert_int_eq(end.status, 0);
        ck_assert_str_eq(end.errors, "");
        ck_assert_msg(strstr(end.out, topics[i][1]) != NULL, "no %s in %s", topics[i][1], end.out);
    }
    struct statusd_end end = statusd_run(ARGUMENTS("--help", "nothing"));
    expect_complaint(&end, 2, "--help nothing: wanted is [routes|earn|modifiers|faults|statuses|options]");
}

START_TEST(version)
{
    struct statusd_end end = statusd_run(ARGUMENTS("--version"));
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "");
    ck_assert_msg(strncmp(end.out, "statusd ", 8) == 0 && isdigit((unsigned char)end.out[8]), "%s", end.out);
    const char *library = strstr(end.out, " (libmicrohttpd ");
    ck_assert_msg(library != NULL && isdigit((unsigned char)library[16]), "no version of the library: %s", end.out);
    ck_assert_str_eq(end.out + strlen(end.out) - 2, ")\n");
    ck_assert_ptr_eq(strchr(end.out, '\n'), end.out + strlen(end.out) - 1);
}

START_TEST(wrong_usage)
{
    static const char *const cases[][3] = {
        {"--nope"},
        {"stray"},
        {"-l"},
        {"--"},
        {"--threads", "0"},
        {"--threads", "many"},
        {"--threads=257"},
        {"--threads"},
        {"--max-content", "1G"},
        {"--max-content="},
        {"--port-file="},
        {"--listen"},
        {"--listen", "ftp://127.0.0.1:0"},
        {"--listen", "http://127.0.0.1"},
        {"--listen", "http://127.0.0.1:65536"},
        {"--listen", "http://:0"},
        {"--listen", "127.0.0.1:0"},
        {"--help=1"},
        {"--completion"},
        {"--completion", "fish"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct statusd_end end = statusd_run(cases[i]);
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(cases[i][0], "="), cases[i][0]);
        expect_complaint(&end, 2, name);
    }
}

START_TEST(wrong_environment)
{
    setenv("STATUSD_THREADS", "none", 1);
    struct statusd_end end = statusd_run(no_arguments);
    unsetenv("STATUSD_THREADS");
    expect_complaint(&end, 2, "none");
}

START_TEST(port_in_use)
{
    struct statusd *first = statusd_start(no_arguments);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", first->ports[0]);
    struct statusd_end second = statusd_run(ARGUMENTS("--listen", url));
    expect_complaint(&second, 1, url);
    ck_assert_int_eq(statusd_end(first, SIGTERM).status, 0);
}

/* Where a later listener fails, or the file for the port, the program gives up what it has opened before, and ends. */
START_TEST(start_that_fails_late)
{
    struct statusd *first = statusd_start(no_arguments);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", first->ports[0]);
    struct statusd_end second = statusd_run(ARGUMENTS("--listen", "http://127.0.0.1:0", "--listen", url));
    expect_complaint(&second, 1, url);
    struct statusd_end third =
        statusd_run(ARGUMENTS("--listen", "http://127.0.0.1:0", "--port-file", "/no/such/directory/port"));
    expect_complaint(&third, 1, "/no/such/directory/port");
    ck_assert_int_eq(statusd_end(first, SIGTERM).status, 0);
}

static void expect_good_end(struct statusd *statusd, int with_signal)
{
    struct statusd_end end = statusd_end(statusd, with_signal);
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "");
}

static const int signals[] = {SIGTERM, SIGINT};

/* A signal ends the program and all its connections, whatever they are in the middle of: one that has not sent a
 * request yet (over TCP it may not even be accepted yet, so it comes over a unix socket), one that waits for its next
 * request, half a head, half the content, content that was asked for by a 100, and one that is read from for a while
 * after its last answer. */
START_TEST(signals_end_it)
{
    enum { CLIENTS = 6 };
    char url[64];
    statusd_unix_url(url, sizeof url);
    struct statusd *statusd = statusd_start(ARGUMENTS("--listen", url));
    struct client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = client_open(statusd->ports[i == 0]);
    }
    expect_code(client_get(clients[1], "/status/200", ""), 200);
    client_print(clients[2], "GET /status/200 HTTP/1.1\r\nHost: loc");
    client_print(clients[3], "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello");
    client_print(clients[4], "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                             "Expect: 100-continue\r\n\r\n");
    expect_code(client_read(clients[4], "POST"), 100);
    expect_code(client_get(clients[5], "/status/101", ""), 101);
    expect_good_end(statusd, signals[_i]);
    for (int i = 0; i < CLIENTS; i++) {
        ck_assert_int_ne(client_wait_for_end(clients[i]), OPEN);
        client_close(clients[i]);
    }
}

START_TEST(ready_line)
{
    struct statusd *statusd = statusd_start(no_arguments);
    char expected[128];
    snprintf(expected, sizeof expected, "{\"statusd\":\"ready\",\"listen\":[\"http://127.0.0.1:%d\"]",
             statusd->ports[0]);
    ck_assert_msg(strncmp(statusd->ready, expected, strlen(expected)) == 0, "%s", statusd->ready);
    ck_assert_ptr_nonnull(strstr(statusd->ready, "\"library\":\"libmicrohttpd "));
    struct statusd_end end = statusd_end(statusd, SIGTERM);
    ck_assert_str_eq(end.out, ""); /* nothing behind that line */
}

START_TEST(two_listeners)
{
    struct statusd *statusd = statusd_start(ARGUMENTS("--listen=http://127.0.0.1:0"));
    ck_assert_int_gt(statusd->ports[1], 0);
    ck_assert_int_ne(statusd->ports[0], statusd->ports[1]);
    for (int i = 0; i < 2; i++) {
        struct client *client = client_open(statusd->ports[i]);
        expect_code(client_get(client, "/status/418", ""), 418);
        client_close(client);
    }
    expect_good_end(statusd, SIGTERM);
}

static bool machine_has_v6(void)
{
    struct ifaddrs *all = NULL;
    bool found = false;
    if (getifaddrs(&all) != 0) {
        return false;
    }
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        found = found || (one->ifa_addr != NULL && one->ifa_addr->sa_family == AF_INET6 &&
                          IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)one->ifa_addr)->sin6_addr));
    }
    freeifaddrs(all);
    return found;
}

START_TEST(ipv6)
{
    if (!machine_has_v6()) {
        return; /* nothing to test here */
    }
    struct statusd *statusd = statusd_start_bare(ARGUMENTS("--listen", "http://[::1]:0"));
    struct client *client = client_open_v6(statusd->ports[0]);
    struct message *message = client_get(client, "/anything", "");
    expect_code(message, 200);
    EXPECT(message, strstr(message->content, "\"::1\"") != NULL, "not from ::1: %s", message->content);
    ck_assert_msg(strstr(statusd->ready, "\"http://[::1]:") != NULL, "%s", statusd->ready);
    client_close(client);
    expect_good_end(statusd, SIGTERM);
}

/* The environment stands in for options that are not given, and only for those. */
START_TEST(environment)
{
    setenv("STATUSD_LISTEN", "http://127.0.0.1:0", 1);
    setenv("STATUSD_MAX_CONTENT", "3", 1);
    struct statusd *by_environment = statusd_start_bare(no_arguments);
    setenv("STATUSD_LISTEN", "nonsense", 1);
    struct statusd *by_option = statusd_start(ARGUMENTS("--max-content", "4"));
    unsetenv("STATUSD_LISTEN");
    unsetenv("STATUSD_MAX_CONTENT");
    struct client *one = client_open(by_environment->ports[0]), *other = client_open(by_option->ports[0]);
    static const char post[] = "POST /status/200 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nabcd";
    client_send(one, post, sizeof post - 1);
    expect_code(client_read(one, "POST"), 413);
    client_send(other, post, sizeof post - 1);
    expect_code(client_read(other, "POST"), 200);
    client_close(one);
    client_close(other);
    expect_good_end(by_environment, SIGTERM);
    expect_good_end(by_option, SIGTERM);
}

/* It serves all the same. */
START_TEST(variable_that_is_misspelt)
{
    setenv("STATUSD_THREAD", "none", 1);
    struct statusd *statusd = statusd_start(no_arguments);
    unsetenv("STATUSD_THREAD");
    struct statusd_end end = statusd_end(statusd, SIGTERM);
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "statusd: STATUSD_THREAD is no option; did you mean STATUSD_THREADS\n");
}

static const char *const thread_counts[] = {"1", "4"};

/* Every request in flight at once is answered, whatever the number of threads. */
START_TEST(many_at_once)
{
    enum { CLIENTS = 200 };
    static const int codes[] = {200, 404, 103, 206, 204, 503, 599};
    struct statusd *statusd = statusd_start(ARGUMENTS("--threads", thread_counts[_i]));
    struct client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = client_open(statusd->ports[0]);
        client_request(clients[i], "GET", arena_printf(&clients[i]->arena, "/status/%d", codes[i % COUNT(codes)]).at,
                       "");
    }
    for (int i = 0; i < CLIENTS; i++) {
        expect_code(client_read(clients[i], "GET"), codes[i % COUNT(codes)]);
        client_close(clients[i]);
    }
    expect_good_end(statusd, SIGTERM);
}

SUITE("program")
{
    TCase *tcase = tcase_create("program");
    tcase_add_test(tcase, help);
    tcase_add_test(tcase, help_fits);
    tcase_add_test(tcase, topics_of_help);
    tcase_add_test(tcase, version);
    tcase_add_test(tcase, wrong_usage);
    tcase_add_test(tcase, wrong_environment);
    tcase_add_test(tcase, port_in_use);
    tcase_add_test(tcase, start_that_fails_late);
    tcase_add_loop_test(tcase, signals_end_it, 0, COUNT(signals));
    tcase_add_test(tcase, ready_line);
    tcase_add_test(tcase, two_listeners);
    tcase_add_test(tcase, ipv6);
    tcase_add_test(tcase, environment);
    tcase_add_test(tcase, variable_that_is_misspelt);
    tcase_add_loop_test(tcase, many_at_once, 0, COUNT(thread_counts));
    suite_add_tcase(suite, tcase);
}
