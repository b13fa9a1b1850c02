#include "self_test/peer.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/number.h"
#include "http/status.h"
#include "http/url.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE = 60 * 1000 /* milliseconds for an answer */, LONGEST = 8 * 1024 * 1024, PIECE = 16 * 1024 };

struct peer {
    struct addrinfo *addresses;
};

struct peer *peer_find(const char *url, char *error, size_t error_size)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *addresses;
    struct url parts;
    char host[256], port[8];
    if (!url_read(text_of(url), &parts) || parts.host.length >= sizeof host || parts.port.length >= sizeof port) {
        snprintf(error, error_size, "%s: not of the form http://HOST:PORT", url);
        return NULL;
    }
    snprintf(host, sizeof host, "%.*s", (int)parts.host.length, parts.host.at);
    snprintf(port, sizeof port, "%.*s", (int)parts.port.length, parts.port.at);
    int unknown = getaddrinfo(host, port[0] != '\0' ? port : "80", &hints, &addresses);
    if (unknown != 0) {
        snprintf(error, error_size, "%s: %s", url, unknown == EAI_SYSTEM ? strerror(errno) : gai_strerror(unknown));
        return NULL;
    }
    struct peer *peer = memory_new(sizeof *peer);
    peer->addresses = addresses;
    return peer;
}

void peer_free(struct peer *peer)
{
    freeaddrinfo(peer->addresses);
    free(peer);
}

/* A socket that is connected, or -1. */
static int open_connection(const struct peer *peer)
{
    const struct timeval patience = {.tv_sec = PATIENCE / 1000};
    for (const struct addrinfo *address = peer->addresses; address != NULL; address = address->ai_next) {
        int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        /* Of connect too. */
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
            connect(fd, address->ai_addr, address->ai_addrlen) == 0) {
            return fd;
        }
        if (fd >= 0) {
            close(fd);
        }
    }
    return -1;
}

/* Sends as much as the server takes: it may answer, and close, before it has read all. */
static void send_all(int fd, struct text bytes)
{
    while (bytes.length > 0) {
        ssize_t sent = send(fd, bytes.at, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        bytes = text_from(bytes, (size_t)sent);
    }
}

/* Waits for more bytes. Returns why none come, or NULL. */
static const char *receive(int fd, struct buffer *bytes, int64_t due, bool *ended)
{
    char piece[PIECE];
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    int64_t left = due - clock_milliseconds();
    if (bytes->length > LONGEST) {
        return "the answer is too long";
    }
    if (left <= 0 || poll(&readable, 1, (int)left) <= 0) {
        return "no answer in 60 seconds";
    }
    ssize_t got = recv(fd, piece, sizeof piece, 0);
    *ended = got == 0;
    if (got < 0) {
        return "the connection was reset";
    }
    buffer_add(bytes, (struct text){piece, (size_t)got});
    return NULL;
}

/* Takes the head of length bytes off *rest, and notes its code, phrase and fields in answer. False where it is
 * malformed (RFC 9112 §4, §5). */
static bool read_head(struct arena *arena, struct answer *answer, struct text *rest, size_t length)
{
    struct text head = {rest->at, length}, line, name;
    uint64_t code;
    *rest = text_from(*rest, length);
    answer->fields = (struct fields){.count = 0};
    if (!text_cut(&head, '\n', &line) || !text_begins(line, TEXT("HTTP/1.")) || line.length < 13 ||
        !number_parse((struct text){line.at + 9, 3}, STATUS_MAX, &code) || answer->count == ANSWER_CODES) {
        return false;
    }
    answer->codes[answer->count++] = (int)code;
    answer->phrase = text_trim((struct text){line.at + 12, line.length - 13});
    while (text_cut(&head, '\n', &line) && line.length > 1) {
        size_t colon = text_find(line, ':');
        name = (struct text){line.at, colon};
        struct text value = text_from(line, colon + 1);
        value.length -= value.length > 0; /* the CR */
        fields_add(arena, &answer->fields, name, text_trim(value));
    }
    return true;
}

/* Bytes of the head that bytes begin with, 0 where it is not complete yet. */
static size_t head_length(struct text bytes)
{
    const char *end = bytes.length > 0 ? memmem(bytes.at, bytes.length, "\r\n\r\n", 4) : NULL;
    return end != NULL ? (size_t)(end - bytes.at) + 4 : 0;
}

static bool has_final(const struct answer *answer)
{
    return answer->count > 0 && !status_is_interim(answer->codes[answer->count - 1]);
}

static const char *read_answer(int fd, struct arena *arena, struct answer *answer, bool whole)
{
    struct buffer bytes = buffer_in(arena);
    size_t used = 0, length;
    bool ended = false;
    int64_t due = clock_milliseconds() + PATIENCE;
    while (!ended) {
        const char *failure = receive(fd, &bytes, due, &ended);
        if (failure != NULL) {
            return failure;
        }
        struct text rest = text_from(buffer_text(&bytes), used);
        while (!has_final(answer) && (length = head_length(rest)) > 0) {
            struct text head = arena_copy(arena, (struct text){rest.at, length}); /* the buffer may move */
            used += length;
            if (!read_head(arena, answer, &head, length)) {
                return "the answer is not HTTP/1";
            }
            rest = text_from(rest, length);
        }
        if (has_final(answer) && !whole) {
            return NULL;
        }
    }
    answer->content = text_from(buffer_text(&bytes), used);
    return has_final(answer) ? NULL : "the connection was closed";
}

struct answer peer_ask(const struct peer *peer, struct arena *arena, struct text bytes, bool whole)
{
    struct answer answer = {.count = 0};
    int fd = open_connection(peer);
    if (fd < 0) {
        answer.failure = "no connection";
        return answer;
    }
    send_all(fd, bytes);
    answer.failure = read_answer(fd, arena, &answer, whole);
    close(fd);
    return answer;
}
