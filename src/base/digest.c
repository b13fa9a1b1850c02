#include "base/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

struct text digest_base64(struct arena *arena, struct text text)
{
    gnutls_datum_t data = {(unsigned char *)text.at, (unsigned)text.length}, encoded;
    if (text.length == 0) {
        return arena_copy(arena, TEXT(""));
    }
    if (gnutls_base64_encode2(&data, &encoded) != 0) {
        memory_exhausted();
    }
    struct text copy = arena_copy(arena, (struct text){(char *)encoded.data, encoded.size});
    gnutls_free(encoded.data);
    return copy;
}

bool digest_base64_decode(struct arena *arena, struct text text, struct text *bytes)
{
    gnutls_datum_t data = {(unsigned char *)text.at, (unsigned)text.length}, decoded;
    int result = text.length > 0 ? gnutls_base64_decode2(&data, &decoded) : GNUTLS_E_BASE64_DECODING_ERROR;
    if (result == GNUTLS_E_MEMORY_ERROR) {
        memory_exhausted();
    }
    if (result < 0) {
        return false;
    }
    *bytes = arena_copy(arena, (struct text){(char *)decoded.data, decoded.size});
    gnutls_free(decoded.data);
    return true;
}

/* Writes the digest of text to digest. It fails only for lack of memory. */
static void hash(gnutls_digest_algorithm_t algorithm, struct text text, void *digest)
{
    if (gnutls_hash_fast(algorithm, text.at, text.length, digest) != 0) {
        memory_exhausted();
    }
}

struct text digest_sha1_base64(struct arena *arena, struct text text)
{
    char digest[20];
    hash(GNUTLS_DIG_SHA1, text, digest);
    return digest_base64(arena, (struct text){digest, sizeof digest});
}

struct text digest_tag(struct arena *arena, struct text text)
{
    unsigned char digest[32];
    hash(GNUTLS_DIG_SHA256, text, digest);
    return arena_printf(arena, "%02x%02x%02x%02x%02x%02x%02x%02x", digest[0], digest[1], digest[2], digest[3],
                        digest[4], digest[5], digest[6], digest[7]);
}

static struct text hexadecimal(struct arena *arena, const unsigned char *bytes, size_t size)
{
    char *digits = arena_alloc(arena, size * 2 + 1);
    for (size_t i = 0; i < size; i++) {
        snprintf(digits + i * 2, 3, "%02x", bytes[i]);
    }
    return (struct text){digits, size * 2};
}

struct text digest_nonce(struct arena *arena)
{
    unsigned char bytes[16];
    if (gnutls_rnd(GNUTLS_RND_NONCE, bytes, sizeof bytes) != 0) {
        memory_exhausted(); /* the system has no random numbers, and no memory to get some */
    }
    return hexadecimal(arena, bytes, sizeof bytes);
}

struct text digest_hex(struct arena *arena, enum digest_algorithm algorithm, struct text text)
{
    static const struct {
        gnutls_digest_algorithm_t algorithm;
        size_t size;
    } algorithms[] = {[DIGEST_MD5] = {GNUTLS_DIG_MD5, 16},
                      [DIGEST_SHA256] = {GNUTLS_DIG_SHA256, 32},
                      [DIGEST_SHA512] = {GNUTLS_DIG_SHA512, 64}};
    unsigned char digest[64];
    size_t size = algorithms[algorithm].size;
    int result = gnutls_hash_fast(algorithms[algorithm].algorithm, text.at, text.length, digest);
    if (result == GNUTLS_E_MEMORY_ERROR) {
        memory_exhausted();
    }
    return result == 0 ? hexadecimal(arena, digest, size) : TEXT("");
}
