#include "server/identity.h"

#include "base/arena.h"
#include "base/random.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The content of a file of PEM, terminated, which option names. NULL, with one line in error, where it cannot be read.
 * The caller frees it. */
static char *read_pem(const char *option, const char *file, char *error, size_t error_size)
{
    gnutls_datum_t content;
    errno = 0;
    int failed = gnutls_load_file(file, &content);
    if (failed != 0) {
        snprintf(error, error_size, "--%s %s: %s", option, file,
                 failed == GNUTLS_E_FILE_ERROR && errno != 0 ? strerror(errno) : gnutls_strerror(failed));
        return NULL;
    }
    char *pem = memory_new(content.size + 1);
    memcpy(pem, content.data, content.size);
    gnutls_free(content.data);
    return pem;
}

static gnutls_datum_t datum_of(char *pem)
{
    return (gnutls_datum_t){(unsigned char *)pem, (unsigned)strlen(pem)};
}

/* Whether GnuTLS takes the two as certificate and key, which belong together. */
static bool fits(struct identity *identity, const struct server_config *config, char *error, size_t error_size)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t certificate = datum_of(identity->certificate), key = datum_of(identity->key);
    int failed = gnutls_certificate_allocate_credentials(&credentials);
    if (failed == 0) {
        failed = gnutls_certificate_set_x509_key_mem(credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
        gnutls_certificate_free_credentials(credentials);
    }
    if (failed < 0) {
        snprintf(error, error_size, "--tls-cert %s --tls-key %s: not a certificate and its key in PEM: %s",
                 config->tls_certificate, config->tls_key, gnutls_strerror(failed));
    }
    return failed >= 0;
}

static bool read_identity(struct identity *identity, const struct server_config *config, char *error, size_t error_size)
{
    identity->certificate = read_pem("tls-cert", config->tls_certificate, error, error_size);
    if (identity->certificate == NULL) {
        return false;
    }
    identity->key = read_pem("tls-key", config->tls_key, error, error_size);
    return identity->key != NULL && fits(identity, config, error, error_size);
}

/* Makes a CA where there is none yet. Each has a name of its own, so that nobody takes one for another. */
static bool need_authority(struct certificate *authority)
{
    char name[64];
    snprintf(name, sizeof name, "statusd throw-away CA %08" PRIx64, random_seed());
    const struct certificate_claims claims = {.subject = name, .is_authority = true, .from = -1, .to = 3650};
    return authority->x509 != NULL || certificate_make(authority, &claims);
}

/* Who signs, made where it is needed; *issuer is NULL where the certificate signs itself. */
static bool find_issuer(struct identities *identities, enum issuer who, const struct certificate **issuer)
{
    *issuer = who == ISSUER_AUTHORITY ? &identities->authority : who == ISSUER_STRANGER ? &identities->stranger : NULL;
    if (who == ISSUER_ITSELF) {
        return true;
    }
    if (!need_authority(who == ISSUER_AUTHORITY ? &identities->authority : &identities->stranger)) {
        return false;
    }
    if (who == ISSUER_AUTHORITY && identities->authority_pem == NULL) {
        identities->authority_pem = certificate_pem(&identities->authority);
    }
    return who != ISSUER_AUTHORITY || identities->authority_pem != NULL;
}

static bool make_identity(struct identity *identity, struct identities *identities, const struct server_config *config,
                          const struct tls_fault *fault)
{
    const char *names[TLS_NAMES_MAX + 2] = {fault->only_name != NULL ? fault->only_name : "localhost, 127.0.0.1, ::1"};
    struct certificate_claims claims = {.subject = "statusd", .from = fault->from, .to = fault->to, .names = names};
    struct certificate made = {NULL, NULL};
    for (int i = 0; i < config->tls_name_count && fault->only_name == NULL; i++) {
        names[i + 1] = config->tls_names[i];
    }
    if (find_issuer(identities, fault->issuer, &claims.issuer) && certificate_make(&made, &claims)) {
        identity->certificate = certificate_pem(&made);
        identity->key = certificate_key_pem(&made);
    }
    certificate_free(&made);
    return identity->certificate != NULL && identity->key != NULL;
}

bool identity_make(struct identity *identity, struct identities *identities, const struct server_config *config,
                   const struct tls_fault *fault, char *error, size_t error_size)
{
    *identity = (struct identity){NULL, NULL, fault->priorities};
    if (config->tls_certificate != NULL && fault == &tls_right) {
        return read_identity(identity, config, error, error_size);
    }
    if (!make_identity(identity, identities, config, fault)) {
        snprintf(error, error_size, "GnuTLS could not make a certificate");
        return false;
    }
    return true;
}

void identity_free(struct identity *identity)
{
    free(identity->certificate);
    free(identity->key);
}

bool identities_read_clients(struct identities *identities, const struct server_config *config, char *error,
                             size_t error_size)
{
    if (config->tls_client_authority == NULL) {
        return true;
    }
    gnutls_x509_trust_list_t list;
    char *pem = read_pem("tls-client-ca", config->tls_client_authority, error, error_size);
    if (pem == NULL) {
        return false;
    }
    if (gnutls_x509_trust_list_init(&list, 0) != 0) {
        memory_exhausted();
    }
    gnutls_datum_t datum = datum_of(pem);
    int count = gnutls_x509_trust_list_add_trust_mem(list, &datum, NULL, GNUTLS_X509_FMT_PEM, 0, 0);
    gnutls_x509_trust_list_deinit(list, 1);
    identities->client_authority_pem = pem;
    if (count <= 0) {
        snprintf(error, error_size, "--tls-client-ca %s: no certificate in PEM is in it", config->tls_client_authority);
    }
    return count > 0;
}

void identities_free(struct identities *identities)
{
    certificate_free(&identities->authority);
    certificate_free(&identities->stranger);
    free(identities->authority_pem);
    free(identities->client_authority_pem);
}
