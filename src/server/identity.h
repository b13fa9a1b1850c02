/* What the listeners with TLS show to clients, and which clients they trust: from files, or made at start. Private to
 * src/server. */
#ifndef STATUSD_SERVER_IDENTITY_H
#define STATUSD_SERVER_IDENTITY_H

#include "server/certificate.h"
#include "server/server.h"
#include "server/tls_fault.h"

#include <stdbool.h>
#include <stddef.h>

/* What one listener shows: PEM, from malloc. */
struct identity {
    char *certificate, *key;
    const char *priorities; /* of GnuTLS */
};

/* What the listeners of a server have in common. Zeroed at first. */
struct identities {
    struct certificate authority, stranger; /* made when a listener first needs them */
    char *authority_pem;                    /* NULL: no listener needs the throw-away CA */
    char *client_authority_pem;             /* of those who sign clients' certificates; NULL: clients are not asked */
};

/* Makes the identity of a listener with that fault (tls_right: none): from the files of config where it names some and
 * nothing is to be wrong, else a new one. False, with one line in error, where a file cannot be read or does
 * not have what it should, or GnuTLS refuses. identity_free frees it, also then. */
bool identity_make(struct identity *identity, struct identities *identities, const struct server_config *config,
                   const struct tls_fault *fault, char *error, size_t error_size);
void identity_free(struct identity *identity);

/* Reads the file with the CA of clients, where config names one. False as for identity_make. */
bool identities_read_clients(struct identities *identities, const struct server_config *config, char *error,
                             size_t error_size);
void identities_free(struct identities *identities);

#endif
