/*
 * The floor of the benchmark: what the kernel's part of an HTTP exchange costs, with next to no server around it.
 * "floor RESPONSE-FILE" listens on a free port of 127.0.0.1, prints the port as its first line, and answers every
 * request head with the bytes of the file. It runs until SIGTERM, whose default action is all it needs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_DESCRIPTORS = 65536, MOST_EVENTS = 64, REPEATS = 64, RESPONSE_SIZE = 65536, READ_SIZE = 16384 };

/* The response REPEATS times over, so that the answer to a pipeline of requests is one write too. */
static char responses[REPEATS * RESPONSE_SIZE];
static size_t response_length;

/* How much of CRLFCRLF, 0 to 3 bytes, ended what each connection has sent so far: all there is to keep of a head. */
static unsigned char matched[MOST_DESCRIPTORS];

static void load_response(const char *path)
{
    FILE *file = fopen(path, "rb");
    response_length = file != NULL ? fread(responses, 1, RESPONSE_SIZE, file) : 0;
    if (response_length == 0 || fgetc(file) != EOF) {
        fprintf(stderr, "floor: %s is unreadable, empty or longer than %d bytes\n", path, RESPONSE_SIZE);
        exit(1);
    }
    fclose(file);
    for (size_t i = 1; i < REPEATS; i++) {
        memcpy(responses + i * response_length, responses, response_length);
    }
}

static int listen_and_print_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    /* Accepted sockets inherit TCP_NODELAY from the listener, which saves a call for each of them. */
    if (listener < 0 || setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
        bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, SOMAXCONN) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        perror("floor: listen");
        exit(1);
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

/* Returns how many heads end within the bytes; *state carries a CRLFCRLF that is cut between two reads. */
static size_t count_heads(const char *at, const char *end, unsigned char *state)
{
    size_t heads = 0;
    unsigned char s = *state;
    while (at < end) {
        if (s == 0 && (at = memchr(at, '\r', (size_t)(end - at))) == NULL) {
            break;
        }
        char c = *at++;
        heads += c == '\n' && s == 3;
        if (c == '\r') {
            s = s == 2 ? 3 : 1;
        } else {
            s = c == '\n' && s == 1 ? 2 : 0;
        }
    }
    *state = s;
    return heads;
}

/* The socket blocks for sending only: a client that reads nothing stops the loop, and spares it an output queue. */
static bool respond(int connection, size_t heads)
{
    while (heads > 0) {
        size_t batch = heads < REPEATS ? heads : REPEATS, length = batch * response_length;
        if (send(connection, responses, length, MSG_NOSIGNAL) != (ssize_t)length) {
            return false;
        }
        heads -= batch;
    }
    return true;
}

/* Returns whether the connection goes on. */
static bool serve(int connection, bool ending)
{
    static char input[READ_SIZE];
    ssize_t got;
    do {
        got = recv(connection, input, sizeof input, MSG_DONTWAIT);
        if (got <= 0) {
            return got < 0 && errno == EAGAIN;
        }
        if (!respond(connection, count_heads(input, input + got, &matched[connection]))) {
            return false;
        }
        /* A read that leaves room has emptied the socket, so a second one to hear so would be wasted, unless the
           client has closed its side: the edge told that already and will not tell it again. */
    } while (got == sizeof input || ending);
    return true;
}

static void take_connection(int epoll, int listener)
{
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection >= MOST_DESCRIPTORS) {
        close(connection);
    } else if (connection >= 0) {
        /* Edge-triggered: the kernel need not look at a connection again after it reported it. */
        struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.fd = connection};
        matched[connection] = 0;
        epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: floor RESPONSE-FILE\n");
        return 2;
    }
    load_response(argv[1]);
    int listener = listen_and_print_port(), epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[MOST_EVENTS];
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) {
        perror("floor: epoll");
        return 1;
    }
    for (;;) {
        int count = epoll_wait(epoll, events, MOST_EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                take_connection(epoll, listener);
            } else if (!serve(fd, (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)) {
                close(fd);
            }
        }
    }
}
