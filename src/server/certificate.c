#include "server/certificate.h"

#include "base/arena.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY = 24 * 60 * 60, SERIAL = 16 /* bytes; at most 20 (RFC 5280 §4.1.2.2) */ };

/* Adds name as a subject alternative name (RFC 5280 §4.2.1.6): an address where it is one, else a domain name. */
static bool add_name(gnutls_x509_crt_t x509, struct text name)
{
    char terminated[256];
    struct in6_addr address;
    gnutls_x509_subject_alt_name_t type = GNUTLS_SAN_IPADDRESS;
    const void *data = &address;
    size_t size = sizeof address;
    snprintf(terminated, sizeof terminated, "%.*s", (int)name.length, name.at);
    if (inet_pton(AF_INET, terminated, &address) == 1) {
        size = sizeof(struct in_addr);
    } else if (inet_pton(AF_INET6, terminated, &address) != 1) {
        type = GNUTLS_SAN_DNSNAME;
        data = name.at;
        size = name.length;
    }
    return gnutls_x509_crt_set_subject_alt_name(x509, type, data, (unsigned)size, GNUTLS_FSAN_APPEND) == 0;
}

static bool add_names(gnutls_x509_crt_t x509, const char *const *names)
{
    bool added = true;
    for (; names != NULL && *names != NULL && added; names++) {
        struct text list = text_of(*names), name;
        while (added && text_list(&list, &name)) {
            added = add_name(x509, name);
        }
    }
    return added;
}

static bool set_serial(gnutls_x509_crt_t x509)
{
    unsigned char serial[SERIAL];
    bool drawn = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial) == 0;
    serial[0] = (serial[0] & 0x7F) | 0x40; /* positive, and of full length */
    return drawn && gnutls_x509_crt_set_serial(x509, serial, sizeof serial) == 0;
}

static bool set_validity(gnutls_x509_crt_t x509, const struct certificate_claims *claims)
{
    time_t now = time(NULL);
    return gnutls_x509_crt_set_activation_time(x509, now + (time_t)claims->from * DAY) == 0 &&
           gnutls_x509_crt_set_expiration_time(x509, now + (time_t)claims->to * DAY) == 0;
}

/* What an authority, or a server, may use its key for (RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12). */
static bool set_use(gnutls_x509_crt_t x509, bool is_authority)
{
    unsigned usage = is_authority ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE;
    return gnutls_x509_crt_set_basic_constraints(x509, is_authority, is_authority ? 0 : -1) == 0 &&
           gnutls_x509_crt_set_key_usage(x509, usage) == 0 &&
           (is_authority || gnutls_x509_crt_set_key_purpose_oid(x509, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0);
}

/* The identifiers of its own key and of its issuer's (RFC 5280 §4.2.1.2, §4.2.1.1). */
static bool set_key_identifiers(gnutls_x509_crt_t x509, gnutls_x509_crt_t issuer)
{
    unsigned char own[64], theirs[64];
    size_t own_size = sizeof own, their_size = sizeof theirs;
    return gnutls_x509_crt_get_key_id(x509, 0, own, &own_size) == 0 &&
           gnutls_x509_crt_set_subject_key_id(x509, own, own_size) == 0 &&
           gnutls_x509_crt_get_key_id(issuer, 0, theirs, &their_size) == 0 &&
           gnutls_x509_crt_set_authority_key_id(x509, theirs, their_size) == 0;
}

static bool set_claims(struct certificate *certificate, const struct certificate_claims *claims)
{
    gnutls_x509_crt_t x509 = certificate->x509;
    return gnutls_x509_crt_set_version(x509, 3) == 0 && set_serial(x509) && set_validity(x509, claims) &&
           gnutls_x509_crt_set_dn_by_oid(x509, GNUTLS_OID_X520_COMMON_NAME, 0, claims->subject,
                                         (unsigned)strlen(claims->subject)) == 0 &&
           gnutls_x509_crt_set_key(x509, certificate->key) == 0 && set_use(x509, claims->is_authority) &&
           add_names(x509, claims->names);
}

static bool make_key(struct certificate *certificate)
{
    return gnutls_x509_privkey_init(&certificate->key) == 0 &&
           gnutls_x509_privkey_generate(certificate->key, GNUTLS_PK_ECDSA,
                                        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0;
}

bool certificate_make(struct certificate *certificate, const struct certificate_claims *claims)
{
    const struct certificate *issuer = claims->issuer != NULL ? claims->issuer : certificate;
    *certificate = (struct certificate){NULL, NULL};
    return make_key(certificate) && gnutls_x509_crt_init(&certificate->x509) == 0 && set_claims(certificate, claims) &&
           set_key_identifiers(certificate->x509, issuer->x509) &&
           gnutls_x509_crt_sign2(certificate->x509, issuer->x509, issuer->key, GNUTLS_DIG_SHA256, 0) == 0;
}

void certificate_free(struct certificate *certificate)
{
    if (certificate->x509 != NULL) {
        gnutls_x509_crt_deinit(certificate->x509);
    }
    if (certificate->key != NULL) {
        gnutls_x509_privkey_deinit(certificate->key);
    }
    *certificate = (struct certificate){NULL, NULL};
}

static char *copy(gnutls_datum_t pem)
{
    char *text = memory_new(pem.size + 1);
    memcpy(text, pem.data, pem.size);
    gnutls_free(pem.data);
    return text;
}

char *certificate_pem(const struct certificate *certificate)
{
    gnutls_datum_t pem;
    return gnutls_x509_crt_export2(certificate->x509, GNUTLS_X509_FMT_PEM, &pem) == 0 ? copy(pem) : NULL;
}

char *certificate_key_pem(const struct certificate *certificate)
{
    gnutls_datum_t pem;
    return gnutls_x509_privkey_export2(certificate->key, GNUTLS_X509_FMT_PEM, &pem) == 0 ? copy(pem) : NULL;
}
