#include "server/tls_fault.h"

/* From yesterday, as clocks differ; 398 days in all, the most that Apple takes of public CAs. */
enum { FROM = -1, TO = 397 };

#define PRIORITIES "NORMAL"
/* Must not be spoken any more (RFC 8996 §4, §5). */
#define OLD_VERSIONS "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0"

const struct tls_fault tls_right = {NULL, NULL, ISSUER_AUTHORITY, FROM, TO, NULL, PRIORITIES};

static const struct tls_fault rows[] = {
    {"expired", "a certificate that was valid until yesterday", ISSUER_AUTHORITY, -31, -1, NULL, PRIORITIES},
    {"wrong-host", "a certificate for another host", ISSUER_AUTHORITY, FROM, TO, "wrong-host.invalid", PRIORITIES},
    {"self-signed", "a certificate that no CA has signed", ISSUER_ITSELF, FROM, TO, NULL, PRIORITIES},
    {"untrusted", "a certificate of a CA that nobody knows", ISSUER_STRANGER, FROM, TO, NULL, PRIORITIES},
    {"old-version", "TLS 1.0 and 1.1 alone", ISSUER_AUTHORITY, FROM, TO, NULL, OLD_VERSIONS},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct tls_fault *tls_fault_nth(int nth)
{
    return nth < ROWS ? &rows[nth] : NULL;
}

const struct tls_fault *tls_fault_find(struct text name)
{
    for (int i = 0; i < ROWS; i++) {
        if (text_equal(name, text_of(rows[i].name))) {
            return &rows[i];
        }
    }
    return NULL;
}
