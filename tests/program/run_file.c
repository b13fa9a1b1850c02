/* --port-file: what it may replace, what it must leave alone, and when it goes. */
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static char folder[32], name[64], beside[64];

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/statusd-port-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/port", folder);
    snprintf(beside, sizeof beside, "%s/beside", folder);
}

static void remove_if_there(const char *path)
{
    if (remove(path) != 0) {
        ck_assert_int_eq(access(path, F_OK), -1);
    }
}

/* Nothing but the two names that the tests use is ever left in the folder. */
static void teardown(void)
{
    remove_if_there(name);
    remove_if_there(beside);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

static void expect_file(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s is gone", path);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    ck_assert_msg(length == strlen(expected) && strcmp(text, expected) == 0, "%s holds %s instead of %s", path, text,
                  expected);
}

static void expect_port(const struct statusd *statusd)
{
    char expected[32];
    snprintf(expected, sizeof expected, "%d\n", statusd->ports[0]);
    expect_file(name, expected);
}

static void expect_good_end(struct statusd *statusd)
{
    struct statusd_end end = statusd_end(statusd, SIGTERM);
    ck_assert_int_eq(end.status, 0);
    ck_assert_str_eq(end.errors, "");
}

enum { NO_FILE, FILE_OF_AN_EARLIER_RUN, BEFORES };

/* The file is there once the server listens, whatever was there before, and gone when the server has ended. */
START_TEST(comes_and_goes)
{
    if (_i == FILE_OF_AN_EARLIER_RUN) {
        write_file(name, "12345\n");
    }
    struct statusd *statusd = statusd_start(ARGUMENTS("--port-file", name));
    expect_port(statusd);
    expect_good_end(statusd);
    ck_assert_msg(access(name, F_OK) != 0, "the file is still there");
}

START_TEST(others_may_read_it)
{
    struct stat file;
    mode_t mask = umask(022);
    struct statusd *statusd = statusd_start(ARGUMENTS("--port-file", name));
    umask(mask);
    ck_assert_int_eq(stat(name, &file), 0);
    ck_assert_int_eq(file.st_mode & 0777, 0644);
    expect_good_end(statusd);
}

/* A server that cannot listen leaves the file as it is: it may be another server's. */
START_TEST(failing_to_listen_leaves_it)
{
    char url[64];
    struct statusd *first = statusd_start(ARGUMENTS("--port-file", name));
    snprintf(url, sizeof url, "http://127.0.0.1:%d", first->ports[0]);
    struct statusd_end second = statusd_run(ARGUMENTS("--listen", url, "--port-file", name));
    ck_assert_int_eq(second.status, 1);
    expect_port(first);
    expect_good_end(first);
}

/* The file belongs to the one that wrote it last; the other leaves it when it ends. */
START_TEST(another_takes_it_over)
{
    struct statusd *first = statusd_start(ARGUMENTS("--port-file", name));
    struct statusd *second = statusd_start(ARGUMENTS("--port-file", name));
    expect_port(second);
    expect_good_end(first);
    expect_port(second);
    expect_good_end(second);
    ck_assert_int_ne(access(name, F_OK), 0);
}

START_TEST(what_is_put_in_its_place_stays)
{
    struct statusd *statusd = statusd_start(ARGUMENTS("--port-file", name));
    ck_assert_int_eq(unlink(name), 0);
    write_file(name, "mine\n");
    expect_good_end(statusd);
    expect_file(name, "mine\n");
}

START_TEST(who_removed_it_is_not_missed)
{
    struct statusd *statusd = statusd_start(ARGUMENTS("--port-file", name));
    ck_assert_int_eq(unlink(name), 0);
    expect_good_end(statusd);
}

static bool make_directory(void)
{
    return mkdir(name, 0700) == 0;
}

static bool make_pipe(void)
{
    return mkfifo(name, 0600) == 0;
}

static bool make_link(void)
{
    write_file(beside, "kept\n");
    return symlink(beside, name) == 0;
}

static bool make_dangling_link(void)
{
    return symlink(beside, name) == 0;
}

static bool make_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    strncpy(address.sun_path, name, sizeof address.sun_path - 1);
    bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return bound;
}

/* A device like /dev/null, which itself must not get lost by a test; only root can make one. */
static bool make_device(void)
{
    return mknod(name, S_IFCHR | 0600, makedev(1, 3)) == 0;
}

static const struct {
    const char *what;
    bool (*make)(void);
    bool needs_root;
} in_the_way[] = {
    {"a directory", make_directory, false}, {"a named pipe", make_pipe, false},
    {"a symbolic link", make_link, false},  {"a symbolic link", make_dangling_link, false},
    {"a socket", make_socket, false},       {"a device", make_device, true},
};

/* Only a regular file is replaced. Anything else of that name is there by somebody's mistake: the program says so,
 * ends, and leaves it. */
START_TEST(only_a_file_is_replaced)
{
    struct stat before, after;
    if (!in_the_way[_i].make()) {
        ck_assert_msg(in_the_way[_i].needs_root, "cannot make %s", in_the_way[_i].what);
        return;
    }
    ck_assert_int_eq(lstat(name, &before), 0);
    struct statusd_end end = statusd_run(ARGUMENTS("--listen", "http://127.0.0.1:0", "--port-file", name));
    ck_assert_msg(end.status == 2, "%s: ended with %d: %s", in_the_way[_i].what, end.status, end.errors);
    ck_assert_msg(strstr(end.errors, name) != NULL && strstr(end.errors, in_the_way[_i].what) != NULL, "%s",
                  end.errors);
    ck_assert_ptr_eq(strchr(end.errors, '\n'), end.errors + strlen(end.errors) - 1);
    ck_assert_msg(lstat(name, &after) == 0 && after.st_ino == before.st_ino, "%s is gone", in_the_way[_i].what);
    if (in_the_way[_i].make == make_link) {
        expect_file(beside, "kept\n");
    }
}

/* The file is first written under another name, which nobody can guess: a link that somebody puts beside it is not
 * followed. */
START_TEST(nothing_beside_is_touched)
{
    char guess[80];
    snprintf(guess, sizeof guess, "%s.new", name);
    write_file(beside, "kept\n");
    ck_assert_int_eq(symlink(beside, guess), 0);
    struct statusd *statusd = statusd_start(ARGUMENTS("--port-file", name));
    expect_file(beside, "kept\n");
    ck_assert_int_eq(unlink(guess), 0);
    expect_good_end(statusd);
}

/* Where the file cannot be written, the program ends with 1, as that is no mistake of usage. */
START_TEST(nowhere_to_write)
{
    static const char *const places[] = {"/no/such/directory/port", "/proc/port", "/dev/null/port"};
    for (int i = 0; i < COUNT(places); i++) {
        struct statusd_end end = statusd_run(ARGUMENTS("--listen", "http://127.0.0.1:0", "--port-file", places[i]));
        ck_assert_msg(end.status == 1 && strstr(end.errors, places[i]) != NULL, "%s: %d: %s", places[i], end.status,
                      end.errors);
    }
}

SUITE("files of a run")
{
    TCase *tcase = tcase_create("port file");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, comes_and_goes, NO_FILE, BEFORES);
    tcase_add_test(tcase, others_may_read_it);
    tcase_add_test(tcase, failing_to_listen_leaves_it);
    tcase_add_test(tcase, another_takes_it_over);
    tcase_add_test(tcase, what_is_put_in_its_place_stays);
    tcase_add_test(tcase, who_removed_it_is_not_missed);
    tcase_add_loop_test(tcase, only_a_file_is_replaced, 0, COUNT(in_the_way));
    tcase_add_test(tcase, nothing_beside_is_touched);
    tcase_add_test(tcase, nowhere_to_write);
    suite_add_tcase(suite, tcase);
}
