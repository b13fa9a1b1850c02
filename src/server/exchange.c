#include "server/exchange.h"

#include "base/clock.h"
#include "server/interim.h"
#include "server/library.h"
#include "server/send.h"
#include "server/wire.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static enum MHD_Result receive_head(struct exchange *x, const char *upload, size_t *upload_size);
static enum MHD_Result receive_content(struct exchange *x, const char *upload, size_t *upload_size);
static enum MHD_Result send_interims(struct exchange *x, const char *upload, size_t *upload_size);
static enum MHD_Result send_final(struct exchange *x, const char *upload, size_t *upload_size);

void *exchange_begin(void *listener, const char *target, struct MHD_Connection *connection)
{
    struct exchange_listener *of = listener;
    struct exchange *x = memory_grow(NULL, EXCHANGE_SIZE);
    memset(x, 0, offsetof(struct exchange, first));
    arena_init(&x->arena, x->first, EXCHANGE_SIZE - offsetof(struct exchange, first));
    x->listener = of;
    x->server = of->server;
    x->connection = connection;
    x->step = receive_head;
    /* libmicrohttpd decodes the target in place: this is the last moment to see it as it came. */
    request_set_target(&x->request, &x->arena, arena_copy(&x->arena, text_of(target)));
    /* The query is ours from here on: the library would keep every parameter in the connection's memory, and hang
     * where that runs out. The target lies in its buffer, which is its to change. */
    char *query = strchr((char *)target, '?');
    if (query != NULL) {
        query[1] = '\0';
    }
    return x;
}

void exchange_end(void *listener, struct MHD_Connection *connection, void **exchange,
                  enum MHD_RequestTerminationCode why)
{
    struct exchange *x = *exchange;
    (void)listener;
    (void)connection;
    (void)why;
    *exchange = NULL;
    if (x != NULL) {
        free(x->upload);
        arena_release(&x->arena);
        free(x);
    }
}

/* The client's address is written out once per connection, not once per request. */
static char *address_name(const struct sockaddr *address)
{
    char *name = memory_new(INET6_ADDRSTRLEN);
    if (address != NULL && address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, name, INET6_ADDRSTRLEN);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, name, INET6_ADDRSTRLEN);
    }
    return name;
}

void exchange_connection(void *listener, struct MHD_Connection *connection, void **client,
                         enum MHD_ConnectionNotificationCode what)
{
    struct halfclose *halfclose = ((struct exchange_listener *)listener)->server->halfclose;
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        halfclose_closing(halfclose, fd);
        free(*client);
        *client = NULL;
        return;
    }
    *client = address_name(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    halfclose_opened(halfclose, fd);
}

enum MHD_Result exchange_handle(void *listener, struct MHD_Connection *connection, const char *url, const char *method,
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
    /* Whoever is woken while the server stops goes: nothing may wait any more. */
    if (x->watch.wake != NULL && atomic_load_explicit(&x->server->stopping, memory_order_relaxed)) {
        return MHD_NO;
    }
    return x->step(x, upload, upload_size);
}

static void wake(struct watch *watch, uint32_t events)
{
    struct exchange *x = (struct exchange *)((char *)watch - offsetof(struct exchange, watch));
    (void)events;
    MHD_resume_connection(x->connection);
}

void exchange_wait_until(struct exchange *x, int64_t due)
{
    x->watch.wake = wake;
    MHD_suspend_connection(x->connection);
    if (!loop_at(x->server->loop, &x->watch, due)) {
        MHD_resume_connection(x->connection);
    }
}

static enum MHD_Result wait_for(struct exchange *x, int64_t milliseconds)
{
    exchange_wait_until(x, clock_nanoseconds() + milliseconds * 1000000);
    return MHD_YES;
}

/* The white space behind a value is not part of it (RFC 9112 §5.1), which the library overlooks. It does so in
 * Transfer-Encoding too, and then waits for an end that it would not see: the guard has to be told what it was told. */
static enum MHD_Result add_field(void *exchange, enum MHD_ValueKind kind, const char *name, size_t name_length,
                                 const char *value, size_t value_length)
{
    struct exchange *x = exchange;
    struct text field = {name, name_length};
    struct text text = value != NULL ? (struct text){value, value_length} : TEXT("");
    (void)kind;
    fields_add(&x->arena, &x->request.fields, field,
               text_same(field, TEXT("Transfer-Encoding")) ? text : text_trim(text));
    return MHD_YES;
}

/* Whether content follows the head. */
static bool has_content(const struct request *request)
{
    const struct text *length = fields_find(&request->fields, TEXT("Content-Length"));
    return (length != NULL && !text_equal(*length, TEXT("0"))) ||
           fields_find(&request->fields, TEXT("Transfer-Encoding")) != NULL;
}

static void answer(struct exchange *x)
{
    const struct service *service = &x->server->service;
    x->reply.arena = &x->arena;
    if (x->refusal.code != 0) {
        x->code = service->refuse(service->site, &x->request, &x->refusal, &x->reply);
    } else {
        x->code = service->answer(service->site, &x->request, &x->reply);
    }
}

const struct reply *exchange_reply(const struct exchange *x)
{
    return x->reply.shared != NULL ? x->reply.shared->reply : &x->reply;
}

/* Answers a request whose content is still to come. libmicrohttpd would close at once, and what then still arrives
 * makes a reset that can cost the client the answer: so it goes out by hand, and is lingered over (RFC 9112 §9.6). */
static enum MHD_Result refuse_now(struct exchange *x)
{
    answer(x);
    x->reply.close = true;
    reply_finish(&x->reply, x->code, &x->request);
    return wire_send(x);
}

static size_t head_size(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info != NULL ? info->header_size : 0;
}

static const struct refusal mangled = {
    400, "a field line is folded (RFC 9112 §5.2), has a NUL in it (RFC 9110 §5.5), or no name", "X-Name: plain text",
    true};

static enum MHD_Result receive_head(struct exchange *x, const char *upload, size_t *upload_size)
{
    const union MHD_ConnectionInfo *client;
    (void)upload;
    (void)upload_size;
    MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, add_field, x);
    client = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    x->request.client = client != NULL && client->socket_context != NULL ? client->socket_context : "";
    x->request.from_outside = x->listener->from_outside;
    x->head_size = head_size(x->connection);
    x->refusal = guard_check(&x->request, &x->server->config.limits);
    if (head_is_mangled(x->request.method.at, x->head_size, x->version, &x->request.fields)) {
        x->refusal = mangled;
    }
    if (x->refusal.code != 0 && (x->refusal.lost || has_content(&x->request))) {
        return refuse_now(x);
    }
    /* The guard lets no other expectation pass. */
    x->request.continued =
        x->request.minor > 0 && fields_find(&x->request.fields, TEXT("Expect")) != NULL && library_always_continues();
    x->step = receive_content;
    return MHD_YES;
}

static enum MHD_Result receive_content(struct exchange *x, const char *upload, size_t *upload_size)
{
    size_t size = *upload_size, length = x->request.content.length;
    if (size == 0) {
        answer(x);
        x->step = send_interims;
        return x->reply.delay > 0 ? wait_for(x, x->reply.delay) : send_interims(x, upload, upload_size);
    }
    *upload_size = 0;
    if (size > x->server->config.limits.content - length) {
        x->refusal = (struct refusal){413, "the content is larger than this server takes", "--max-content 16M", true};
        return refuse_now(x);
    }
    if (length + size > x->upload_room) {
        x->upload_room = (length + size) * 2;
        x->upload = memory_grow(x->upload, x->upload_room);
    }
    memcpy(x->upload + length, upload, size);
    x->request.content = (struct text){x->upload, length + size};
    return MHD_YES;
}

/* The interim responses, each as it leaves libmicrohttpd no say: by hand, before the final one is queued. */
static enum MHD_Result send_interims(struct exchange *x, const char *upload, size_t *upload_size)
{
    const struct reply *reply = exchange_reply(x);
    while (x->interims_sent < reply->interim_count) {
        switch (interim_send(x, &reply->interims[x->interims_sent])) {
        case INTERIM_SENT:
            break;
        case INTERIM_BLOCKED:
            return wait_for(x, 1);
        case INTERIM_FAILED:
            return MHD_NO;
        }
        x->interims_sent++;
        if (reply->gap > 0) {
            return wait_for(x, reply->gap);
        }
    }
    x->step = send_final;
    return send_final(x, upload, upload_size);
}

static enum MHD_Result send_final(struct exchange *x, const char *upload, size_t *upload_size)
{
    (void)upload;
    (void)upload_size;
    if (wire_must_send(x)) {
        return wire_send(x);
    }
    return send_reply(x) ? MHD_YES : MHD_NO;
}
