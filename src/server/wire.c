#include "server/wire.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

static bool is_to_repeat(ssize_t result)
{
    return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED;
}

/* What GnuTLS returned, as the functions of sockets tell it. */
static ssize_t as_socket(ssize_t result)
{
    if (result < 0) {
        errno = is_to_repeat(result) ? EAGAIN : ECONNRESET;
        return -1;
    }
    return result;
}

ssize_t wire_send(struct wire *wire, struct text bytes)
{
    return wire->tls != NULL ? as_socket(gnutls_record_send(wire->tls, bytes.at, bytes.length))
                             : send(wire->fd, bytes.at, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL);
}

ssize_t wire_receive(struct wire *wire, char *into, size_t room)
{
    return wire->tls != NULL ? as_socket(gnutls_record_recv(wire->tls, into, room))
                             : recv(wire->fd, into, room, MSG_DONTWAIT);
}

bool wire_has_more(const struct wire *wire)
{
    return wire->tls != NULL && gnutls_record_check_pending(wire->tls) > 0;
}

bool wire_has_news(const struct wire *wire)
{
    char byte;
    return wire_has_more(wire) || recv(wire->fd, &byte, sizeof byte, MSG_DONTWAIT | MSG_PEEK) >= 0 ||
           (errno != EAGAIN && errno != EINTR);
}

bool wire_finish(struct wire *wire)
{
    if (wire->tls != NULL && !wire->finished) {
        wire->finished = !is_to_repeat(gnutls_bye(wire->tls, GNUTLS_SHUT_WR));
        return wire->finished;
    }
    return true;
}

void wire_discard(const struct wire *wire)
{
    char bytes[4096];
    for (int i = 0; i < 16 && recv(wire->fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0; i++) {
    }
}
