/*
 * Measures how long a server takes from its start to the first byte of its first answer.
 *
 *     start SERVER [RUNS]
 *
 * Starts SERVER --listen http://127.0.0.1:0, reads the address from the ready line on its standard output, requests
 * /status/200 and stops the server again, RUNS times (11 unless given). Prints the microseconds of each run on a line,
 * then "median MICROSECONDS". The time begins before fork(), so it counts a little more than the server's own work.
 */
#include "base/clock.h"
#include "tests/bench/measure.h"
#include "tests/bench/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_RUNS = 1000 };

static void request(int port)
{
    static const char head[] = "GET /status/200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    static const char expected[] = "HTTP/1.1 200";
    char answer[4096];
    int connection = dial(port, 0);
    if (send(connection, head, sizeof head - 1, MSG_NOSIGNAL) != (ssize_t)sizeof head - 1) {
        fail("request");
    }
    ssize_t got = recv(connection, answer, sizeof answer, 0);
    if (got < (ssize_t)sizeof expected - 1 || memcmp(answer, expected, sizeof expected - 1) != 0) {
        give_up("the server did not answer 200");
    }
    close(connection);
}

/* Nanoseconds. */
static int64_t measure(const char *path)
{
    int64_t start = clock_nanoseconds();
    struct subject server = subject_start(path, NULL, 0);
    request(server.port);
    int64_t time = clock_nanoseconds() - start;
    subject_stop(&server);
    if (!subject_ended_well(&server)) {
        give_up("the server did not end well");
    }
    return time;
}

int main(int argc, char **argv)
{
    struct samples times = {NULL, 0, 0};
    long runs = argc > 2 ? strtol(argv[2], NULL, 10) : 11;
    if (argc < 2 || argc > 3 || runs < 1 || runs > MOST_RUNS) {
        fprintf(stderr, "usage: start SERVER [RUNS]\n");
        return 2;
    }
    for (long i = 0; i < runs; i++) {
        int64_t time = measure(argv[1]);
        printf("%.0f\n", (double)time / 1e3);
        samples_add(&times, time);
    }
    printf("median %.0f\n", samples_milliseconds(&times, 0.5) * 1e3);
    samples_free(&times);
    return 0;
}
