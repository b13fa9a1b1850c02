#include "server/tls.h"

#include "http/guard.h"
#include "server/exchange.h"
#include "server/refuse.h"

#include <ctype.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

enum { HANDSHAKE = 22 /* the type of the record that a TLS client begins with (RFC 8446 §5.1) */ };

/* Looks at the first byte that waits on the socket. Returns what recv does. */
static ssize_t peek(int fd, unsigned char *byte)
{
    return recv(fd, byte, sizeof *byte, MSG_DONTWAIT | MSG_PEEK);
}

/* The wire has no session here, so that the answer goes out unencrypted. */
static void refuse_plain(struct connection *c)
{
    const struct refusal plain = {.code = 400,
                                  .detail = "this port speaks TLS, and the request came without",
                                  .example = c->listener->url,
                                  .must_close = true};
    struct wire wire = {.fd = c->wire.fd};
    refuse_by_hand(c->server, &plain, &wire);
    shutdown(wire.fd, SHUT_WR);
    c->refused = true;
}

/* Judges the first byte, which alone tells plain HTTP from TLS, as any later one may stand in the middle of a record.
 * Methods begin with a letter, but for odd ones (RFC 9110 §16.1). Returns false, with what pull is to return in
 * *result, where there is none yet. */
static bool greet(struct connection *c, ssize_t *result)
{
    unsigned char byte = 0;
    *result = peek(c->wire.fd, &byte);
    if (*result <= 0) {
        return false;
    }
    c->greeted = true;
    if (isalpha(byte)) {
        refuse_plain(c);
    }
    return true;
}

/* Throws away what a client sends that was told to speak TLS, until it closes its half too, or --head-time has passed:
 * to close at once could cost it the answer (RFC 9112 §9.6). */
static ssize_t wait_for_end(const struct connection *c, void *into, size_t room)
{
    ssize_t got = recv(c->wire.fd, into, room, MSG_DONTWAIT);
    if (got > 0) {
        wire_discard(&c->wire);
        errno = EAGAIN;
        return -1;
    }
    return got;
}

/* What to read next, as the pull function returns it. After a 408 nothing is read any more: the client's bytes are
 * thrown away until look_timed_out shuts the socket down. */
static ssize_t read_next(struct connection *c, void *into, size_t room)
{
    ssize_t result;
    if (connection_tell_late(c)) {
        wire_discard(&c->wire);
        errno = c->exchange != NULL ? EAGAIN : ECONNRESET;
        return -1;
    }
    if (!c->greeted && !greet(c, &result)) {
        return result;
    }
    return c->refused ? wait_for_end(c, into, room) : recv(c->wire.fd, into, room, MSG_DONTWAIT);
}

/* GnuTLS's pull function. libmicrohttpd (all versions) does not take EAGAIN for an answer while a handshake goes on: it
 * would ask again at once, all the time. */
static ssize_t pull(gnutls_transport_ptr_t of, void *into, size_t room)
{
    ssize_t got = read_next(of, into, room);
    if (got < 0 && errno == EAGAIN) {
        connection_await(of);
        errno = EAGAIN;
    }
    return got;
}

void tls_attach(struct connection *connection, struct MHD_Connection *mhd)
{
    connection->mhd = mhd;
    gnutls_transport_set_ptr2(connection->wire.tls, connection, (gnutls_transport_ptr_t)(intptr_t)connection->wire.fd);
    gnutls_transport_set_pull_function(connection->wire.tls, pull);
}

void tls_refuse_hello(struct connection *connection)
{
    unsigned char byte;
    if (peek(connection->wire.fd, &byte) == 1 && byte == HANDSHAKE) {
        shutdown(connection->wire.fd, SHUT_RDWR);
    }
}

/* nginx calls these 495 and 496, and says 400 to the client; here a client gets what it has earned. */
static const struct refusal *judge(gnutls_session_t session)
{
    static const struct refusal missing = {.code = 496,
                                           .detail = "the client showed no certificate (nginx's 496)",
                                           .example = "curl --cert client.pem --key client-key.pem"};
    static const struct refusal wrong = {
        .code = 495,
        .detail = "the client's certificate does not lead to --tls-client-ca, or is not valid today (nginx's 495)",
        .example = "curl --cert client.pem --key client-key.pem"};
    unsigned count = 0, faults = 0;
    if (gnutls_certificate_get_peers(session, &count) == NULL || count == 0) {
        return &missing;
    }
    return gnutls_certificate_verify_peers2(session, &faults) == GNUTLS_E_SUCCESS && faults == 0 ? NULL : &wrong;
}

const struct refusal *tls_judge_client(struct connection *connection)
{
    if (connection->listener->asks_clients && !connection->judged) {
        connection->refusal = judge(connection->wire.tls);
        connection->judged = true;
    }
    return connection->refusal;
}
