#include "tests/kit/client.h"

#include "tests/kit/expect.h"
#include "tests/kit/harness.h"
#include "tests/kit/patience.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { LINES = 64 };

/* What Check writes down of every assertion that holds would be most of the work of a test that asks a thousand times.
 */
#define MUST(condition, ...)                                                                                           \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            ck_abort_msg(__VA_ARGS__);                                                                                 \
        }                                                                                                              \
    } while (0)

static bool is_to_repeat(ssize_t result)
{
    return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED;
}

/* For all clients of this process. */
static gnutls_certificate_credentials_t anybody(void)
{
    static gnutls_certificate_credentials_t credentials;
    if (credentials == NULL) {
        MUST(gnutls_certificate_allocate_credentials(&credentials) == 0, "no credentials");
    }
    return credentials;
}

static void shake_hands(struct client *client, gnutls_certificate_credentials_t credentials)
{
    int result;
    gnutls_init(&client->tls, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
    gnutls_set_default_priority(client->tls);
    gnutls_credentials_set(client->tls, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(client->tls, client->fd);
    while (is_to_repeat(result = gnutls_handshake(client->tls))) {
    }
    MUST(result == 0, "no TLS: %s", gnutls_strerror(result));
}

static struct client *connected(int family, const struct sockaddr *address, socklen_t length)
{
    static const struct timeval patience = {.tv_sec = PATIENCE / 1000};
    struct client *client = memory_new(sizeof *client);
    client->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    MUST(client->fd >= 0 && connect(client->fd, address, length) == 0, "cannot connect: %s", strerror(errno));
    setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    arena_init(&client->arena, NULL, 0);
    return client;
}

static struct client *open_unix(int port)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    statusd_socket(address.sun_path, sizeof address.sun_path, port);
    return connected(AF_UNIX, (struct sockaddr *)&address, sizeof address);
}

struct client *client_open_plain(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connected(AF_INET, (struct sockaddr *)&address, sizeof address);
}

struct client *client_open(int port)
{
    struct client *client = statusd_over(port) == OVER_UNIX ? open_unix(port) : client_open_plain(port);
    if (statusd_over(port) == OVER_TLS) {
        shake_hands(client, anybody());
    }
    return client;
}

struct client *client_open_tls(int port, struct gnutls_certificate_credentials_st *credentials)
{
    struct client *client = client_open_plain(port);
    shake_hands(client, credentials);
    return client;
}

struct client *client_open_v6(int port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons((unsigned short)port)};
    address.sin6_addr = in6addr_loopback;
    return connected(AF_INET6, (struct sockaddr *)&address, sizeof address);
}

void client_reset(struct client *client)
{
    static const struct linger at_once = {1, 0};
    setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    client_close(client);
}

void client_close(struct client *client)
{
    if (client->tls != NULL) {
        gnutls_deinit(client->tls);
    }
    close(client->fd);
    arena_release(&client->arena);
    free(client->unread);
    free(client);
}

/* The request line, shortened, so that a failure tells which request it was. */
static void remember(struct client *client, const char *bytes, size_t length)
{
    size_t end = 0;
    while (end < length && end < sizeof client->about - 1 && bytes[end] != '\r') {
        client->about[end] = bytes[end];
        end++;
    }
    client->about[end] = '\0';
}

/* send, also over TLS. */
static ssize_t put(struct client *client, const char *bytes, size_t length, int flags)
{
    return client->tls == NULL ? send(client->fd, bytes, length, flags | MSG_NOSIGNAL)
                               : gnutls_record_send(client->tls, bytes, length);
}

/* recv, also over TLS; notes how the connection ends. */
static ssize_t get(struct client *client, char *into, size_t room)
{
    ssize_t got = client->tls == NULL ? recv(client->fd, into, room, 0) : gnutls_record_recv(client->tls, into, room);
    client->ending = got > 0 ? OPEN : got == 0 ? CLOSED : got == GNUTLS_E_PREMATURE_TERMINATION ? CUT : RESET;
    return got;
}

ssize_t client_push(struct client *client, const char *bytes, size_t length)
{
    struct pollfd ready = {client->fd, POLLOUT, 0};
    if (poll(&ready, 1, 0) != 1) {
        return 0;
    }
    ssize_t sent = put(client, bytes, length < 8192 ? length : 8192, MSG_DONTWAIT);
    return sent < 0 && (client->tls != NULL || errno != EAGAIN) ? -1 : sent < 0 ? 0 : sent;
}

bool client_hears(struct client *client)
{
    struct pollfd ready = {client->fd, POLLIN, 0};
    return (client->tls != NULL && gnutls_record_check_pending(client->tls) > 0) || poll(&ready, 1, 0) == 1;
}

void client_send(struct client *client, const char *bytes, size_t length)
{
    if (client->about[0] == '\0') {
        remember(client, bytes, length);
    }
    while (length > 0) {
        ssize_t sent = put(client, bytes, length, 0);
        MUST(sent > 0, "%s: cannot send: %s", client->about, strerror(errno));
        bytes += sent;
        length -= (size_t)sent;
    }
}

void client_print(struct client *client, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text text = arena_vprintf(&client->arena, format, arguments);
    va_end(arguments);
    client_send(client, text.at, text.length);
}

bool client_try(struct client *client, const char *bytes, size_t length)
{
    while (length > 0) {
        struct pollfd ready = {client->fd, POLLOUT, 0};
        ssize_t sent = poll(&ready, 1, PATIENCE) == 1 ? put(client, bytes, length, 0) : -1;
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

bool client_flood(struct client *client, size_t length)
{
    char block[16 * 1024];
    bool sent = true;
    memset(block, 'x', sizeof block);
    for (size_t size; length > 0 && sent; length -= size) {
        size = length < sizeof block ? length : sizeof block;
        sent = client_try(client, block, size);
    }
    return sent;
}

void client_request(struct client *client, const char *method, const char *target, const char *fields)
{
    struct text request =
        arena_printf(&client->arena, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", method, target, fields);
    remember(client, request.at, request.length);
    client_send(client, request.at, request.length);
}

bool client_receive(struct client *client)
{
    struct pollfd ready = {client->fd, POLLIN, 0};
    if (client->ending != OPEN) {
        return false;
    }
    if (client->length + 64 * 1024 > client->room) {
        client->room = client->room * 2 + 128 * 1024;
        client->unread = memory_grow(client->unread, client->room);
    }
    ssize_t got;
    do {
        bool came = client_hears(client) || poll(&ready, 1, PATIENCE) == 1;
        MUST(came, "%s: nothing came for %d seconds", client->about, PATIENCE / 1000);
        got = get(client, client->unread + client->length, client->room - client->length);
    } while (client->tls != NULL && is_to_repeat(got));
    client->length += got > 0 ? (size_t)got : 0;
    return got > 0;
}

const char *client_take(struct client *client, size_t length)
{
    while (client->length < length && client_receive(client)) {
    }
    MUST(client->length >= length, "%s: the connection %s after %zu of %zu bytes", client->about,
         client->ending == RESET ? "was reset" : "ended", client->length, length);
    const char *taken = arena_copy(&client->arena, (struct text){client->unread, length}).at;
    client->length -= length;
    memmove(client->unread, client->unread + length, client->length);
    return taken;
}

const char *client_take_rest(struct client *client)
{
    while (client_receive(client)) {
    }
    return client_take(client, client->length);
}

/* Takes what stands before the next CR LF, and those two away. A CR or LF alone fails the test. */
static char *take_line(struct client *client)
{
    size_t end = 0;
    for (;;) {
        while (end < client->length && client->unread[end] != '\n') {
            end++;
        }
        if (end < client->length) {
            break;
        }
        MUST(client_receive(client), "%s: the connection %s in the middle of a head", client->about,
             client->ending == RESET ? "was reset" : "ended");
    }
    char *line = (char *)client_take(client, end + 1);
    MUST(end > 0 && line[end - 1] == '\r', "%s: a line ends without CR: %s", client->about, line);
    line[end - 1] = '\0';
    MUST(strlen(line) == end - 1 && strchr(line, '\r') == NULL, "%s: a stray CR or NUL: %s", client->about, line);
    return line;
}

/* HTTP-version SP status-code SP reason-phrase (RFC 9112 §4). */
static void parse_status_line(struct message *message, const char *line)
{
    bool right = strlen(line) >= 13 && strncmp(line, "HTTP/1.1 ", 9) == 0 && line[12] == ' ';
    for (int i = 9; right && i < 12; i++) {
        right = isdigit((unsigned char)line[i]);
    }
    MUST(right, "%s: not a status line: %s", message->about, line);
    message->code = atoi(line + 9);
    message->phrase = line + 13;
}

static const char tchars[] = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static int read_lines(struct client *client, struct line **lines)
{
    char *text;
    int count = 0;
    *lines = arena_alloc(&client->arena, LINES * sizeof **lines);
    while (*(text = take_line(client)) != '\0') {
        char *colon = strchr(text, ':');
        MUST(count < LINES && colon != NULL, "%s: not a field line: %s", client->about, text);
        MUST(colon > text && text + strspn(text, tchars) == colon, "%s: not a field name: %s", client->about, text);
        *colon++ = '\0';
        colon += strspn(colon, " \t");
        (*lines)[count++] = (struct line){text, colon};
    }
    return count;
}

struct message *client_read_head(struct client *client)
{
    struct message *message = arena_alloc(&client->arena, sizeof *message);
    message->about = arena_copy(&client->arena, text_of(client->about)).at;
    message->content = "";
    parse_status_line(message, take_line(client));
    message->count = read_lines(client, &message->lines);
    return message;
}

static void read_chunks(struct client *client, struct message *message)
{
    char *content = NULL;
    for (;;) {
        char *end, *line = take_line(client);
        size_t size = strtoul(line, &end, 16);
        MUST(isxdigit((unsigned char)*line) && (*end == '\0' || *end == ';'), "%s: not a chunk size: %s", client->about,
             line);
        if (size == 0) {
            break;
        }
        content = memory_grow(content, message->length + size);
        memcpy(content + message->length, client_take(client, size), size);
        message->length += size;
        MUST(*take_line(client) == '\0', "%s: a chunk is longer than its size", client->about);
    }
    message->content = arena_copy(&client->arena, (struct text){content, message->length}).at;
    free(content);
    message->trailer_count = read_lines(client, &message->trailers);
}

static void read_length(struct client *client, struct message *message, const char *length)
{
    char *end;
    message->length = strtoul(length, &end, 10);
    EXPECT(message, isdigit((unsigned char)*length) && *end == '\0', "not a Content-Length: %s", length);
    message->content = client_take(client, message->length);
}

static void read_rest(struct client *client, struct message *message)
{
    while (client_receive(client)) {
    }
    EXPECT(message, client->ending == CLOSED, "the connection was reset in the middle of the content");
    message->length = client->length;
    message->content = client_take_rest(client);
}

void client_read_content(struct client *client, struct message *message, const char *method)
{
    const char *coding = message_field(message, "Transfer-Encoding"),
               *length = message_field(message, "Content-Length");
    bool tunnel = strcmp(method, "CONNECT") == 0 && message->code / 100 == 2;
    EXPECT(message, coding == NULL || length == NULL, "both Content-Length and Transfer-Encoding");
    EXPECT(message, message_count(message, "Content-Length") <= 1, "several Content-Length");
    if (strcmp(method, "HEAD") == 0 || message->code / 100 == 1 || message->code == 204 || message->code == 304 ||
        tunnel) {
        message->framing = FRAMED_BY_STATUS;
    } else if (coding != NULL) {
        EXPECT(message, strcasecmp(coding, "chunked") == 0, "a transfer coding that nobody asked for: %s", coding);
        message->framing = FRAMED_BY_CHUNKS;
        read_chunks(client, message);
    } else if (length != NULL) {
        message->framing = FRAMED_BY_LENGTH;
        read_length(client, message, length);
    } else {
        message->framing = FRAMED_BY_CLOSE;
        read_rest(client, message);
    }
}

struct message *client_read(struct client *client, const char *method)
{
    struct message *message = client_read_head(client);
    client_read_content(client, message, method);
    return message;
}

struct message *client_ask(struct client *client, const char *method, const char *target, const char *fields)
{
    client_request(client, method, target, fields);
    return client_read(client, method);
}

struct message *client_get(struct client *client, const char *target, const char *fields)
{
    return client_ask(client, "GET", target, fields);
}

enum ending client_wait_for_end(struct client *client)
{
    while (client->length == 0 && client_receive(client)) {
    }
    MUST(client->length == 0, "%s: the connection should end, but a byte came: %.*s", client->about,
         (int)client->length, client->unread);
    return client->ending;
}

enum ending client_cut(const struct client *client)
{
    return client->tls != NULL ? CUT : CLOSED;
}

void client_finish(struct client *client)
{
    if (client->tls != NULL) {
        gnutls_bye(client->tls, GNUTLS_SHUT_WR);
    }
    shutdown(client->fd, SHUT_WR);
}

const char *message_field(const struct message *message, const char *name)
{
    for (int i = 0; i < message->count; i++) {
        if (strcasecmp(message->lines[i].name, name) == 0) {
            return message->lines[i].value;
        }
    }
    return NULL;
}

int message_count(const struct message *message, const char *name)
{
    int count = 0;
    for (int i = 0; i < message->count; i++) {
        count += strcasecmp(message->lines[i].name, name) == 0;
    }
    return count;
}
