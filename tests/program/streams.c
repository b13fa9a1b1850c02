/* Standard input, output and error in whatever state they are handed to the program: it serves, and it ends. */
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
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum { TURN = 20 * 1000, TURNS = 500 }; /* microseconds: 10 seconds in all */

static char folder[32], name[64];

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/statusd-streams-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/port", folder);
}

static void teardown(void)
{
    ck_assert_int_eq(rmdir(folder), 0);
}

/* A server whose output need not tell its port. */
static struct statusd *launch(void (*prepare)(void))
{
    struct statusd *statusd = statusd_launch(ARGUMENTS("--listen", "http://127.0.0.1:0", "--port-file", name), prepare);
    for (int turn = 0; turn < TURNS && statusd->ports[0] == 0; turn++) {
        FILE *file = fopen(name, "r");
        if (file != NULL) {
            ck_assert_int_eq(fscanf(file, "%d", &statusd->ports[0]), 1);
            fclose(file);
        }
        usleep(TURN);
    }
    ck_assert_msg(statusd->ports[0] > 0, "it does not listen");
    return statusd;
}

/* Ends it without reading anything that it may wait to say. */
static struct statusd_end end_unread(struct statusd *statusd)
{
    siginfo_t ended = {.si_pid = 0};
    kill(statusd->pid, SIGTERM);
    for (int turn = 0; turn < TURNS && ended.si_pid == 0; turn++) {
        usleep(TURN);
        ck_assert_int_eq(waitid(P_PID, (id_t)statusd->pid, &ended, WEXITED | WNOHANG | WNOWAIT), 0);
    }
    ck_assert_msg(ended.si_pid != 0, "SIGTERM is not obeyed");
    return statusd_end(statusd, 0);
}

enum { DESCRIPTORS = 3, COMBINATIONS = 1 << DESCRIPTORS };

static int closed; /* a bit for each of standard input, output and error that the program is to find closed */

static void close_some(void)
{
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        if (closed >> fd & 1) {
            close(fd);
        }
    }
}

/* The program opens /dev/null in place of what it finds closed. Otherwise a socket would get that number, and a client
 * what the program says. */
START_TEST(closed_at_the_start)
{
    char link[32], target[32];
    closed = _i;
    struct statusd *statusd = launch(close_some);
    expect_serving(statusd->ports[0]);
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)statusd->pid, fd);
        ssize_t length = readlink(link, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        ck_assert_msg(!(closed >> fd & 1) || strcmp(target, "/dev/null") == 0, "%d is %s", fd, target);
    }
    struct statusd_end end = end_unread(statusd);
    ck_assert_int_eq(end.status, 0);
    ck_assert_int_eq(strncmp(end.out, "{\"statusd\":\"ready\"", closed >> 1 & 1 ? 0 : 18), 0);
    ck_assert_str_eq(end.errors, "");
}

START_TEST(closed_where_it_fails)
{
    closed = _i;
    struct statusd_end end = statusd_end(statusd_launch(ARGUMENTS("--threads", "0"), close_some), 0);
    ck_assert_int_eq(end.status, 2);
    ck_assert_int_eq(strncmp(end.errors, "statusd: ", closed >> 2 & 1 ? 0 : 9), 0);
}

enum { PIPE = 4096 };

/* Makes the pipe small, and writes one byte after the other into it until it is full. */
static void fill(int fd)
{
    fcntl(fd, F_SETPIPE_SZ, PIPE);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    while (write(fd, "x", 1) == 1) {
    }
    fcntl(fd, F_SETFL, 0);
}

static void fill_out(void)
{
    fill(STDOUT_FILENO);
}

/* Nobody reads the standard output: the ready line waits for that, and nothing else does. */
START_TEST(a_full_pipe)
{
    struct statusd *statusd = launch(fill_out);
    expect_serving(statusd->ports[0]);
    struct statusd_end end = end_unread(statusd);
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "");
    ck_assert_uint_eq(strspn(end.out, "x"), PIPE);
    ck_assert_str_eq(end.out + PIPE, "");
}

/* Once somebody reads the pipe, the ready line comes, in one piece. */
START_TEST(a_pipe_that_is_read_late)
{
    char bytes[PIPE], line[1024];
    struct statusd *statusd = launch(fill_out);
    expect_serving(statusd->ports[0]);
    ck_assert_int_eq(read(statusd->out, bytes, sizeof bytes), PIPE);
    ssize_t length = read(statusd->out, line, sizeof line - 1);
    ck_assert_int_gt(length, 0);
    line[length] = '\0';
    ck_assert_msg(strncmp(line, "{\"statusd\":\"ready\"", 18) == 0 && line[length - 1] == '\n', "%s", line);
    ck_assert_int_eq(end_unread(statusd).status, 0);
}

static void leave_without_reader(void)
{
    int hands[2];
    signal(SIGPIPE, SIG_DFL); /* the tests ignore it, and would hand that down */
    if (pipe2(hands, O_CLOEXEC) == 0) {
        dup2(hands[1], STDOUT_FILENO);
    }
}

START_TEST(a_reader_that_left)
{
    struct statusd *statusd = launch(leave_without_reader);
    usleep(TURN);
    expect_serving(statusd->ports[0]);
    struct statusd_end end = end_unread(statusd);
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "");
}

static void fill_errors(void)
{
    dup2(STDOUT_FILENO, STDERR_FILENO);
    fill(STDERR_FILENO);
}

/* A program that waits until somebody reads its complaint still ends on SIGTERM. */
START_TEST(a_complaint_that_nobody_reads)
{
    struct statusd *first = launch(NULL);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", first->ports[0]);
    struct statusd *second = statusd_launch(ARGUMENTS("--listen", url), fill_errors);
    usleep(10 * TURN);
    ck_assert_int_eq(end_unread(second).status, 1000 + SIGTERM);
    ck_assert_int_eq(end_unread(first).status, 0);
}

static const char *const printed[][3] = {{"--version"},           {"--help"},      {"--help", "statuses"},
                                         {"--completion", "zsh"}, {"--self-test"}, {"--self-test=json"}};

static void put_out_on_a_full_disk(void)
{
    dup2(open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
}

/* Who is asked to print something, and cannot, has failed. */
START_TEST(a_full_disk)
{
    struct statusd_end end = statusd_end(statusd_launch(printed[_i], put_out_on_a_full_disk), 0);
    ck_assert_msg(end.status == 1, "%s: %d", printed[_i][0], end.status);
    ck_assert_str_eq(end.errors, "statusd: standard output: No space left on device\n");
}

SUITE("standard streams")
{
    TCase *tcase = tcase_create("standard streams");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, closed_at_the_start, 0, COMBINATIONS);
    tcase_add_loop_test(tcase, closed_where_it_fails, 0, COMBINATIONS);
    tcase_add_test(tcase, a_full_pipe);
    tcase_add_test(tcase, a_pipe_that_is_read_late);
    tcase_add_test(tcase, a_reader_that_left);
    tcase_add_test(tcase, a_complaint_that_nobody_reads);
    tcase_add_loop_test(tcase, a_full_disk, 0, COUNT(printed));
    suite_add_tcase(suite, tcase);
}
