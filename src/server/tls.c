#include "server/tls.h"

#include "http/guard.h"
#include "server/exchange.h"
#include "server/refuse.h"

#include <ctype.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

enum { HANDSHAKE = 22 /* the type of the record that a TLS client begins with (RFC 8446 §5.1) */ };

/* The first byte that waits on the socket; -1 where none does. */
static int first_byte(int fd)
{
    unsigned char byte;
    return recv(fd, &byte, sizeof byte, MSG_DONTWAIT | MSG_PEEK) == 1 ? byte : -1;
}

static void refuse_plain(struct connection *c)
{
    const struct refusal plain = {400, "this port speaks TLS, and the request came without", c->listener->url, true,
                                  NULL};
    struct wire wire = {.fd = c->wire.fd};
    refuse_by_hand(c->server, &plain, &wire);
    shutdown(wire.fd, SHUT_WR);
    wire_discard(&wire);
}

/* GnuTLS's pull function: reads from the socket. Only the first byte tells plain HTTP from TLS, as any later read may
 * begin in the middle of a record. After a 408 nothing is read any more: the client's bytes are thrown away until
 * look_timed_out shuts the socket down. */
static ssize_t pull(gnutls_transport_ptr_t of, void *into, size_t room)
{
    struct connection *c = of;
    int first = c->greeted ? HANDSHAKE : first_byte(c->wire.fd);
    c->greeted = c->greeted || first >= 0;
    if (first >= 0 && isalpha(first)) {
        refuse_plain(c);
        errno = ECONNRESET;
        return -1;
    }
    if (connection_tell_late(c)) {
        wire_discard(&c->wire);
        errno = EAGAIN;
        return -1;
    }
    return recv(c->wire.fd, into, room, MSG_DONTWAIT);
}

void tls_attach(struct connection *connection)
{
    gnutls_transport_set_ptr2(connection->wire.tls, connection, (gnutls_transport_ptr_t)(intptr_t)connection->wire.fd);
    gnutls_transport_set_pull_function(connection->wire.tls, pull);
}

void tls_refuse_hello(struct connection *connection)
{
    if (first_byte(connection->wire.fd) == HANDSHAKE) {
        shutdown(connection->wire.fd, SHUT_RDWR);
    }
}

static const struct refusal *judge(gnutls_session_t session)
{
    static const struct refusal missing = {496, "the client showed no certificate (nginx's 496)",
                                           "curl --cert client.pem --key client-key.pem", false, NULL};
    static const struct refusal wrong = {
        495, "the client's certificate is not one of --tls-client-ca, or has expired (nginx's 495)",
        "curl --cert client.pem --key client-key.pem", false, NULL};
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
