/*
 * Holds many idle connections to a server on 127.0.0.1, so that its memory can be read meanwhile.
 *
 *     idle [--request] PORT [N]
 *
 * Opens N connections (10,000 unless given), waits until the server has accepted every one, prints "ready N" and holds
 * them until its standard input ends. With --request, each connection first has one keep-alive request answered.
 */
#include "base/arena.h"
#include "tests/bench/measure.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 1000000 };

/*
 * Returns how many connections wait for the server's accept(). connect() returns before that, as the kernel completes
 * connections on its own. The listening sockets come first in /proc/net/tcp, and have the queue as their rx_queue.
 */
static unsigned long waiting_connections(unsigned port)
{
    enum { LISTEN = 0x0a };
    FILE *file = fopen("/proc/net/tcp", "re");
    char line[256];
    unsigned long waiting = 0;
    bool found = false;
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        fail("/proc/net/tcp");
    }
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned local_port, state;
        unsigned long queued;
        if (sscanf(line, "%*d: %*8x:%4x %*8x:%*4x %2x %*8x:%8lx", &local_port, &state, &queued) != 3 ||
            state != LISTEN) {
            break;
        }
        if (local_port == port) {
            waiting += queued;
            found = true;
        }
    }
    fclose(file);
    if (!found) {
        give_up("nothing listens on this port");
    }
    return waiting;
}

static void await_accepts(unsigned port)
{
    for (int waited = 0; waiting_connections(port) > 0; waited++) {
        if (waited == PATIENCE_SECONDS * 1000) {
            give_up("the server does not accept all connections");
        }
        pause_for(MILLISECOND);
    }
}

/* Sends one request and reads its whole answer, which has to have a Content-Length. */
static void request(int connection)
{
    static const char head[] = "GET /status/200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    char answer[65536], *end = NULL;
    size_t length = 0, wanted = sizeof answer;
    if (send(connection, head, sizeof head - 1, MSG_NOSIGNAL) != (ssize_t)sizeof head - 1) {
        fail("send");
    }
    while (length < wanted) {
        ssize_t got = recv(connection, answer + length, sizeof answer - 1 - length, 0);
        if (got < 0) {
            fail("recv");
        }
        if (got == 0) {
            give_up("the server closed a connection, or its answer is too long");
        }
        length += (size_t)got;
        answer[length] = '\0';
        if (end == NULL && (end = strstr(answer, "\r\n\r\n")) != NULL) {
            char *field = strcasestr(answer, "\r\nContent-Length:");
            if (field == NULL || field > end) {
                give_up("the answer has no Content-Length");
            }
            wanted = (size_t)(end + 4 - answer) + strtoul(field + 17, NULL, 10);
        }
    }
}

int main(int argc, char **argv)
{
    bool with_request = argc > 1 && strcmp(argv[1], "--request") == 0;
    argc -= with_request;
    argv += with_request;
    long port = argc > 1 ? strtol(argv[1], NULL, 10) : 0, count = argc > 2 ? strtol(argv[2], NULL, 10) : 10000;
    if (argc > 3 || port < 1 || port > 65535 || count < 1 || count > MOST_CONNECTIONS) {
        fprintf(stderr, "usage: idle [--request] PORT [N]\n");
        return 2;
    }
    allow_descriptors(count);
    int *connections = memory_new((size_t)count * sizeof *connections);
    for (long i = 0; i < count; i++) {
        connections[i] = dial((int)port, i);
        /* In small batches, so that even a short accept queue never overflows: that would cost a second each time. */
        if (i % 32 == 31 || i == count - 1) {
            await_accepts((unsigned)port);
        }
    }
    for (long i = 0; with_request && i < count; i++) {
        request(connections[i]);
    }
    for (long i = 0; i < count; i++) {
        char byte;
        if (recv(connections[i], &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN) {
            give_up("the server did not keep every connection open");
        }
    }
    printf("ready %ld\n", count);
    fflush(stdout);
    char ignored[256];
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }
    free(connections);
    return 0;
}
