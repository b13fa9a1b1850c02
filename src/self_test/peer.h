/* A client that asks a server, on a connection for each request, and waits for the answer. Private to src/self_test.
 */
#ifndef STATUSD_SELF_TEST_PEER_H
#define STATUSD_SELF_TEST_PEER_H

#include "base/arena.h"
#include "http/fields.h"

#include <stdbool.h>

enum { ANSWER_CODES = 16 };

/* What a server answered: as far as it came. */
struct answer {
    int codes[ANSWER_CODES]; /* of the interim responses, then that of the final one; 101 is final here */
    int count;
    struct text phrase; /* of the last head, as are the fields */
    struct fields fields;
    struct text content; /* all bytes behind the final head, up to the end of the connection; only if asked for */
    const char *failure; /* why there is no final response; NULL: there is one */
};

struct peer;

/* The server at url: "http://host:port", "https://host:port", where any certificate is taken, or "unix:/path". NULL,
 * with one line in error, where it cannot be found. peer_free frees it. */
struct peer *peer_find(const char *url, char *error, size_t error_size);
void peer_free(struct peer *peer);

/* The host and port of that URL, for the field Host; "localhost" for a unix socket. It may point into the URL, which
 * has to outlive the peer. */
struct text peer_host(const struct peer *peer);

/* Sends bytes, and waits for the heads of the answer, and for its content too if whole. The answer lives in arena. A
 * server that takes no more bytes for 60 seconds is sent no more; an answer that takes longer than 60 seconds, or is
 * longer than 8 MiB, has failed. */
struct answer peer_ask(const struct peer *peer, struct arena *arena, struct text bytes, bool whole);

#endif
