/*
 * Measures how long a server takes from its start to the first byte of its first answer.
 *
 *     start SERVER [RUNS]
 *
 * Starts SERVER --listen http://127.0.0.1:0, reads the address from the ready line on its standard output, requests
 * /status/200 and stops the server again, RUNS times (11 unless given). Prints the microseconds of each run on a line,
 * then "median MICROSECONDS". The time begins before fork(), so it counts a little more than the server's own work.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_RUNS = 1000, PATIENCE_SECONDS = 10 };

static void fail(const char *what)
{
    fprintf(stderr, "start: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void give_up(const char *what)
{
    fprintf(stderr, "start: %s\n", what);
    exit(1);
}

static double microseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Returns the process id of the server, and the reading end of its standard output in *output. */
static pid_t start_server(const char *path, int *output)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        fail("pipe");
    }
    pid_t pid = fork();
    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0) {
        /* However this process ends, the server it started ends with it. */
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(ends[1], STDOUT_FILENO);
        execl(path, path, "--listen", "http://127.0.0.1:0", (char *)NULL);
        fprintf(stderr, "start: %s: %s\n", path, strerror(errno));
        _exit(127);
    }
    close(ends[1]);
    *output = ends[0];
    return pid;
}

/* Returns the port in the first line of the server's output. */
static in_port_t read_port(int output)
{
    static const char prefix[] = "http://127.0.0.1:";
    char line[4096];
    size_t length = 0;
    do {
        ssize_t got = read(output, line + length, sizeof line - 1 - length);
        if (got <= 0) {
            give_up("the server ended without a ready line");
        }
        length += (size_t)got;
        line[length] = '\0';
    } while (strchr(line, '\n') == NULL);
    const char *address = strstr(line, prefix);
    long port = address == NULL ? 0 : strtol(address + sizeof prefix - 1, NULL, 10);
    if (port < 1 || port > 65535) {
        give_up("the ready line names no address of 127.0.0.1");
    }
    return (in_port_t)port;
}

static void request(in_port_t port)
{
    static const char head[] = "GET /status/200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    static const char expected[] = "HTTP/1.1 200";
    char answer[4096];
    struct sockaddr_in server = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&server, sizeof server) != 0 ||
        send(connection, head, sizeof head - 1, MSG_NOSIGNAL) != (ssize_t)sizeof head - 1) {
        fail("request");
    }
    ssize_t got = recv(connection, answer, sizeof answer, 0);
    if (got < (ssize_t)sizeof expected - 1 || memcmp(answer, expected, sizeof expected - 1) != 0) {
        give_up("the server did not answer 200");
    }
    close(connection);
}

static double measure(const char *path)
{
    int output, status;
    alarm(PATIENCE_SECONDS);
    double start = microseconds_now();
    pid_t pid = start_server(path, &output);
    request(read_port(output));
    double time = microseconds_now() - start;
    if (kill(pid, SIGTERM) != 0 || waitpid(pid, &status, 0) != pid) {
        fail("stopping the server");
    }
    close(output);
    alarm(0);
    return time;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double times[MOST_RUNS];
    long runs = argc > 2 ? strtol(argv[2], NULL, 10) : 11;
    if (argc < 2 || argc > 3 || runs < 1 || runs > MOST_RUNS) {
        fprintf(stderr, "usage: start SERVER [RUNS]\n");
        return 2;
    }
    for (long i = 0; i < runs; i++) {
        times[i] = measure(argv[1]);
        printf("%.0f\n", times[i]);
    }
    qsort(times, (size_t)runs, sizeof times[0], compare);
    printf("median %.0f\n", (times[(runs - 1) / 2] + times[runs / 2]) / 2);
    return 0;
}
