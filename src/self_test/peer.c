#include "self_test/peer.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/number.h"
#include "http/status.h"
#include "http/url.h"
#include "server/wire.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE = 60 * 1000 /* milliseconds for an answer */, LONGEST = 8 * 1024 * 1024, PIECE = 16 * 1024 };

struct peer {
    struct addrinfo *addresses; /* NULL: the server has a unix socket */
    struct sockaddr_un local;
    gnutls_certificate_credentials_t credentials; /* NULL: without TLS */
    struct text host;
};

static struct peer *find_local(struct text path, char *error, size_t error_size)
{
    struct peer *peer = memory_new(sizeof *peer);
    if (path.length == 0 || path.length >= sizeof peer->local.sun_path) {
        snprintf(error, error_size, "unix:%s: not a path of at most 107 bytes", path.at);
        free(peer);
        return NULL;
    }
    peer->local.sun_family = AF_UNIX;
    memcpy(peer->local.sun_path, path.at, path.length);
    peer->host = TEXT("localhost");
    return peer;
}

struct peer *peer_find(const char *url, char *error, size_t error_size)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *addresses;
    struct text rest = text_of(url);
    struct url parts;
    char host[256], port[8];
    if (text_skip(&rest, TEXT("unix:"))) {
        return find_local(rest, error, error_size);
    }
    if (!url_read(rest, &parts) || parts.host.length >= sizeof host || parts.port.length >= sizeof port) {
        snprintf(error, error_size, "%s: not of the form http://HOST:PORT, https://HOST:PORT or unix:PATH", url);
        return NULL;
    }
    snprintf(host, sizeof host, "%.*s", (int)parts.host.length, parts.host.at);
    snprintf(port, sizeof port, "%.*s", (int)parts.port.length, parts.port.at);
    const char *standard = parts.secure ? "443" : "80";
    int unknown = getaddrinfo(host, port[0] != '\0' ? port : standard, &hints, &addresses);
    if (unknown != 0) {
        snprintf(error, error_size, "%s: %s", url, unknown == EAI_SYSTEM ? strerror(errno) : gai_strerror(unknown));
        return NULL;
    }
    struct peer *peer = memory_new(sizeof *peer);
    peer->addresses = addresses;
    peer->host = text_from(rest, parts.secure ? strlen("https://") : strlen("http://"));
    peer->host.length = text_find(peer->host, '/');
    if (parts.secure && gnutls_certificate_allocate_credentials(&peer->credentials) != 0) {
        memory_exhausted();
    }
    return peer;
}

void peer_free(struct peer *peer)
{
    if (peer->addresses != NULL) {
        freeaddrinfo(peer->addresses);
    }
    if (peer->credentials != NULL) {
        gnutls_certificate_free_credentials(peer->credentials);
    }
    free(peer);
}

struct text peer_host(const struct peer *peer)
{
    return peer->host;
}

/* A socket that is connected, or -1. */
static int connected(const struct sockaddr *address, socklen_t length)
{
    const struct timeval patience = {.tv_sec = PATIENCE / 1000};
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    /* Of connect too. */
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 && connect(fd, address, length) == 0) {
        return fd;
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

static int open_socket(const struct peer *peer)
{
    int fd = -1;
    if (peer->addresses == NULL) {
        return connected((const struct sockaddr *)&peer->local, sizeof peer->local);
    }
    for (const struct addrinfo *address = peer->addresses; address != NULL && fd < 0; address = address->ai_next) {
        fd = connected(address->ai_addr, address->ai_addrlen);
    }
    return fd;
}

/* Any certificate will do: whether the server is well does not depend on who trusts it. */
static bool shake_hands(struct wire *wire, const struct peer *peer)
{
    int result = gnutls_init(&wire->tls, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
    result = result == 0 ? gnutls_set_default_priority(wire->tls) : result;
    result = result == 0 ? gnutls_credentials_set(wire->tls, GNUTLS_CRD_CERTIFICATE, peer->credentials) : result;
    if (result == 0) {
        gnutls_handshake_set_timeout(wire->tls, PATIENCE);
        gnutls_transport_set_int(wire->tls, wire->fd);
        do {
            result = gnutls_handshake(wire->tls);
        } while (result == GNUTLS_E_INTERRUPTED);
    }
    return result == 0;
}

static void close_connection(struct wire *wire)
{
    if (wire->tls != NULL) {
        gnutls_deinit(wire->tls);
    }
    if (wire->fd >= 0) {
        close(wire->fd);
    }
}

/* Connects; where that fails returns false, and the wire is closed all the same. */
static bool open_connection(struct wire *wire, const struct peer *peer)
{
    *wire = (struct wire){.fd = open_socket(peer)};
    return wire->fd >= 0 && (peer->credentials == NULL || shake_hands(wire, peer));
}

/* Sends as much as the server takes: it may answer, and close, before it has read all. */
static void send_all(struct wire *wire, struct text bytes)
{
    while (bytes.length > 0) {
        struct pollfd writable = {.fd = wire->fd, .events = POLLOUT};
        if (poll(&writable, 1, PATIENCE) != 1) {
            return;
        }
        ssize_t sent = wire_send(wire, bytes);
        if (sent < 0 && errno != EAGAIN) {
            return;
        }
        bytes = text_from(bytes, sent > 0 ? (size_t)sent : 0);
    }
}

/* Waits for more bytes. Returns why none come, or NULL. */
static const char *receive(struct wire *wire, struct buffer *bytes, int64_t due, bool *ended)
{
    char piece[PIECE];
    struct pollfd readable = {.fd = wire->fd, .events = POLLIN};
    int64_t left = due - clock_milliseconds();
    if (bytes->length > LONGEST) {
        return "the answer is too long";
    }
    if (left <= 0 || (!wire_has_more(wire) && poll(&readable, 1, (int)left) <= 0)) {
        return "no answer in 60 seconds";
    }
    ssize_t got = wire_receive(wire, piece, sizeof piece);
    *ended = got == 0;
    if (got < 0 && errno != EAGAIN) {
        return "the connection was reset";
    }
    buffer_add(bytes, (struct text){piece, got > 0 ? (size_t)got : 0});
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

static const char *read_answer(struct wire *wire, struct arena *arena, struct answer *answer, bool whole)
{
    struct buffer bytes = buffer_in(arena);
    size_t used = 0, length;
    bool ended = false;
    int64_t due = clock_milliseconds() + PATIENCE;
    while (!ended) {
        const char *failure = receive(wire, &bytes, due, &ended);
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
    struct wire wire;
    if (open_connection(&wire, peer)) {
        send_all(&wire, bytes);
        answer.failure = read_answer(&wire, arena, &answer, whole);
        wire_finish(&wire);
    } else {
        answer.failure = "no connection";
    }
    close_connection(&wire);
    return answer;
}
