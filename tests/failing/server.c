#include "tests/failing/server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void rest(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

bool setting_prepare(struct setting *setting)
{
    snprintf(setting->port_file, sizeof setting->port_file, "/tmp/statusd-failing-%d.port", (int)getpid());
    setting->order_fd = memfd_create("order", MFD_CLOEXEC);
    if (setting->order_fd < 0 || ftruncate(setting->order_fd, sizeof *setting->order) != 0) {
        return false;
    }
    void *memory = mmap(NULL, sizeof *setting->order, PROT_READ | PROT_WRITE, MAP_SHARED, setting->order_fd, 0);
    setting->order = memory;
    return memory != MAP_FAILED;
}

/* Limits so small that what a failed call left hanging is let go of soon. */
static void become(const struct setting *setting, pid_t parent, int out, int errors)
{
    char order[64];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(order, sizeof order, "/proc/%d/fd/%d", (int)parent, setting->order_fd);
    setenv(ORDER_FILE, order, 1);
    setenv("LD_PRELOAD", setting->shims, 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=1", 1); /* the shim stands before the sanitizer */
    dup2(out, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    execl(setting->program, setting->program, "--listen", "http://127.0.0.1:0", "--port-file", setting->port_file,
          "--idle", "1s", "--max-hang", "50ms", "--max-content", "16k", "--threads", "2", (char *)NULL);
    _exit(127);
}

static bool read_port(struct server *server)
{
    char line[512] = "";
    int64_t end = now() + SERVER_PATIENCE;
    for (size_t length = 0; length < sizeof line - 1 && strchr(line, '\n') == NULL; length++) {
        struct pollfd ready = {server->out, POLLIN, 0};
        int64_t left = end - now();
        if (left <= 0 || poll(&ready, 1, (int)left) != 1 || read(server->out, line + length, 1) != 1) {
            return false;
        }
    }
    server->ready = true;
    const char *port = strstr(line, "127.0.0.1:");
    server->port = port != NULL ? (int)strtol(port + strlen("127.0.0.1:"), NULL, 10) : 0;
    return server->port > 0;
}

bool server_start(struct server *server, const struct setting *setting)
{
    int hands[2];
    pid_t parent = getpid();
    *server = (struct server){.setting = setting, .errors = memfd_create("errors", MFD_CLOEXEC)};
    if (server->errors < 0 || pipe2(hands, O_CLOEXEC) != 0 || (server->pid = fork()) < 0) {
        perror("failing");
        exit(2);
    }
    if (server->pid == 0) {
        become(setting, parent, hands[1], server->errors);
    }
    close(hands[1]);
    server->out = hands[0];
    return read_port(server);
}

/* What stands on the standard error, line ends and all, as far as there is room. */
static void read_errors(struct server *server)
{
    ssize_t got = pread(server->errors, server->said, sizeof server->said - 1, 0);
    server->said[got > 0 ? got : 0] = '\0';
}

bool server_ends(struct server *server, int wait)
{
    for (int64_t end = now() + wait; !server->ended; rest()) {
        server->ended = waitpid(server->pid, &server->status, WNOHANG) == server->pid;
        if (!server->ended && now() >= end) {
            return false;
        }
    }
    read_errors(server);
    return true;
}

static int count(const struct server *server, const char *what)
{
    char name[64];
    int entries = 0;
    snprintf(name, sizeof name, "/proc/%d/%s", (int)server->pid, what);
    DIR *folder = opendir(name);
    while (folder != NULL && readdir(folder) != NULL) {
        entries++;
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return entries;
}

struct server_size server_size(const struct server *server)
{
    return (struct server_size){count(server, "fd"), count(server, "task")};
}

bool server_settles(struct server *server, struct server_size size)
{
    for (int64_t end = now() + SERVER_PATIENCE;; rest()) {
        struct server_size is = server_size(server);
        if (is.descriptors <= size.descriptors &&
            is.threads <= size.threads) { /* one says that it is ready, and ends */
            return true;
        }
        if (now() >= end || server_ends(server, 0)) {
            return false;
        }
    }
}

/* One line of it is enough; of a sanitizer's report, the one that says what it found. */
static void add_first_line(const struct server *server, char *what)
{
    const char *line = strstr(server->said, "ERROR: ");
    line = line != NULL ? line : server->said;
    size_t length = strlen(what);
    snprintf(what + length, SERVER_TEXT - length, "%s%.*s", *line != '\0' ? ": " : "", (int)strcspn(line, "\n"), line);
}

void server_describe(const struct server *server, char *what)
{
    if (WIFSIGNALED(server->status)) {
        snprintf(what, SERVER_TEXT, "signal %d", WTERMSIG(server->status));
    } else {
        snprintf(what, SERVER_TEXT, "exit %d", WEXITSTATUS(server->status));
    }
    add_first_line(server, what);
}

void server_stop(struct server *server, char *what)
{
    bool killed = false;
    what[0] = '\0';
    if (!server->ended) {
        kill(server->pid, SIGTERM);
        if (!server_ends(server, SERVER_PATIENCE)) {
            kill(server->pid, SIGKILL);
            killed = true;
            server_ends(server, SERVER_PATIENCE);
        }
    }
    if (killed) {
        snprintf(what, SERVER_TEXT, "did not end when it was told to");
    } else if (server->status != 0 || server->said[0] != '\0') {
        server_describe(server, what);
    }
    close(server->out);
    close(server->errors);
    unlink(server->setting->port_file);
}
