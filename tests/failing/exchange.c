#include "tests/failing/exchange.h"

#include "tests/failing/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WORD = 500 /* milliseconds that a client waits for a word before it sends its content all the same */ };

/* What is still to be sent. */
struct sending {
    const struct kind *kind;
    const char *at;
    int times; /* that the content is still to be sent */
    bool over;
};

static int open_connection(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool must_wait(const struct sending *sending, const struct answer *answer, int64_t since)
{
    return sending->kind->waits && *sending->at == '\0' && sending->times == sending->kind->count &&
           answer->length == 0 && now() < since + WORD;
}

static void send_more(struct sending *sending, int fd)
{
    if (*sending->at == '\0' && sending->times > 0) {
        sending->at = sending->kind->content;
        sending->times--;
    }
    if (*sending->at != '\0') {
        ssize_t sent = send(fd, sending->at, strlen(sending->at), MSG_DONTWAIT | MSG_NOSIGNAL);
        sending->over = sent < 0 && errno != EAGAIN;
        sending->at += sent > 0 ? sent : 0;
        return;
    }
    sending->over = true;
    if (sending->kind->closes) {
        shutdown(fd, SHUT_WR);
    }
}

/* False once no more comes. */
static bool receive(int fd, struct answer *answer)
{
    ssize_t got = recv(fd, answer->bytes + answer->length, ANSWER_MAX - answer->length, MSG_DONTWAIT);
    answer->length += got > 0 ? (size_t)got : 0;
    return got > 0 || (got < 0 && errno == EAGAIN);
}

void exchange(int port, const struct kind *kind, int patience, struct answer *answer)
{
    struct sending sending = {.kind = kind, .at = kind->head, .times = kind->count};
    int64_t since = now();
    int fd = open_connection(port);
    answer->length = 0;
    for (bool more = fd >= 0; more && now() < since + patience;) {
        bool sends = !sending.over && !must_wait(&sending, answer, since);
        struct pollfd ready = {fd, (short)(POLLIN | (sends ? POLLOUT : 0)), 0};
        poll(&ready, 1, 100);
        if (sends && (ready.revents & POLLOUT) != 0) {
            send_more(&sending, fd);
        }
        if ((ready.revents & ~POLLOUT) != 0) {
            more = receive(fd, answer);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
}

bool answer_begins(const struct answer *answer, const struct answer *whole)
{
    static const char date[] = "\r\nDate: ";
    enum { DATE = 29 };
    size_t skip = 0;
    for (size_t i = 0; i < answer->length; i++) {
        if (i >= whole->length || (skip == 0 && answer->bytes[i] != whole->bytes[i])) {
            return false;
        }
        skip -= skip > 0;
        if (i + 1 >= sizeof date - 1 && memcmp(whole->bytes + i + 2 - sizeof date, date, sizeof date - 1) == 0) {
            skip = DATE;
        }
    }
    return true;
}
