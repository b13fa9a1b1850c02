#include "server/handler.h"

#include "base/number.h"
#include "http/guard.h"
#include "server/library.h"
#include "server/perform.h"
#include "server/phrase.h"
#include "server/script.h"
#include "server/send.h"

#include <string.h>

static enum MHD_Result receive_head(struct exchange *x, const char *upload, size_t *upload_size);
static enum MHD_Result receive_content(struct exchange *x, const char *upload, size_t *upload_size);
static enum MHD_Result send_final(struct exchange *x, const char *upload, size_t *upload_size);

/* libmicrohttpd ends an exchange by handler_end, except where the kernel refuses to watch a socket that was resumed:
 * then it closes the connection without it, and the exchange is freed here. */
static void close_client(struct connection *client)
{
    struct exchange *forgotten = client->exchange;
    connection_close(client);
    if (forgotten != NULL) {
        exchange_free(forgotten);
    }
}

void handler_connection(void *listener, struct MHD_Connection *connection, void **client,
                        enum MHD_ConnectionNotificationCode what)
{
    struct exchange_server *server = ((struct exchange_listener *)listener)->server;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        close_client(*client);
        *client = NULL;
        return;
    }
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    *client = connection_open(server, fd,
                              MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
}

/* libmicrohttpd decodes the target in place: this is the last moment to see it as it came. */
void *handler_begin(void *listener, const char *target, struct MHD_Connection *connection)
{
    struct connection *client = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct exchange *x = exchange_new(listener, client, connection, target);
    client->exchange = x;
    x->step = receive_head;
    /* The query is ours from here on: the library would keep every parameter in the connection's memory, and hang
     * where that runs out. The target lies in its buffer, which is its to change. */
    char *query = strchr((char *)target, '?');
    if (query != NULL) {
        query[1] = '\0';
    }
    return x;
}

void handler_end(void *listener, struct MHD_Connection *connection, void **exchange,
                 enum MHD_RequestTerminationCode why)
{
    struct exchange *x = *exchange;
    (void)listener;
    (void)connection;
    (void)why;
    *exchange = NULL;
    if (x != NULL) {
        x->client->exchange = NULL;
        connection_enter(x->client, KEPT);
        exchange_free(x);
    }
}

enum MHD_Result handler_step(void *listener, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *upload, size_t *upload_size, void **exchange)
{
    struct exchange *x = *exchange;
    (void)listener;
    (void)connection;
    (void)url;
    if (x->request.method.at == NULL) {
        x->request.method = text_of(method);
        x->request.minor = strcmp(version, "HTTP/1.0") != 0;
        x->version = version;
    }
    if (x->over) {
        return MHD_NO;
    }
    library_back_to_normal(x);
    return x->step(x, upload, upload_size);
}

/* Whether content follows the head. */
static bool has_content(const struct request *request)
{
    const struct text *length = fields_find(&request->fields, TEXT("Content-Length"));
    return (length != NULL && !text_equal(*length, TEXT("0"))) ||
           fields_find(&request->fields, TEXT("Transfer-Encoding")) != NULL;
}

/* The step of an exchange whose time is over, until the connection ends. */
static enum MHD_Result throw_away(struct exchange *x, const char *upload, size_t *upload_size)
{
    bool more = *upload_size > 0;
    (void)x;
    (void)upload;
    *upload_size = 0;
    return more ? MHD_YES : MHD_NO;
}

/* The time is over: what still comes is thrown away, lest the library close at once, and a reset overtake the 408. */
static enum MHD_Result too_late(struct exchange *x, size_t *upload_size)
{
    x->step = throw_away;
    *upload_size = 0;
    return has_content(&x->request) ? MHD_YES : MHD_NO;
}

/* Answers a request whose content is still to come. libmicrohttpd would close at once, and what then still arrives
 * makes a reset that can cost the client the answer: so it goes out by hand, and is lingered over (RFC 9112 §9.6). */
static enum MHD_Result refuse_now(struct exchange *x, struct refusal refusal, size_t *upload_size)
{
    if (!connection_enter(x->client, ANSWERING)) {
        return too_late(x, upload_size);
    }
    x->refusal = refusal;
    x->refusal.lost = true; /* nobody reads the request to its end */
    exchange_answer(x);
    return perform(x, script_by_hand(&x->arena, &x->reply, x->code), NULL);
}

static const struct refusal mangled = {
    400, "a field line is folded (RFC 9112 §5.2), has a NUL in it (RFC 9110 §5.5), or has no name",
    "X-Name: plain text", true, NULL};

/* What is wrong with the head, or with the content that it announces. */
static struct refusal judge_head(struct exchange *x)
{
    struct refusal refusal = library_mangled_head(x) ? mangled : guard_check(&x->request, &x->server->config.limits);
    const struct text *length = fields_find(&x->request.fields, TEXT("Content-Length"));
    uint64_t announced;
    if (refusal.code == 0 && length != NULL && number_parse(*length, SIZE_MAX, &announced) && announced > 0 &&
        !exchange_reserve(x, (size_t)announced)) {
        return exchange_refuse_memory(x, (size_t)announced);
    }
    return refusal;
}

/* The first step behind a 100. */
static enum MHD_Result receive_expected(struct exchange *x, const char *upload, size_t *upload_size)
{
    x->step = connection_enter(x->client, CONTENT) ? receive_content : throw_away;
    (void)upload;
    (void)upload_size;
    return MHD_YES;
}

static enum MHD_Result receive_head(struct exchange *x, const char *upload, size_t *upload_size)
{
    (void)upload;
    exchange_read_fields(x);
    x->refusal = judge_head(x);
    bool content = has_content(&x->request);
    if (x->refusal.code != 0 && (x->refusal.lost || content)) {
        return refuse_now(x, x->refusal, upload_size);
    }
    bool expects = x->request.minor > 0 && fields_find(&x->request.fields, TEXT("Expect")) != NULL;
    if (!connection_enter(x->client, content && !expects ? CONTENT : ANSWERING)) {
        return too_late(x, upload_size);
    }
    x->step = receive_content;
    if (expects) {
        library_forget_expectation(x);
    }
    if (expects && x->refusal.code == 0) { /* the guard lets no expectation pass but 100-continue */
        x->request.continued = true;
        return perform(x, script_say_and_hand_back(&x->arena, TEXT("HTTP/1.1 100 Continue\r\n\r\n")), receive_expected);
    }
    return MHD_YES;
}

static enum MHD_Result answer(struct exchange *x)
{
    exchange_answer(x);
    struct script script = script_before_final(&x->arena, exchange_reply(x));
    return script.count > 0 ? perform(x, script, send_final) : send_final(x, NULL, NULL);
}

static enum MHD_Result receive_content(struct exchange *x, const char *upload, size_t *upload_size)
{
    size_t size = *upload_size;
    if (size == 0) {
        return connection_enter(x->client, ANSWERING) ? answer(x) : MHD_NO;
    }
    if (!connection_progress(x->client)) {
        return too_late(x, upload_size);
    }
    if (size > x->server->config.limits.content - x->request.content.length) {
        return refuse_now(x, guard_too_large, upload_size);
    }
    if (!exchange_add_content(x, upload, size)) {
        return refuse_now(x, exchange_refuse_memory(x, x->request.content.length + size - x->reserved), upload_size);
    }
    *upload_size = 0;
    return MHD_YES;
}

/* Whether both heads fit into the library's memory, with what it keeps of each of the request's fields, and the last
 * chunk after them. Where they do not, it would close without a word. */
static bool heads_fit(const struct exchange *x, const struct reply *reply)
{
    enum { KEPT_OF_FIELD = 64, ROOM = CONNECTION_MEMORY / 4 };
    size_t size = x->head_size + x->request.fields.count * KEPT_OF_FIELD + ROOM;
    return size + fields_size(&reply->fields) + fields_size(&reply->trailers) < CONNECTION_MEMORY;
}

/* Whether the reply is none that libmicrohttpd can send. */
static bool is_by_hand(const struct exchange *x, const struct reply *reply)
{
    return reply->fault != NULL || reply->phrase.at != NULL || x->code < 200 || reply->tunnel || !heads_fit(x, reply) ||
           (!x->server->probed.phrases && phrase_is_foreign(x->code));
}

static enum MHD_Result send_final(struct exchange *x, const char *upload, size_t *upload_size)
{
    const struct reply *reply = exchange_reply(x);
    (void)upload;
    (void)upload_size;
    if (is_by_hand(x, reply)) {
        return perform(x, script_by_hand(&x->arena, reply, x->code), NULL);
    }
    return send_reply(x) ? MHD_YES : MHD_NO;
}
