/* Listeners that are no plain TCP ones: what their options need, what they leave behind, and who may take their place.
 */
#include "server/certificate.h"
#include "tests/kit/client.h"
#include "tests/kit/expect.h"
#include "tests/kit/harness.h"
#include "tests/kit/raw.h"
#include "tests/kit/suite.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static char folder[64], names[6][96];

enum { CERTIFICATE, KEY, OTHER_KEY, NOTHING, TEXT_FILE, AUTHORITY };

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

/* The files of a certificate for 127.0.0.1, and some that are wrong. */
static void setup(void)
{
    static const char *const of[] = {"localhost, 127.0.0.1", NULL};
    static const char *const files[] = {"cert.pem", "key.pem", "other.pem", "nothing", "text.pem", "ca.pem"};
    struct certificate own, other;
    struct certificate_claims claims = {.subject = "own", .from = -1, .to = 1, .names = of};
    snprintf(folder, sizeof folder, "/tmp/statusd-listen-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (int i = 0; i < COUNT(files); i++) {
        snprintf(names[i], sizeof names[i], "%s/%s", folder, files[i]);
    }
    ck_assert(certificate_make(&own, &claims) && certificate_make(&other, &claims));
    char *pem = certificate_pem(&own), *key = certificate_key_pem(&own), *other_key = certificate_key_pem(&other);
    write_file(names[CERTIFICATE], pem);
    write_file(names[KEY], key);
    write_file(names[OTHER_KEY], other_key);
    write_file(names[TEXT_FILE], "hello\n");
    free(pem);
    free(key);
    free(other_key);
    certificate_free(&own);
    certificate_free(&other);
}

static void teardown(void)
{
    for (int i = 0; i < COUNT(names); i++) {
        unlink(names[i]);
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

#define HTTPS "--listen", "https://127.0.0.1:0"

static void expect_complaint(const char *const arguments[], int status, const char *says)
{
    struct statusd_end end = statusd_run(arguments);
    ck_assert_msg(end.status == status, "%d: %s", end.status, end.errors);
    ck_assert_str_eq(end.out, "");
    ck_assert_msg(strstr(end.errors, says) != NULL, "not %s: %s", says, end.errors);
    ck_assert_ptr_eq(strchr(end.errors, '\n'), end.errors + strlen(end.errors) - 1); /* one line */
}

START_TEST(certificate_of_a_file)
{
    struct statusd *statusd =
        statusd_start_bare(ARGUMENTS(HTTPS, "--tls-cert", names[CERTIFICATE], "--tls-key", names[KEY]));
    char *line = NULL, url[256], says[64] = "";
    ck_assert_int_gt(asprintf(&line, "curl -sS --cacert %s https://127.0.0.1:%d/status/200?body=hello 2>&1",
                              names[CERTIFICATE], statusd->ports[0]),
                     0);
    FILE *curl = popen(line, "r");
    ck_assert_ptr_nonnull(fgets(says, sizeof says, curl));
    pclose(curl);
    free(line);
    ck_assert_str_eq(says, "hello");
    snprintf(url, sizeof url, "https://127.0.0.1:%d", statusd->ports[0]);
    struct statusd_end health = statusd_run(ARGUMENTS("--health", url));
    ck_assert_int_eq(health.status, 0);
    statusd_stop(statusd);
}

START_TEST(wrong_certificates)
{
    expect_complaint(ARGUMENTS(HTTPS, "--tls-cert", names[CERTIFICATE]), 2, "--tls-cert and --tls-key go together");
    expect_complaint(ARGUMENTS(HTTPS, "--tls-key", names[KEY]), 2, "--tls-cert and --tls-key go together");
    expect_complaint(ARGUMENTS("--tls-cert", names[CERTIFICATE], "--tls-key", names[KEY]), 2, "https");
    expect_complaint(ARGUMENTS("--tls-client-ca", names[CERTIFICATE]), 2, "https");
    expect_complaint(ARGUMENTS(HTTPS, "--tls-cert", names[NOTHING], "--tls-key", names[KEY]), 1, names[NOTHING]);
    expect_complaint(ARGUMENTS(HTTPS, "--tls-cert", names[CERTIFICATE], "--tls-key", names[NOTHING]), 1,
                     names[NOTHING]);
    expect_complaint(ARGUMENTS(HTTPS, "--tls-cert", names[CERTIFICATE], "--tls-key", names[OTHER_KEY]), 1,
                     names[OTHER_KEY]);
    expect_complaint(ARGUMENTS(HTTPS, "--tls-cert", names[TEXT_FILE], "--tls-key", names[KEY]), 1, names[TEXT_FILE]);
    expect_complaint(ARGUMENTS(HTTPS, "--tls-client-ca", names[NOTHING]), 1, names[NOTHING]);
    expect_complaint(ARGUMENTS(HTTPS, "--tls-client-ca", names[TEXT_FILE]), 1, names[TEXT_FILE]);
    static const char *const no_names[] = {"a b", "a,b/c", "c.test:8080", "[::1]", ""};
    for (int i = 0; i < COUNT(no_names); i++) {
        expect_complaint(ARGUMENTS(HTTPS, "--tls-name", no_names[i]), 2, "--tls-name");
    }
    expect_complaint(ARGUMENTS("--tls-fault", "expired", "--tls-cert", names[CERTIFICATE], "--tls-key", names[KEY]), 2,
                     "https");
    expect_complaint(ARGUMENTS("--tls-fault", "expired", "--tls-fault", "expired"), 2, "expired");
    expect_complaint(ARGUMENTS("--tls-fault", "exipred"), 2, "exipred");
    expect_complaint(ARGUMENTS("--tls-fault", "expired=http://127.0.0.1:0"), 2, "expired=http://127.0.0.1:0");
    expect_complaint(ARGUMENTS("--listen", "http://127.0.0.1:0", "--ca-file", names[AUTHORITY]), 2, "--ca-file");
    expect_complaint(
        ARGUMENTS(HTTPS, "--tls-cert", names[CERTIFICATE], "--tls-key", names[KEY], "--ca-file", names[AUTHORITY]), 2,
        "--ca-file");
    ck_assert_int_eq(access(names[AUTHORITY], F_OK), -1);
}

/* It is there for as long as the server is, and who waits for the port has it. */
START_TEST(authority_file)
{
    struct statusd *statusd = statusd_start_bare(ARGUMENTS(HTTPS, "--ca-file", names[AUTHORITY]));
    ck_assert_int_eq(access(names[AUTHORITY], R_OK), 0);
    statusd_stop(statusd);
    ck_assert_int_eq(access(names[AUTHORITY], F_OK), -1);
    expect_complaint(ARGUMENTS(HTTPS, "--ca-file", "/no/such/directory/ca.pem"), 1, "/no/such/directory/ca.pem");
    expect_complaint(ARGUMENTS(HTTPS, "--ca-file", folder), 2, folder);
}

/* A fault comes in addition, at the port that it names or a free one, and behind all others. */
START_TEST(faults_listen_too)
{
    struct statusd *statusd = statusd_start_bare(ARGUMENTS(
        "--tls-fault", "expired", "--tls-fault=untrusted=https://127.0.0.1:0", "--listen", "http://127.0.0.1:0"));
    ck_assert_int_eq(statusd_over(statusd->ports[0]), OVER_TCP);
    ck_assert_int_eq(statusd_over(statusd->ports[1]), OVER_TLS);
    ck_assert_int_eq(statusd_over(statusd->ports[2]), OVER_TLS);
    for (int i = 0; i < 3; i++) {
        expect_serving(statusd->ports[i]);
    }
    char told[160];
    snprintf(told, sizeof told,
             ",\"tls_faults\":{\"expired\":\"https://127.0.0.1:%d\",\"untrusted\":\"https://127.0.0.1:%d\"},",
             statusd->ports[1], statusd->ports[2]);
    ck_assert_msg(strstr(statusd->ready, told) != NULL, "%s", statusd->ready);
    statusd_stop(statusd);
}

START_TEST(unix_socket)
{
    char url[64], path[64];
    struct stat there;
    statusd_unix_url(url, sizeof url);
    struct statusd *statusd = statusd_start_bare(ARGUMENTS("--listen", url));
    snprintf(path, sizeof path, "%s", url + strlen("unix:"));
    ck_assert(lstat(path, &there) == 0 && S_ISSOCK(there.st_mode));
    expect_serving(statusd->ports[0]);
    struct client *local = client_open(statusd->ports[0]);
    struct message *message = client_get(local, "/ip", "");
    EXPECT(message, strstr(message->content, "\"unix\"") != NULL, "%s", message->content);
    client_close(local);
    struct statusd_end health = statusd_run(ARGUMENTS("--health", url));
    ck_assert_msg(health.status == 0, "%s", health.errors);
    /* A second one is refused, and the first goes on. */
    expect_complaint(ARGUMENTS("--listen", url), 1, url);
    expect_complaint(ARGUMENTS("--listen", "http://127.0.0.1:0", "--listen", url), 1, url);
    expect_serving(statusd->ports[0]);
    statusd_stop(statusd);
    ck_assert_int_eq(lstat(path, &there), -1);
    health = statusd_run(ARGUMENTS("--health", url));
    ck_assert_int_eq(health.status, 1);
}

/* What has taken its name since belongs to somebody else. */
START_TEST(unix_socket_of_another)
{
    char url[64];
    statusd_unix_url(url, sizeof url);
    const char *path = url + strlen("unix:");
    struct statusd *statusd = statusd_start_bare(ARGUMENTS("--listen", url));
    ck_assert_int_eq(unlink(path), 0);
    struct statusd *second = statusd_start_bare(ARGUMENTS("--listen", url));
    statusd_stop(statusd);
    expect_serving(second->ports[0]);
    statusd_stop(second);
    ck_assert_int_eq(access(path, F_OK), -1);
}

/* Left behind by a server that was killed, or not a socket at all: it is left alone. */
START_TEST(name_that_is_taken)
{
    char url[128];
    snprintf(url, sizeof url, "unix:%s", names[TEXT_FILE]);
    expect_complaint(ARGUMENTS("--listen", url), 1, "exists already");
    ck_assert_int_eq(access(names[TEXT_FILE], F_OK), 0);
}

START_TEST(wrong_listeners)
{
    static const char *const wrong[] = {
        "unix:",
        "ftp://127.0.0.1:0",
        "https://127.0.0.1",
        "https://",
        "127.0.0.1:80",
        "unix:/tmp/a\"b",
        "https://127.0.0.1:99999",
        "unix:/tmp/0123456789012345678901234567890123456789012345678901234567890123456789"
        "0123456789012345678901234567890123456789"};
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_complaint(ARGUMENTS("--listen", wrong[i]), 2, wrong[i]);
    }
    expect_complaint(ARGUMENTS("--listen", "unix:/no/such/directory/socket"), 1, "/no/such/directory/socket");
    char url[64];
    statusd_unix_url(url, sizeof url);
    expect_complaint(ARGUMENTS("--listen", url, "--port-file", names[NOTHING]), 2, "--port-file");
    ck_assert_int_eq(access(url + strlen("unix:"), F_OK), -1);
    struct statusd *first = statusd_start(ARGUMENTS("--threads", "1"));
    snprintf(url, sizeof url, "https://127.0.0.1:%d", first->ports[0]);
    expect_complaint(ARGUMENTS("--listen", url), 1, url);
    statusd_stop(first);
}

/* There is no reset on a unix socket, so that what asks for one is told. */
START_TEST(no_reset_over_unix)
{
    char url[64];
    statusd_unix_url(url, sizeof url);
    struct statusd *statusd = statusd_start_bare(ARGUMENTS("--listen", url));
    struct client *local = client_open(statusd->ports[0]);
    expect_mistake(local, "/status/200?fault=reset", "fault", "TCP");
    expect_mistake(local, "/status/200?linger=1s&end=reset", "end", "TCP");
    expect_code(client_get(local, "/status/200?linger=50ms&end=fin", ""), 200);
    ck_assert_int_eq(client_wait_for_end(local), CLOSED);
    client_close(local);
    statusd_stop(statusd);
}

SUITE("listeners")
{
    TCase *tcase = tcase_create("listeners");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, certificate_of_a_file);
    tcase_add_test(tcase, wrong_certificates);
    tcase_add_test(tcase, authority_file);
    tcase_add_test(tcase, faults_listen_too);
    tcase_add_test(tcase, unix_socket);
    tcase_add_test(tcase, unix_socket_of_another);
    tcase_add_test(tcase, name_that_is_taken);
    tcase_add_test(tcase, wrong_listeners);
    tcase_add_test(tcase, no_reset_over_unix);
    suite_add_tcase(suite, tcase);
}
