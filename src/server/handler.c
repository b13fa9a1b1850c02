#include "server/handler.h"

#include "base/number.h"
#include "base/random.h"
#include "http/guard.h"
#include "server/perform.h"
#include "server/phrase.h"
#include "server/quirks.h"
#include "server/script.h"
#include "server/send.h"
#include "server/tls.h"

#include <string.h>

static enum MHD_Result receive_head(struct exchange *exchange, const char *upload, size_t *upload_size);
static enum MHD_Result receive_content(struct exchange *exchange, const char *upload, size_t *upload_size);
static enum MHD_Result receive_nothing(struct exchange *exchange, const char *upload, size_t *upload_size);

/* libmicrohttpd calls handler_end before it closes a connection, except where the kernel refuses to watch a socket that
 * was resumed: then the exchange is freed here. */
static void close_connection(struct connection *connection)
{
    struct exchange *left_over = connection->exchange;
    connection_close(connection);
    if (left_over != NULL) {
        exchange_free(left_over);
    }
}

void handler_connection(void *listener, struct MHD_Connection *mhd, void **connection,
                        enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        close_connection(*connection);
        *connection = NULL;
        return;
    }
    /* What the library returns may be valid only until the next question. */
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct wire wire = {.fd = info->connect_fd};
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    wire.tls = info != NULL ? info->tls_session : NULL;
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    *connection = connection_open(listener, wire, info != NULL ? info->client_addr : NULL);
    if (wire.tls != NULL) {
        tls_attach(*connection, mhd);
    } else {
        tls_refuse_hello(*connection);
    }
}

/* The exchange copies the target here, as libmicrohttpd then decodes it in place. */
void *handler_begin(void *listener, const char *target, struct MHD_Connection *mhd)
{
    struct connection *connection = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct exchange *exchange = exchange_new(listener, connection, mhd, target);
    connection->exchange = exchange;
    exchange->step = receive_head;
    /* Hides the query from the library, which would keep every parameter in the connection's memory, and hang where
     * that runs out. The library declares target const, but it lies in the connection's writable buffer. */
    char *query = strchr((char *)target, '?');
    if (query != NULL) {
        query[1] = '\0';
    }
    return exchange;
}

static void count_answered(struct exchange_server *server)
{
    uint64_t most = server->config.max_requests;
    if (most > 0 && atomic_fetch_add(&server->answered, 1) + 1 == most) {
        server->config.limit_reached();
    }
}

void handler_end(void *listener, struct MHD_Connection *mhd, void **closure, enum MHD_RequestTerminationCode why)
{
    struct exchange *exchange = *closure;
    (void)listener;
    (void)mhd;
    (void)why;
    *closure = NULL;
    if (exchange != NULL) {
        exchange->connection->exchange = NULL;
        connection_enter(exchange->connection, KEPT);
        if (exchange->code != 0) {
            count_answered(exchange->server);
        }
        exchange_free(exchange);
    }
}

enum MHD_Result handler_step(void *listener, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_size, void **closure)
{
    struct exchange *exchange = *closure;
    (void)listener;
    (void)mhd;
    (void)url;
    if (exchange->request.method.at == NULL) {
        exchange->request.method = text_of(method);
        exchange->request.minor = strcmp(version, "HTTP/1.0") != 0;
        exchange->version = version;
    }
    if (exchange->close_now) {
        return MHD_NO;
    }
    quirk_common_timeout(exchange);
    return exchange->step(exchange, upload, upload_size);
}

static bool has_content(const struct request *request)
{
    const struct text *length = fields_find(&request->fields, TEXT("Content-Length"));
    return (length != NULL && !text_equal(*length, TEXT("0"))) ||
           fields_find(&request->fields, TEXT("Transfer-Encoding")) != NULL;
}

/* The last step of an exchange that was told 408: discards content until no more comes, then closes the connection. */
static enum MHD_Result throw_away(struct exchange *exchange, const char *upload, size_t *upload_size)
{
    bool more = *upload_size > 0;
    (void)exchange;
    (void)upload;
    *upload_size = 0;
    return more ? MHD_YES : MHD_NO;
}

/* The client was told 408. Content that still comes is read and discarded: if the library closed at once, a reset could
 * cost the client the 408. */
static enum MHD_Result too_late(struct exchange *exchange, size_t *upload_size)
{
    exchange->step = throw_away;
    *upload_size = 0;
    return has_content(&exchange->request) ? MHD_YES : MHD_NO;
}

/* Refuses a request before its content has been read. libmicrohttpd would close at once, and content that arrives after
 * that makes a reset, which can cost the client the answer. So the answer is written by hand, and the script waits for
 * the client to close (RFC 9112 §9.6). */
static enum MHD_Result refuse_now(struct exchange *exchange, struct refusal refusal, size_t *upload_size)
{
    if (!connection_enter(exchange->connection, ANSWERING)) {
        return too_late(exchange, upload_size);
    }
    exchange->refusal = refusal;
    exchange->refusal.must_close = true; /* the rest of the request is not read */
    exchange_answer(exchange, REQUEST_WHOLE);
    return perform(exchange,
                   script_by_hand(&exchange->arena, &exchange->reply, exchange->code, exchange->request.arrival), NULL);
}

static const struct refusal mangled_line = {
    400, "the request line has a NUL in it, or more than one space between two of its parts (RFC 9112 §3)",
    "GET /status/200 HTTP/1.1", true, NULL};
static const struct refusal mangled = {
    400, "a field line is folded (RFC 9112 §5.2), has a NUL in it (RFC 9110 §5.5), or has no name",
    "X-Name: plain text", true, NULL};

static struct refusal judge_head(const struct exchange *exchange)
{
    if (quirk_mangled_line(exchange)) {
        return mangled_line;
    }
    if (quirk_mangled_head(exchange)) {
        return mangled;
    }
    struct refusal refusal = guard_check(&exchange->request, &exchange->server->config.limits);
    const struct refusal *client = refusal.code == 0 ? tls_judge_client(exchange->connection) : NULL;
    return client != NULL ? *client : refusal;
}

/* Reserves memory for the content that the head announces. Returns how many bytes there are too few; 0: none. */
static size_t reserve_announced(struct exchange *exchange)
{
    const struct text *length = fields_find(&exchange->request.fields, TEXT("Content-Length"));
    uint64_t announced;
    if (length == NULL || !number_parse(*length, SIZE_MAX, &announced)) {
        return 0;
    }
    if (!exchange_reserve(exchange, (size_t)announced)) {
        return (size_t)announced;
    }
    exchange->upload_room = (size_t)announced;
    return 0;
}

/* Content may come: the step after a script that came before it, if there was one. */
static enum MHD_Result begin_content(struct exchange *exchange, const char *upload, size_t *upload_size)
{
    exchange->step = connection_enter(exchange->connection, CONTENT) ? receive_content : throw_away;
    (void)upload;
    (void)upload_size;
    return MHD_YES;
}

/* The answer goes out before the content of the request, which may follow or not: the connection cannot go on. */
static enum MHD_Result answer_early(struct exchange *exchange)
{
    exchange_answer(exchange, REQUEST_EARLY);
    return perform(
        exchange, script_by_hand(&exchange->arena, exchange_reply(exchange), exchange->code, exchange->request.arrival),
        NULL);
}

/* Content is to come. A look at the answer tells what is to be sent before that: perhaps all of it. */
static enum MHD_Result await_content(struct exchange *exchange, size_t *upload_size)
{
    struct arena_mark before = arena_mark(&exchange->arena);
    exchange->request.seed = random_seed();
    exchange_answer(exchange, REQUEST_PREVIEW);
    const struct reply *reply = exchange_reply(exchange);
    if (reply_is_early(reply, exchange->code, &exchange->request)) {
        return answer_early(exchange);
    }
    exchange->interims_sent = reply->early == EARLY_INTERIM ? reply->interim_count : 0;
    struct script script = script_before_content(&exchange->arena, reply, &exchange->request);
    exchange->code = 0;
    if (script.count == 0) {
        exchange_forget(exchange, before);
    }
    size_t lacking = reserve_announced(exchange);
    if (lacking > 0) {
        return refuse_now(exchange, exchange_refuse_memory(exchange, lacking), upload_size);
    }
    return script.count > 0 ? perform(exchange, script, begin_content) : begin_content(exchange, NULL, NULL);
}

static enum MHD_Result receive_head(struct exchange *exchange, const char *upload, size_t *upload_size)
{
    struct request *request = &exchange->request;
    (void)upload;
    exchange_read_fields(exchange);
    exchange->refusal = judge_head(exchange);
    bool content = has_content(request), expects = fields_find(&request->fields, TEXT("Expect")) != NULL;
    if (exchange->refusal.code != 0 && (exchange->refusal.must_close || content)) {
        return refuse_now(exchange, exchange->refusal, upload_size);
    }
    if (!connection_enter(exchange->connection, ANSWERING)) {
        return too_late(exchange, upload_size);
    }
    if (expects) { /* 100-continue: the guard refuses all others */
        quirk_forget_expectation(exchange);
        request->expects_continue = content && request->minor > 0;
    }
    exchange->step = receive_nothing;
    return content ? await_content(exchange, upload_size) : MHD_YES;
}

/* Whether the heads of request and answer fit into the library's memory, together with its record of each field of the
 * request and with the last chunk. Where they do not, the library would close the connection without an answer. */
static bool heads_fit(const struct exchange *exchange, const struct reply *reply)
{
    enum { FIELD_RECORD = 64, ROOM = CONNECTION_MEMORY / 4 };
    size_t size = exchange->head_size + exchange->request.fields.count * FIELD_RECORD + ROOM;
    return size + fields_size(&reply->fields) + fields_size(&reply->trailers) < CONNECTION_MEMORY;
}

/* Whether the reply has to be written by hand, as libmicrohttpd cannot send it. */
static bool needs_hand(const struct exchange *exchange, const struct reply *reply)
{
    return reply->by_hand || !heads_fit(exchange, reply) ||
           (!exchange->server->probed.phrases && phrase_is_foreign(exchange->code));
}

static enum MHD_Result send_final(struct exchange *exchange, const char *upload, size_t *upload_size)
{
    (void)upload;
    (void)upload_size;
    return send_by_library(exchange) ? MHD_YES : MHD_NO;
}

/* What was sent before the content came is not sent again. It is the last that was added, as a resource adds its own
 * first. */
static void drop_sent_interims(struct exchange *exchange)
{
    int sent = exchange->interims_sent, count = exchange->reply.interim_count;
    exchange->reply.interim_count -= sent < count ? sent : count;
}

/* Sends the answer, by the library or by hand. A script waits and sends interim responses before the library's part. */
static enum MHD_Result answer(struct exchange *exchange)
{
    exchange_answer(exchange, REQUEST_WHOLE);
    drop_sent_interims(exchange);
    const struct reply *reply = exchange_reply(exchange);
    if (needs_hand(exchange, reply)) {
        return perform(exchange, script_by_hand(&exchange->arena, reply, exchange->code, exchange->request.arrival),
                       NULL);
    }
    if (reply->delay > 0 || reply->interim_count > 0) {
        return perform(exchange, script_before_final(&exchange->arena, reply), send_final);
    }
    return send_final(exchange, NULL, NULL);
}

/* The step after a head that no content follows. */
static enum MHD_Result receive_nothing(struct exchange *exchange, const char *upload, size_t *upload_size)
{
    (void)upload;
    (void)upload_size;
    return answer(exchange);
}

static struct refusal judge_trailers(struct exchange *exchange)
{
    struct fields trailers = exchange_trailers(exchange);
    return quirk_mangled_trailers(&trailers) ? guard_malformed_content
                                             : guard_check_lines(&trailers, &exchange->server->config.limits);
}

/* The content is in. */
static enum MHD_Result end_content(struct exchange *exchange, size_t *upload_size)
{
    struct refusal refusal = judge_trailers(exchange);
    if (refusal.code != 0) {
        return refuse_now(exchange, refusal, upload_size);
    }
    return connection_enter(exchange->connection, ANSWERING) ? answer(exchange) : MHD_NO;
}

static enum MHD_Result receive_content(struct exchange *exchange, const char *upload, size_t *upload_size)
{
    size_t size = *upload_size;
    if (size == 0) {
        return end_content(exchange, upload_size);
    }
    if (!connection_progress(exchange->connection)) {
        return too_late(exchange, upload_size);
    }
    if (size > exchange->server->config.limits.content - exchange->request.content.length) {
        return refuse_now(exchange, guard_too_large, upload_size);
    }
    if (!exchange_add_content(exchange, upload, size)) {
        return refuse_now(
            exchange, exchange_refuse_memory(exchange, exchange->request.content.length + size - exchange->reserved),
            upload_size);
    }
    *upload_size = 0;
    return MHD_YES;
}
