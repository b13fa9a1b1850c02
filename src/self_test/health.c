#include "self_test/health.h"

#include "http/status.h"
#include "self_test/peer.h"

#include <stdio.h>

/* Asks the peer for url, and says what came. */
static bool ask(const struct peer *peer, struct arena *arena, const char *url, struct text host, struct text path,
                char *says, size_t says_size)
{
    struct text request = arena_printf(arena, "GET %.*s HTTP/1.1\r\nHost: %.*s\r\nConnection: close\r\n\r\n",
                                       (int)path.length, path.at, (int)host.length, host.at);
    struct answer answer = peer_ask(peer, arena, request, false);
    if (answer.failure != NULL) {
        snprintf(says, says_size, "%s: %s", url, answer.failure);
        return false;
    }
    int code = answer.codes[answer.count - 1];
    snprintf(says, says_size, "%s: %d %.*s", url, code, (int)answer.phrase.length, answer.phrase.at);
    return status_class(code) == SUCCESSFUL;
}

/* What stands behind the host of an http or https URL; empty for any other one. */
static struct text path_of(struct text url)
{
    bool known = text_skip(&url, TEXT("http://")) || text_skip(&url, TEXT("https://"));
    return text_from(url, known ? text_find(url, '/') : url.length);
}

bool health(const char *url, const char *hosts, char *says, size_t says_size)
{
    struct arena arena;
    struct text path = path_of(text_of(url)), names = text_of(hosts != NULL ? hosts : "");
    arena_init(&arena, NULL, 0);
    struct text origin = arena_printf(&arena, "%.*s", (int)(path.at - url), url);
    struct peer *peer = peer_find(origin.at, says, says_size);
    struct text host = peer != NULL ? peer_host(peer) : TEXT("");
    text_list(&names, &host); /* leaves host as it is where there are no names */
    bool well =
        peer != NULL && ask(peer, &arena, url, host, path.length > 1 ? path : TEXT("/healthz"), says, says_size);
    if (peer != NULL) {
        peer_free(peer);
    }
    arena_release(&arena);
    return well;
}
