/* X.509 certificates that statusd makes at start, to be thrown away at its end. Private to src/server. */
#ifndef STATUSD_SERVER_CERTIFICATE_H
#define STATUSD_SERVER_CERTIFICATE_H

#include <gnutls/x509.h>
#include <stdbool.h>

/* A certificate and its private key; members NULL: there is none. */
struct certificate {
    gnutls_x509_crt_t x509;
    gnutls_x509_privkey_t key;
};

/* What a certificate says (RFC 5280 §4.1.2, §4.2). */
struct certificate_claims {
    const char *subject;              /* a common name */
    bool is_authority;                /* it signs others */
    const struct certificate *issuer; /* who signs it; NULL: itself */
    int from, to;                     /* days from now */
    const char *const *names;         /* comma-separated lists of domain names and addresses; NULL ends */
};

/* Makes a key (ECDSA with P-256) and a certificate that claims so much. False where GnuTLS refuses. certificate_free
 * frees what was made, also then. */
bool certificate_make(struct certificate *certificate, const struct certificate_claims *claims);
void certificate_free(struct certificate *certificate);

/* The certificate, and its key, as PEM, terminated; NULL where GnuTLS refuses. The caller frees them. */
char *certificate_pem(const struct certificate *certificate);
char *certificate_key_pem(const struct certificate *certificate);

#endif
