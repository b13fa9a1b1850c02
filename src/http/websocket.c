#include "http/websocket.h"

#include "base/digest.h"

/* Whether key is the base64 of 16 bytes: 22 digits and "==". */
static bool is_key(struct text key)
{
    static const struct text digits = TEXT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    if (key.length != 24 || !text_equal(text_from(key, 22), TEXT("=="))) {
        return false;
    }
    for (size_t i = 0; i < 22; i++) {
        if (text_find(digits, key.at[i]) == digits.length) {
            return false;
        }
    }
    return true;
}

enum handshake websocket_judge(const struct request *request, struct arena *arena)
{
    bool offered = text_equal(request->method, TEXT("GET")) && request->minor > 0 &&
                   text_lists(request_field(request, arena, "Connection"), TEXT("Upgrade")) &&
                   text_lists(request_field(request, arena, "Upgrade"), TEXT("websocket"));
    if (!offered) {
        return HANDSHAKE_NONE;
    }
    if (!text_equal(request_field(request, arena, "Sec-WebSocket-Version"), TEXT("13"))) {
        return HANDSHAKE_OLD_VERSION;
    }
    return is_key(request_field(request, arena, "Sec-WebSocket-Key")) ? HANDSHAKE_GOOD : HANDSHAKE_BAD_KEY;
}

struct text upgrade_offered(const struct request *request, struct arena *arena)
{
    struct text offered = request_field(request, arena, "Upgrade"), first = TEXT("");
    bool offers = request->minor > 0 && text_lists(request_field(request, arena, "Connection"), TEXT("Upgrade"));
    return offers && text_list(&offered, &first) ? first : TEXT("");
}

void websocket_accept(const struct request *request, struct reply *reply)
{
    struct arena *arena = reply->arena;
    struct text key = request_field(request, arena, "Sec-WebSocket-Key");
    struct text offered = request_field(request, arena, "Sec-WebSocket-Protocol"), first;
    reply_add(reply, "Sec-WebSocket-Accept",
              digest_sha1_base64(
                  arena, arena_printf(arena, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)key.length, key.at)));
    if (text_list(&offered, &first) && text_is_token(first)) {
        reply_add(reply, "Sec-WebSocket-Protocol", arena_copy(arena, first));
    }
    reply->echoes = true;
}
