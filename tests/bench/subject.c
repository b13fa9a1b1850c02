#include "tests/bench/subject.h"

#include "base/clock.h"
#include "tests/bench/measure.h"

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
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS = 32 };

static void become(const char *program, const char *const arguments[], int descriptors, int out, int errors)
{
    const char *argv[ARGUMENTS] = {program, "--listen", "http://127.0.0.1:0"};
    struct rlimit limit = {(rlim_t)descriptors, (rlim_t)descriptors};
    for (int i = 0; arguments != NULL && arguments[i] != NULL && i < ARGUMENTS - 4; i++) {
        argv[i + 3] = arguments[i];
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (descriptors > 0) {
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    dup2(out, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    execv(program, (char *const *)argv);
    dprintf(errors, "%s: %s\n", program, strerror(errno));
    _exit(127);
}

static void read_said(const struct subject *subject, char *into, size_t size)
{
    ssize_t got = pread(subject->errors, into, size - 1, 0);
    into[got > 0 ? got : 0] = '\0';
}

/* The port, from the line that it says once it is ready; 0 where it does not. */
static int read_port(const struct subject *subject)
{
    static const char prefix[] = "http://127.0.0.1:";
    char line[1024] = "";
    size_t length = 0;
    while (length < sizeof line - 1 && strchr(line, '\n') == NULL) {
        struct pollfd ready = {subject->out, POLLIN, 0};
        ssize_t got = poll(&ready, 1, PATIENCE_SECONDS * 1000) == 1 ? read(subject->out, line + length, 1) : -1;
        if (got <= 0) {
            return 0;
        }
        length += (size_t)got;
    }
    const char *address = strstr(line, prefix);
    return address != NULL ? (int)strtol(address + strlen(prefix), NULL, 10) : 0;
}

void subject_help(const char *program, const char *about, char *into, size_t size)
{
    char command[1024];
    snprintf(command, sizeof command, "exec '%s' --help %s", program, about != NULL ? about : "");
    FILE *pipe = popen(command, "r");
    into[pipe != NULL ? fread(into, 1, size - 1, pipe) : 0] = '\0';
    if (pipe == NULL || pclose(pipe) != 0) {
        give_up("%s does not say what it offers", program);
    }
}

static double megabytes(const char *status, const char *name)
{
    const char *line = strstr(status, name);
    return line != NULL ? (double)strtol(line + strlen(name), NULL, 10) / 1024 : 0;
}

static void read_proc(const struct subject *subject, const char *name, char *into, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)subject->pid, name);
    FILE *file = fopen(path, "re");
    into[file != NULL ? fread(into, 1, size - 1, file) : 0] = '\0';
    if (file != NULL) {
        fclose(file);
    }
}

static int count_descriptors(const struct subject *subject)
{
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)subject->pid);
    DIR *directory = opendir(path);
    while (directory != NULL && readdir(directory) != NULL) {
        count++;
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return count > 2 ? count - 2 : 0; /* without . and .. */
}

struct usage subject_usage(const struct subject *subject)
{
    char status[4096], stat[1024];
    unsigned long user = 0, system = 0;
    read_proc(subject, "status", status, sizeof status);
    read_proc(subject, "stat", stat, sizeof stat);
    const char *behind_name = strrchr(stat, ')');
    if (behind_name != NULL) {
        sscanf(behind_name, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    }
    return (struct usage){megabytes(status, "VmRSS:"), megabytes(status, "VmHWM:"), count_descriptors(subject),
                          (double)(user + system) / (double)sysconf(_SC_CLK_TCK)};
}

void subject_forget_most(const struct subject *subject)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/clear_refs", (int)subject->pid);
    FILE *file = fopen(path, "we");
    if (file != NULL) {
        fputs("5", file);
        fclose(file);
    }
}

bool subject_ended(struct subject *subject)
{
    int status;
    /* Waited for once only: its number may be somebody else's from then on. */
    if (!subject->over && waitpid(subject->pid, &status, WNOHANG) == subject->pid) {
        subject->over = true;
        subject->end.in_time = true;
        subject->end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
        read_said(subject, subject->end.said, sizeof subject->end.said);
        close(subject->out);
        close(subject->errors);
    }
    return subject->over;
}

void subject_tell_to_stop(struct subject *subject)
{
    if (!subject_ended(subject)) {
        subject->told = true;
        kill(subject->pid, SIGTERM);
    }
}

void subject_stop(struct subject *subject)
{
    int64_t asked = clock_nanoseconds();
    bool patient = true;
    if (subject_ended(subject)) {
        return;
    }
    subject_tell_to_stop(subject);
    while (!subject_ended(subject)) {
        if (patient && clock_nanoseconds() > asked + PATIENCE_SECONDS * SECOND) {
            patient = false;
            kill(subject->pid, SIGKILL);
        }
        pause_for(MILLISECOND / 2);
    }
    subject->end.in_time = patient;
    subject->end.took = clock_nanoseconds() - asked;
}

bool subject_ended_well(const struct subject *subject)
{
    const struct subject_end *end = &subject->end;
    if (!end->in_time) {
        printf("  FAILED: SIGTERM did not end it within %d s\n", PATIENCE_SECONDS);
    } else if (end->status != 0 || end->said[0] != '\0') {
        printf("  FAILED: %s it ended, with %s%d, and said:\n%s\n", subject->told ? "told to stop" : "by itself",
               end->status >= 1000 ? "signal " : "", end->status % 1000, end->said);
    }
    return end->in_time && end->status == 0 && end->said[0] == '\0';
}

bool subject_try(struct subject *subject, const char *program, const char *const arguments[], int descriptors)
{
    int hands[2];
    *subject = (struct subject){.errors = memfd_create("errors", MFD_CLOEXEC)};
    if (subject->errors < 0 || pipe2(hands, O_CLOEXEC) != 0 || (subject->pid = fork()) < 0) {
        fail(program);
    }
    if (subject->pid == 0) {
        become(program, arguments, descriptors, hands[1], subject->errors);
    }
    close(hands[1]);
    subject->out = hands[0];
    subject->port = read_port(subject);
    if (subject->port == 0) {
        subject_stop(subject);
    }
    return subject->port > 0;
}

struct subject subject_start(const char *program, const char *const arguments[], int descriptors)
{
    struct subject subject;
    if (!subject_try(&subject, program, arguments, descriptors)) {
        give_up("the server did not say that it is ready, and on what port of 127.0.0.1: %s", subject.end.said);
    }
    return subject;
}
