/* Digests and base64, by GnuTLS: for entity tags and for the WebSocket handshake. */
#ifndef STATUSD_BASE_DIGEST_H
#define STATUSD_BASE_DIGEST_H

#include "base/arena.h"
#include "base/text.h"

/* The SHA-1 of text as base64 (RFC 4648 §4), terminated, in arena. Only for RFC 6455 §4.2.2: SHA-1 is not secure. */
struct text digest_sha1_base64(struct arena *arena, struct text text);

/* The first 16 hexadecimal digits of the SHA-256 of text, terminated, in arena. */
struct text digest_tag(struct arena *arena, struct text text);

/* text as base64, terminated, in arena. */
struct text digest_base64(struct arena *arena, struct text text);

#endif
