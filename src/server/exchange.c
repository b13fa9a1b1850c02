#include "server/exchange.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE = 64 * 1024 }; /* an exchange whose arena took more than this from malloc counts in --max-memory */

struct exchange *exchange_new(struct exchange_listener *listener, struct connection *client,
                              struct MHD_Connection *connection, const char *target)
{
    struct exchange *x = memory_grow(NULL, EXCHANGE_SIZE);
    memset(x, 0, offsetof(struct exchange, first));
    arena_init(&x->arena, x->first, EXCHANGE_SIZE - offsetof(struct exchange, first));
    x->listener = listener;
    x->server = listener->server;
    x->client = client;
    x->connection = connection;
    request_set_target(&x->request, &x->arena, arena_copy(&x->arena, text_of(target)));
    return x;
}

static void give_back_memory(struct exchange *x)
{
    if (x->reserved > 0) {
        atomic_fetch_sub(&x->server->memory, x->reserved);
        x->reserved = 0;
    }
}

static void drop_content(struct exchange *x)
{
    free(x->upload);
    x->upload = NULL;
    x->request.content = TEXT("");
    give_back_memory(x);
}

void exchange_free(struct exchange *x)
{
    drop_content(x);
    arena_release(&x->arena);
    free(x);
}

static size_t head_size(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info != NULL ? info->header_size : 0;
}

bool exchange_has_head(const struct exchange *x)
{
    return head_size(x->connection) > 0;
}

/* The white space behind a value is not part of it (RFC 9112 §5.1), which the library overlooks. For Transfer-Encoding
 * the guard has to see it: the library does not know the coding with it, and reads no content. */
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

void exchange_read_fields(struct exchange *x)
{
    MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, add_field, x);
    x->request.client = x->client->address;
    x->request.from_outside = x->listener->from_outside;
    x->head_size = head_size(x->connection);
}

bool exchange_reserve(struct exchange *x, size_t bytes)
{
    size_t most = (size_t)x->server->config.max_memory;
    size_t held = atomic_load(&x->server->memory);
    do {
        if (held > most || bytes > most - held) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&x->server->memory, &held, held + bytes));
    x->reserved += bytes;
    return true;
}

/* Where its length was announced, exactly that much has been reserved, and the room never grows. Chunked content
 * doubles it. */
bool exchange_add_content(struct exchange *x, const char *bytes, size_t size)
{
    size_t length = x->request.content.length;
    if (x->upload == NULL) {
        x->upload_room = x->reserved;
        x->upload = memory_grow(NULL, x->upload_room);
    }
    if (length + size > x->upload_room) {
        size_t room = (length + size) * 2;
        if (!exchange_reserve(x, room - x->upload_room)) {
            room = length + size; /* if not twice, then just as much */
            if (!exchange_reserve(x, room - x->upload_room)) {
                return false;
            }
        }
        x->upload_room = room;
        x->upload = memory_grow(x->upload, room);
    }
    memcpy(x->upload + length, bytes, size);
    x->request.content = (struct text){x->upload, length + size};
    return true;
}

static void ask_service(struct exchange *x)
{
    const struct service *service = &x->server->service;
    x->reply = (struct reply){.arena = &x->arena};
    if (x->refusal.code != 0) {
        x->code = service->refuse(service->site, &x->request, &x->refusal, &x->reply);
    } else {
        x->code = service->answer(service->site, &x->request, &x->reply);
    }
}

static const struct refusal no_memory = {503, "the memory for requests' content is used up for now",
                                         "start statusd with --max-memory 512M", true, "1"};

static const struct refusal never_fits = {
    413, "the content, or the answer that is made from it, is larger than all the memory that this server has for them",
    "start statusd with --max-memory 512M", true, NULL};

struct refusal exchange_refuse_memory(const struct exchange *x, size_t bytes)
{
    return x->reserved + bytes > x->server->config.max_memory ? never_fits : no_memory;
}

/* The request's content is not needed any more once there is an answer, and an answer may be larger than what it was
 * made from. */
void exchange_answer(struct exchange *x)
{
    struct arena_mark before = arena_mark(&x->arena);
    ask_service(x);
    drop_content(x);
    size_t taken = x->arena.taken;
    if (taken > LARGE && !exchange_reserve(x, taken)) {
        arena_rewind(&x->arena, before);
        x->refusal = exchange_refuse_memory(x, taken);
        ask_service(x);
    }
}
