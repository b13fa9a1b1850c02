#include "server/unreadable.h"

#include "http/guard.h"
#include "server/exchange.h"
#include "server/queue.h"
#include "server/quirks.h"
#include "server/refuse.h"
#include "server/send.h"

#include <sys/socket.h>

static atomic_bool called;

bool unreadable_was_called(void)
{
    return atomic_load(&called);
}

/* Refusals where only the status code is known that the library would have sent. */
static const struct refusal malformed = {400, "the request is malformed (RFC 9112 §2.2, §3, §5)",
                                         "GET /status/200 HTTP/1.1", true, NULL};
static const struct refusal large_chunk = {413, "the content, or a chunk of it, is larger than this server takes",
                                           "start statusd with --max-content 16M", true, NULL};
static const struct refusal other_version = {
    505, "the version of HTTP is not one that this server speaks (RFC 9110 §15.6.6)", "GET /status/200 HTTP/1.1", true,
    NULL};
static const struct refusal *const refusals[] = {&malformed,         &large_chunk,          &guard_long_target,
                                                 &guard_long_fields, &guard_unknown_coding, &other_version};

static struct refusal refusal_by_code(int code)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        if (refusals[i]->code == code) {
            return *refusals[i];
        }
    }
    return (struct refusal){code, "the request cannot be read", "GET /status/200 HTTP/1.1", true, NULL};
}

/* What to answer in place of the library's code. A complete head is judged by the guard, so that the answer does not
 * depend on the library's version. exchange may be NULL. */
static struct refusal refusal_of(struct exchange *exchange, unsigned int code)
{
    struct refusal refusal = {.code = 0};
    if (exchange != NULL && exchange->request.method.at != NULL && (int)code == guard_malformed_content.code) {
        return guard_malformed_content;
    }
    if (exchange != NULL && exchange->request.method.at == NULL && exchange_has_head(exchange)) {
        /* The library does not tell method and version yet: assumes the most likely. */
        exchange->request.method = TEXT("GET");
        exchange->request.minor = 1;
        exchange_read_fields(exchange);
        refusal = guard_check(&exchange->request, &exchange->server->config.limits);
    }
    refusal = refusal.code != 0 ? refusal : refusal_by_code((int)code);
    refusal.must_close = true;
    return refusal;
}

static enum MHD_Result answer_instead(struct MHD_Connection *mhd, struct connection *connection,
                                      const struct refusal *refusal)
{
    struct arena arena;
    struct reply reply;
    arena_init(&arena, NULL, 0);
    int code = refuse_reply(connection->server, refusal, &arena, &reply);
    struct MHD_Response *response = response_copy(&reply);
    enum MHD_Result queued = response != NULL ? queue_response(mhd, (unsigned)code, response) : MHD_NO;
    if (response != NULL) {
        MHD_destroy_response(response);
    }
    arena_release(&arena);
    /* While the library is being stopped, it returns MHD_YES but queues nothing; told MHD_YES, 0.9 would then use the
     * missing response. */
    return atomic_load(&connection->server->stopping) ? MHD_NO : queued;
}

/* Only the library calls this, with its own answer; all else calls queue_response. MHD_NO makes it close the
 * connection.
 */
enum MHD_Result MHD_queue_response(struct MHD_Connection *mhd, unsigned int code, struct MHD_Response *response)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *connection = info != NULL ? info->socket_context : NULL;
    atomic_store_explicit(&called, true, memory_order_relaxed);
    if (connection == NULL) {
        return queue_response(mhd, code, response);
    }
    if (!connection_enter(connection, ANSWERING)) {
        return MHD_NO; /* the client was told 408 */
    }
    struct exchange *exchange = connection->exchange;
    /* Before refusal_of, which sets the method. */
    bool doubled =
        quirk_doubles_heads() && exchange != NULL && exchange->request.method.at == NULL && exchange_has_head(exchange);
    struct refusal refusal = refusal_of(exchange, code);
    if (doubled) {
        refuse_by_hand(connection->server, &refusal, &connection->wire);
        shutdown(connection->wire.fd, SHUT_WR);
        wire_discard(&connection->wire);
        return MHD_NO;
    }
    return answer_instead(mhd, connection, &refusal);
}
