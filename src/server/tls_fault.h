/* What can be wrong with a TLS server, so that a client can be tried against it (--tls-fault). */
#ifndef STATUSD_SERVER_TLS_FAULT_H
#define STATUSD_SERVER_TLS_FAULT_H

#include "base/text.h"

/* Who signs the certificate of a listener. */
enum issuer {
    ISSUER_AUTHORITY, /* the throw-away CA, which --ca-file writes */
    ISSUER_ITSELF,
    ISSUER_STRANGER, /* a CA that nobody knows */
};

/* A row for each fault: to add one, add a row. */
struct tls_fault {
    const char *name, *what;
    enum issuer issuer;
    int from, to;           /* days from now between which the certificate is valid */
    const char *only_name;  /* the one name that it is for; NULL: those that are right */
    const char *priorities; /* which versions of TLS are spoken, as a priority string of GnuTLS */
};

/* The row where nothing is wrong. */
extern const struct tls_fault tls_right;

/* The nth row, NULL after the last; and the row of that name, NULL where there is none. */
const struct tls_fault *tls_fault_nth(int nth);
const struct tls_fault *tls_fault_find(struct text name);

#endif
