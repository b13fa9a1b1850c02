#include "tests/kit/harness.h"

#include "base/arena.h"
#include "tests/kit/patience.h"

#include <check.h>
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS = 32 };

static int failures;

/* The ports that were told as something else than TCP, newest last; the oldest are forgotten. */
static struct {
    int port;
    enum over over;
} special[64];
static int special_count;

static void remember_port(int port, enum over over)
{
    special[special_count % 64].port = port;
    special[special_count++ % 64].over = over;
}

enum over statusd_over(int port)
{
    for (int i = special_count - 1; i >= 0 && i >= special_count - 64; i--) {
        if (special[i % 64].port == port) {
            return special[i % 64].over;
        }
    }
    return OVER_TCP;
}

#define SOCKET "/tmp/statusd-check-%d"

void statusd_socket(char *path, size_t size, int number)
{
    snprintf(path, size, SOCKET, number);
}

/* Its number is of this process alone, and no port. */
void statusd_unix_url(char *url, size_t size)
{
    static int count;
    snprintf(url, size, "unix:" SOCKET, 100000 + (int)getpid() % 10000 * 100 + count++ % 100);
}

/* Where statusd_start listens. */
static const char *first_listener(void)
{
    const char *over = getenv("OVER");
    return over != NULL && strcmp(over, "tls") == 0 ? "https://127.0.0.1:0" : "http://127.0.0.1:0";
}

static void become(const char *program, const char *const arguments[], int out, int errors, void (*prepare)(void))
{
    const char *argv[ARGUMENTS] = {program};
    sigset_t none;
    for (int i = 0; arguments[i] != NULL && i < ARGUMENTS - 2; i++) {
        argv[i + 1] = arguments[i];
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves no server behind */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(out, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    if (prepare != NULL) {
        prepare();
    }
    execv(program, (char *const *)argv);
    _exit(127);
}

struct statusd *statusd_launch(const char *const arguments[], void (*prepare)(void))
{
    const char *program = getenv("STATUSD");
    char name[] = "/tmp/statusd-errors-XXXXXX";
    struct statusd *statusd = memory_new(sizeof *statusd);
    int hands[2];
    ck_assert_msg(program != NULL, "STATUSD is to name the program; run the tests with make check");
    ck_assert_int_eq(pipe2(hands, O_CLOEXEC), 0);
    statusd->errors = mkostemp(name, O_CLOEXEC);
    ck_assert_int_ge(statusd->errors, 0);
    unlink(name);
    statusd->pid = fork();
    if (statusd->pid == 0) {
        become(program, arguments, hands[1], statusd->errors, prepare);
    }
    ck_assert_int_gt(statusd->pid, 0);
    close(hands[1]);
    statusd->out = hands[0];
    return statusd;
}

/* Reads a line from the program's output; what it says to its errors explains why there is none. */
static void read_ready(struct statusd *statusd)
{
    size_t length = 0;
    while (length < sizeof statusd->ready - 1 && strchr(statusd->ready, '\n') == NULL) {
        struct pollfd ready = {statusd->out, POLLIN, 0};
        ssize_t got = poll(&ready, 1, PATIENCE) == 1 ? read(statusd->out, statusd->ready + length, 1) : -1;
        if (got <= 0) {
            char why[512] = "";
            kill(statusd->pid, SIGKILL);
            ssize_t said = pread(statusd->errors, why, sizeof why - 1, 0);
            ck_abort_msg("statusd did not say that it is ready: %s", said > 0 ? why : "");
        }
        length += (size_t)got;
    }
}

static int read_port(const char *url)
{
    int port = 0;
    if (sscanf(url, "unix:" SOCKET, &port) == 1) {
        remember_port(port, OVER_UNIX);
        return port;
    }
    port = atoi(strrchr(url, ':') + 1);
    remember_port(port, strncmp(url, "https:", strlen("https:")) == 0 ? OVER_TLS : OVER_TCP);
    return port;
}

static void read_ports(struct statusd *statusd)
{
    int count = 0;
    cJSON *json = cJSON_Parse(statusd->ready), *url;
    ck_assert_msg(json != NULL, "the ready line is not JSON: %s", statusd->ready);
    cJSON_ArrayForEach(url, cJSON_GetObjectItem(json, "listen"))
    {
        if (count < STATUSD_PORTS) {
            statusd->ports[count++] = read_port(url->valuestring);
        }
    }
    cJSON_Delete(json);
    ck_assert_msg(count > 0 && statusd->ports[0] > 0, "no port in the ready line: %s", statusd->ready);
}

struct statusd *statusd_start_bare(const char *const arguments[])
{
    struct statusd *statusd = statusd_launch(arguments, NULL);
    read_ready(statusd);
    read_ports(statusd);
    return statusd;
}

struct statusd *statusd_start(const char *const arguments[])
{
    const char *all[ARGUMENTS] = {"--listen", first_listener()};
    for (int i = 0; arguments[i] != NULL && i < ARGUMENTS - 4; i++) {
        all[i + 2] = arguments[i];
    }
    return statusd_start_bare(all);
}

static void read_errors(int fd, char *into)
{
    ssize_t got = pread(fd, into, STATUSD_OUTPUT - 1, 0);
    into[got > 0 ? got : 0] = '\0';
    close(fd);
}

/* Reads what it still says until it ends. One that does not is killed, so that the tests go on without it. */
static void read_out(struct statusd *statusd, char *into)
{
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < STATUSD_OUTPUT - 1) {
        struct pollfd ready = {statusd->out, POLLIN, 0};
        if (poll(&ready, 1, PATIENCE) != 1) {
            kill(statusd->pid, SIGKILL);
        }
        got = read(statusd->out, into + length, STATUSD_OUTPUT - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    into[length] = '\0';
    close(statusd->out);
}

struct statusd_end statusd_end(struct statusd *statusd, int with_signal)
{
    struct statusd_end end;
    int status = 0;
    if (with_signal != 0) {
        kill(statusd->pid, with_signal);
    }
    read_out(statusd, end.out);
    while (waitpid(statusd->pid, &status, 0) < 0 && errno == EINTR) {
    }
    read_errors(statusd->errors, end.errors);
    end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    free(statusd);
    return end;
}

void statusd_stop(struct statusd *statusd)
{
    struct statusd_end end = statusd_end(statusd, SIGTERM);
    if (end.status != 0 || end.errors[0] != '\0') {
        /* Check does not count what fails in the teardown of a whole test case, so we do. */
        failures++;
        fprintf(stderr, "tests: statusd ended with %d and said: %s\n", end.status, end.errors);
    }
}

int statusd_failures(void)
{
    return failures;
}

struct statusd_end statusd_run(const char *const arguments[])
{
    return statusd_end(statusd_launch(arguments, NULL), 0);
}

bool library_is(const char *version)
{
    static const char *const arguments[] = {"--version", NULL};
    char says[64];
    snprintf(says, sizeof says, " (libmicrohttpd %s)\n", version);
    return strstr(statusd_run(arguments).out, says) != NULL;
}
