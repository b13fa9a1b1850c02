#include "base/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
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
