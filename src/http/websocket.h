/* The opening handshake of the WebSocket protocol (RFC 6455 §4). */
#ifndef STATUSD_HTTP_WEBSOCKET_H
#define STATUSD_HTTP_WEBSOCKET_H

#include "base/arena.h"
#include "base/text.h"
#include "http/request.h"

#include <stdbool.h>

/* Whether the request is a valid opening handshake (RFC 6455 §4.2.1). If so, *accept is set to the value of
 * Sec-WebSocket-Accept (§4.2.2), in arena. */
bool websocket_offered(const struct request *request, struct arena *arena, struct text *accept);

/* A Close frame from a server with status 1000, normal closure (RFC 6455 §5.5.1, §7.4.1). */
struct text websocket_close_frame(void);

#endif
