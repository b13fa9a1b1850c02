/* /earn/chat: a WebSocket that echoes, and what a request gets that is no good handshake (RFC 6455 §4.2). */
#include "http/websocket.h"
#include "site/earn/earn.h"
#include "site/problem.h"
#include "site/status_reply.h"

/* The 101 accepts the handshake, and the 426 names the protocol and its version, as both do at /status. */
static int answer(struct context *context)
{
    enum handshake handshake = websocket_judge(context->request, context->arena);
    if (handshake == HANDSHAKE_BAD_KEY) {
        return problem(context, 400,
                       TEXT("Sec-WebSocket-Key is missing, doubled, or not the base64 of 16 bytes (RFC 6455 §4.1)"),
                       TEXT("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    }
    return status_reply(context, handshake == HANDSHAKE_GOOD ? 101 : 426);
}

const struct route chat_routes[] = {
    {"/earn/chat", EXACTLY, NULL, answer, NULL, "/earn/chat",
     "101 to a WebSocket handshake, then an echo; 426 to anything else"},
    {.path = NULL},
};
