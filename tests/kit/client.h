/* A small HTTP client that shows what is on the wire: raw bytes out, one head at a time in.
 *
 * It hides nothing: interim responses are messages of their own, field lines keep their order and case, and a message
 * that breaks the grammar of RFC 9112 fails the test, as does a server that is silent for too long. It speaks TLS to
 * the ports of https listeners, and takes any certificate there.
 */
#ifndef STATUSD_TESTS_CLIENT_H
#define STATUSD_TESTS_CLIENT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct line {
    const char *name, *value;
};

/* How the end of the content is told (RFC 9112 §6.3). */
enum framing { FRAMED_BY_STATUS, FRAMED_BY_CHUNKS, FRAMED_BY_LENGTH, FRAMED_BY_CLOSE };

/* One response, interim or final. It lives as long as its client. */
struct message {
    const char *about; /* the request line, for what a failed test says */
    int code;
    const char *phrase;
    struct line *lines;
    int count;
    enum framing framing;
    const char *content; /* terminated, although it may hold NUL */
    size_t length;
    struct line *trailers;
    int trailer_count;
};

/* CUT: over TLS, without the closure alert (RFC 8446 §6.1). */
enum ending { OPEN, CLOSED, CUT, RESET };

struct gnutls_session_int;
struct gnutls_certificate_credentials_st;

struct client {
    int fd;
    struct gnutls_session_int *tls; /* NULL: without */
    enum ending ending;
    struct arena arena;
    char about[160];
    char *unread; /* bytes that came and were not asked for yet */
    size_t length, room;
};

/* Connects to 127.0.0.1, or to the unix socket that the number stands for (harness.h); or to ::1. */
struct client *client_open(int port);
struct client *client_open_v6(int port);

/* Connects to 127.0.0.1 without TLS, whatever the port is for. */
struct client *client_open_plain(int port);

/* Connects to 127.0.0.1 with TLS, as one who has these credentials, which have to outlive the client. */
struct client *client_open_tls(int port, struct gnutls_certificate_credentials_st *credentials);
void client_close(struct client *client);

/* Closes it with a RST. */
void client_reset(struct client *client);

/* Sends bytes, or a formatted text, as they are. */
void client_send(struct client *client, const char *bytes, size_t length);
void client_print(struct client *client, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sends as much as there is room for. Returns how many bytes; 0: no room; -1: the connection is gone. */
ssize_t client_push(struct client *client, const char *bytes, size_t length);

/* Whether the server has said something that was not read yet. */
bool client_hears(struct client *client);

/* Sends bytes, or length bytes of x, whatever the server says meanwhile; false where the connection broke under it. */
bool client_try(struct client *client, const char *bytes, size_t length);
bool client_flood(struct client *client, size_t length);

/* Sends a request without content, with Host; fields is "Name: value\r\n…", "" for none. */
void client_request(struct client *client, const char *method, const char *target, const char *fields);

/* Reads a head, and only that. */
struct message *client_read_head(struct client *client);

/* Reads the content that follows a head in answer to method, into message. */
void client_read_content(struct client *client, struct message *message, const char *method);

/* Reads one message, head and content. */
struct message *client_read(struct client *client, const char *method);

/* Sends a request and reads the first message that comes. */
struct message *client_ask(struct client *client, const char *method, const char *target, const char *fields);
struct message *client_get(struct client *client, const char *target, const char *fields);

/* Waits for more bytes, into unread; false once the connection has ended. */
bool client_receive(struct client *client);

/* Waits for so many unread bytes, takes them and returns them. */
const char *client_take(struct client *client, size_t length);

/* Takes all that comes until the server ends the connection. */
const char *client_take_rest(struct client *client);

/* Waits until the server ends the connection, and tells how. A byte that still comes fails the test. */
enum ending client_wait_for_end(struct client *client);

/* How the connection ends where the server closes it in the middle of an answer. */
enum ending client_cut(const struct client *client);

/* Ends our own direction. */
void client_finish(struct client *client);

/* The value of the first field line of that name, in whatever case, or NULL. */
const char *message_field(const struct message *message, const char *name);
int message_count(const struct message *message, const char *name);

#endif
