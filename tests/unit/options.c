/* The command line and the environment, without a process. */
#include "options.h"

#include "tests/kit/suite.h"

#include <string.h>

static const char *environment_name, *environment_value;

static char *environment(const char *name)
{
    return environment_name != NULL && strcmp(name, environment_name) == 0 ? (char *)environment_value : NULL;
}

/* The options that these arguments give; "" where they are right, or the complaint. */
static const char *read(struct options *options, const char *const arguments[])
{
    static char error[256];
    const char *argv[16] = {"statusd"};
    int argc = 1;
    while (arguments[argc - 1] != NULL) {
        argv[argc] = arguments[argc - 1];
        argc++;
    }
    error[0] = '\0';
    bool right = options_read(options, argc, (char *const *)argv, environment, error, sizeof error);
    ck_assert_int_eq(right, error[0] == '\0');
    return error;
}

#define READ(options, ...) read((options), (const char *const[]){__VA_ARGS__, NULL})

START_TEST(standards)
{
    struct options options;
    static const char *const nothing[] = {NULL};
    environment_name = NULL;
    ck_assert_str_eq(read(&options, nothing), "");
    ck_assert_int_eq(options.server.listen_count, 1);
    ck_assert_str_eq(options.server.listen[0].url, "http://127.0.0.1:8080");
    ck_assert_uint_ge(options.server.limits.target, 8000); /* RFC 9112 §3 */
    ck_assert_uint_eq(options.server.limits.content, 1024 * 1024);
    ck_assert(options.print == NULL && !options.version);
    ck_assert_ptr_null(options.port_file);
}

START_TEST(given)
{
    struct options options;
    environment_name = NULL;
    ck_assert_str_eq(READ(&options, "--listen", "http://a:1", "--listen=http://b:2", "--threads=7", "--port-file", "p",
                          "--max-content", "64k"),
                     "");
    ck_assert_int_eq(options.server.listen_count, 2);
    ck_assert_str_eq(options.server.listen[0].url, "http://a:1");
    ck_assert_str_eq(options.server.listen[1].url, "http://b:2");
    ck_assert_uint_eq(options.server.threads, 7);
    ck_assert_uint_eq(options.server.limits.content, 64 * 1024);
    ck_assert_str_eq(options.port_file, "p");
}

/* A typing error is told what was meant. */
START_TEST(nearly_an_option)
{
    static const char *const cases[][2] = {{"--listn", "did you mean --listen"},
                                           {"--max-contents=1", "did you mean --max-content"},
                                           {"--selftest", "did you mean --self-test"},
                                           {"--frobnicate", "see --help"}};
    struct options options;
    environment_name = NULL;
    for (int i = 0; i < COUNT(cases); i++) {
        const char *complaint = READ(&options, cases[i][0]);
        const char *end = strstr(complaint, cases[i][1]);
        ck_assert_msg(end != NULL && strcmp(end, cases[i][1]) == 0, "%s", complaint);
    }
}

START_TEST(option_over_environment)
{
    struct options options;
    environment_name = "STATUSD_MAX_CONTENT";
    environment_value = "5";
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    ck_assert_uint_eq(options.server.limits.content, 5);
    ck_assert_str_eq(READ(&options, "--max-content", "6"), "");
    ck_assert_uint_eq(options.server.limits.content, 6);
    environment_value = "many";
    ck_assert_str_ne(READ(&options, "--threads", "1"), "");
    /* Where the option is given, a mistake in the environment does no harm. */
    ck_assert_str_eq(READ(&options, "--max-content", "6"), "");
    environment_name = NULL;
}

/* An option that may be given again has all its values in one variable. */
START_TEST(several_in_the_environment)
{
    struct options options;
    environment_name = "STATUSD_LISTEN";
    environment_value = "http://a:1  https://b:2 unix:/c";
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    ck_assert_int_eq(options.server.listen_count, 3);
    ck_assert_str_eq(options.server.listen[0].url, "http://a:1");
    ck_assert_str_eq(options.server.listen[1].url, "https://b:2");
    ck_assert_str_eq(options.server.listen[2].url, "unix:/c");
    environment_value = "http://a:1 http://b";
    ck_assert_ptr_nonnull(strstr(READ(&options, "--threads", "1"), "STATUSD_LISTEN=http://b:"));
    environment_name = NULL;
}

/* A value of a switch that cannot be understood is refused: taken for off, it would leave a protection off. */
START_TEST(switches_in_the_environment)
{
    struct options options;
    environment_name = "STATUSD_NO_FAULTS";
    environment_value = "1";
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    ck_assert(options.site.no_faults);
    environment_value = "off";
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    ck_assert(!options.site.no_faults);
    environment_value = "maybe";
    ck_assert_ptr_nonnull(strstr(READ(&options, "--threads", "1"), "STATUSD_NO_FAULTS=maybe"));
    environment_name = "STATUSD_VERSION"; /* a container may have it for a reason of its own */
    environment_value = "1.2.3";
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    ck_assert(!options.version);
    environment_name = "STATUSD_PORT_FILE"; /* an empty value is as none */
    environment_value = "";
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    ck_assert_ptr_null(options.port_file);
    environment_name = NULL;
}

START_TEST(complaints)
{
    struct options options;
    environment_name = NULL;
    ck_assert_ptr_nonnull(strstr(READ(&options, "--nope"), "--nope"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "nope"), "nope"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--threads", "x"), "--threads x"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--threads"), "--threads"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--idle", "5ms"), "whole seconds"));
    /* Rounded to whole milliseconds this would be 0, which is no deadline at all. */
    ck_assert_ptr_nonnull(strstr(READ(&options, "--head-time", "0.4ms"), "such as 500ms"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--max-memory", "0"), "such as 64M, from 1"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--version=x"), "--version"));
}

/* A variable that is nearly an option's is a typing error, and what it was to protect from is not. Others have reasons
 * of their own: Kubernetes gives each container the addresses of a Service called statusd. A value may be a secret. */
START_TEST(nearly_a_variable)
{
    static const char *const nearly[][2] = {{"STATUSD_NO_FAULT=1", "STATUSD_NO_FAULTS"},
                                            {"STATUSD_LITSEN=secret", "STATUSD_LISTEN"},
                                            {"STATUSD_MAXDELAY=1s", "STATUSD_MAX_DELAY"},
                                            {"STATUSD_HOST", "STATUSD_HOSTS"}};
    static const char *const others[] = {"STATUSD_THREADS=4",
                                         "STATUSD=build/statusd",
                                         "STATUSD_",
                                         "STATUSD_=1",
                                         "STATUSD_URL=http://127.0.0.1:8080",
                                         "STATUSD_VERSION=1.2.3",
                                         "STATUSD_PORT=tcp://10.0.0.7:8080",
                                         "STATUSD_SERVICE_HOST=10.0.0.7",
                                         "STATUSD_SERVICE_PORT=8080",
                                         "STATUSD_SERVICE_PORT_HTTP=8080",
                                         "STATUSD_PORT_8080_TCP=tcp://10.0.0.7:8080",
                                         "STATUSD_PORT_8080_TCP_PROTO=tcp",
                                         "STATUSD_PORT_8080_TCP_PORT=8080",
                                         "STATUSD_PORT_8080_TCP_ADDR=10.0.0.7",
                                         "THREAD=4"};
    char hint[256];
    for (int i = 0; i < COUNT(nearly); i++) {
        ck_assert_msg(options_misspelt(nearly[i][0], hint, sizeof hint), "%s", nearly[i][0]);
        ck_assert_msg(strstr(hint, nearly[i][1]) != NULL && strstr(hint, "secret") == NULL, "%s", hint);
    }
    for (int i = 0; i < COUNT(others); i++) {
        ck_assert_msg(!options_misspelt(others[i], hint, sizeof hint), "%s", hint);
    }
}

/* A wrong value is told with the name of where it stands, and with an example of right. */
START_TEST(wrong_listen)
{
    static const char *const wrong[] = {"nonsense",           "ftp://127.0.0.1:1", "http://127.0.0.1",
                                        "http://127.0.0.1:x", "http://:80",        "http://127.0.0.1:65536"};
    struct options options;
    char expected[64];
    environment_name = "STATUSD_LISTEN";
    for (int i = 0; i < COUNT(wrong); i++) {
        environment_value = wrong[i];
        snprintf(expected, sizeof expected, "STATUSD_LISTEN=%s: wanted is ", wrong[i]);
        ck_assert_msg(strncmp(READ(&options, "--threads", "1"), expected, strlen(expected)) == 0, "%s", expected);
        snprintf(expected, sizeof expected, "--listen %s: wanted is ", wrong[i]);
        const char *complaint = READ(&options, "--listen", wrong[i]);
        ck_assert_msg(strncmp(complaint, expected, strlen(expected)) == 0, "%s", complaint);
        ck_assert_ptr_nonnull(strstr(complaint, "http://127.0.0.1:8080"));
    }
    environment_value = "http://[::1]:0/"; /* an IPv6 address is in brackets (RFC 3986 §3.2.2) */
    ck_assert_str_eq(READ(&options, "--threads", "1"), "");
    environment_name = NULL;
}

/* A day is the most that any time may be, and a terabyte the most of a size. */
START_TEST(limits_are_told)
{
    static const char *const cases[][3] = {{"--ttl", "90000s", "a day"},
                                           {"--idle", "86401s", "a day"},
                                           {"--head-time", "86401", "a day"},
                                           {"--content-time", "1e9", "a day"},
                                           {"--max-delay", "90000s", "a day"},
                                           {"--max-hang", "90000s", "a day"},
                                           {"--key-ttl", "90000s", "a day"},
                                           {"--max-size", "1048577M", "1048576M"},
                                           {"--max-content", "1G", "1048576M"},
                                           {"--max-memory", "1048577M", "1048576M"},
                                           {"--max-requests", "18446744073709551616", "18446744073709551615"}};
    struct options options;
    environment_name = NULL;
    for (int i = 0; i < COUNT(cases); i++) {
        const char *complaint = READ(&options, cases[i][0], cases[i][1]);
        ck_assert_msg(strstr(complaint, cases[i][2]) != NULL, "%s", complaint);
    }
    ck_assert_str_eq(READ(&options, "--ttl", "86400s", "--max-size", "1048576M"), "");
}

START_TEST(word_of_static_site)
{
    struct options options;
    environment_name = NULL;
    ck_assert_str_eq(READ(&options, "--no-faults"), "");
    ck_assert_ptr_null(options.static_site);
    ck_assert_str_eq(READ(&options, "--static-site", "site", "--no-faults"), "");
    ck_assert_str_eq(options.static_site, "site");
    ck_assert_str_eq(READ(&options, "--static-site=site"), "");
    ck_assert_str_eq(options.static_site, "site");
    ck_assert_ptr_nonnull(strstr(READ(&options, "--static-site", "a", "b"), "b"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--static-site"), "needs a value: a directory"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--static-site="), "a new one, such as site"));
}

/* --self-test takes a URL, and the word json, in either order. */
START_TEST(words_of_self_test)
{
    struct options options;
    environment_name = NULL;
    ck_assert_str_eq(READ(&options, "--self-test"), "");
    ck_assert_str_eq(options.self_test, "");
    ck_assert(!options.self_test_json);
    ck_assert_str_eq(READ(&options, "--self-test=json", "http://a:1", "--threads", "4"), "");
    ck_assert_str_eq(options.self_test, "http://a:1");
    ck_assert(options.self_test_json);
    ck_assert_str_eq(READ(&options, "--self-test", "http://a:1", "json"), "");
    ck_assert_str_eq(options.self_test, "http://a:1");
    ck_assert(options.self_test_json);
    ck_assert_ptr_nonnull(strstr(READ(&options, "--self-test", "http://a:1", "http://b:2"),
                                 "--self-test http://b:2: wanted is [json] [URL]"));
}

/* --health takes a URL, or none. It is no option: the environment of a container has what its statusd is started with.
 */
START_TEST(words_of_health)
{
    struct options options;
    environment_name = "STATUSD_HEALTH";
    environment_value = "http://a:1";
    ck_assert_str_eq(READ(&options, "--threads", "4"), "");
    ck_assert_ptr_null(options.health);
    ck_assert_str_eq(READ(&options, "--health", "--threads", "4"), "");
    ck_assert_str_eq(options.health, "");
    ck_assert_str_eq(READ(&options, "--health", "http://a:1/x"), "");
    ck_assert_str_eq(options.health, "http://a:1/x");
    ck_assert_str_eq(READ(&options, "--health=http://a:1"), "");
    ck_assert_str_eq(options.health, "http://a:1");
    ck_assert_ptr_nonnull(strstr(READ(&options, "--health", "http://a:1", "http://b:2"), "http://b:2"));
    environment_name = NULL;
}

/* --help takes the word behind it as its topic, wherever the option stands, unless that word begins with a dash. */
START_TEST(topics_of_help)
{
    struct options options;
    environment_name = NULL;
    ck_assert_str_eq(READ(&options, "--threads", "4"), "");
    ck_assert(options.print == NULL);
    ck_assert_str_eq(READ(&options, "--help=routes", "--threads", "4"), "");
    ck_assert(options.print == site_help_routes);
    ck_assert_str_eq(READ(&options, "-h", "modifiers"), "");
    ck_assert(options.print == site_help_modifiers);
    ck_assert_str_eq(READ(&options, "--help", "modifiers", "--threads", "4"), "");
    ck_assert(options.print == site_help_modifiers);
    ck_assert_uint_eq(options.server.threads, 4);
    ck_assert_str_eq(READ(&options, "--help", "--threads", "4"), "");
    ck_assert(options.print != NULL && options.print != site_help_modifiers);
    ck_assert_uint_eq(options.server.threads, 4);
    ck_assert_ptr_nonnull(strstr(READ(&options, "--help", "modifiers", "more"), "more: not an option"));
    ck_assert_ptr_nonnull(strstr(READ(&options, "--help", "more"), "--help more: wanted is [routes|"));
}

START_TEST(too_many_listeners)
{
    struct options options;
    char *argv[LISTENERS_MAX + 3] = {"statusd"};
    char error[256] = "";
    for (int i = 0; i <= LISTENERS_MAX; i++) {
        argv[1 + i] = "--listen=http://127.0.0.1:0";
    }
    environment_name = NULL;
    ck_assert(options_read(&options, 1 + LISTENERS_MAX, argv, environment, error, sizeof error));
    ck_assert(!options_read(&options, 2 + LISTENERS_MAX, argv, environment, error, sizeof error));
    ck_assert_ptr_nonnull(strstr(error, "--listen"));
}

SUITE("options")
{
    TCase *tcase = tcase_create("options");
    tcase_add_test(tcase, standards);
    tcase_add_test(tcase, given);
    tcase_add_test(tcase, nearly_an_option);
    tcase_add_test(tcase, option_over_environment);
    tcase_add_test(tcase, several_in_the_environment);
    tcase_add_test(tcase, switches_in_the_environment);
    tcase_add_test(tcase, complaints);
    tcase_add_test(tcase, nearly_a_variable);
    tcase_add_test(tcase, wrong_listen);
    tcase_add_test(tcase, limits_are_told);
    tcase_add_test(tcase, words_of_self_test);
    tcase_add_test(tcase, words_of_health);
    tcase_add_test(tcase, word_of_static_site);
    tcase_add_test(tcase, topics_of_help);
    tcase_add_test(tcase, too_many_listeners);
    suite_add_tcase(suite, tcase);
}
