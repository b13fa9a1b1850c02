/* Digests and base64, by GnuTLS: for entity tags and for the WebSocket handshake. */
#ifndef STATUSD_BASE_DIGEST_H
#define STATUSD_BASE_DIGEST_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>

/* The SHA-1 of text as base64 (RFC 4648 §4), terminated, in arena. Only for RFC 6455 §4.2.2: SHA-1 is not secure. */
struct text digest_sha1_base64(struct arena *arena, struct text text);

enum digest_algorithm { DIGEST_MD5, DIGEST_SHA256, DIGEST_SHA512 };

/* The digest of text in small hexadecimal digits, terminated, in arena; empty if this system does not let MD5 be used.
 * MD5 is for RFC 7616, which has to know it, and no more. */
struct text digest_hex(struct arena *arena, enum digest_algorithm algorithm, struct text text);

/* 32 hexadecimal digits that nobody can guess, terminated, in arena. */
struct text digest_nonce(struct arena *arena);

/* The first 16 hexadecimal digits of the SHA-256 of text, terminated, in arena. */
struct text digest_tag(struct arena *arena, struct text text);

/* text as base64, terminated, in arena. */
struct text digest_base64(struct arena *arena, struct text text);

/* The bytes of which text is the base64, in arena. False if it is none. */
bool digest_base64_decode(struct arena *arena, struct text text, struct text *bytes);

#endif
