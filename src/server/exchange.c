#include "server/exchange.h"

#include "http/echo.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE = 64 * 1024 }; /* bytes of an arena, above which it counts against --max-memory */

struct exchange *exchange_new(struct exchange_listener *listener, struct connection *connection,
                              struct MHD_Connection *mhd, const char *target)
{
    struct exchange *exchange = memory_grow(NULL, EXCHANGE_SIZE);
    memset(exchange, 0, offsetof(struct exchange, first));
    arena_init(&exchange->arena, exchange->first, EXCHANGE_SIZE - offsetof(struct exchange, first));
    exchange->listener = listener;
    exchange->server = listener->server;
    exchange->connection = connection;
    exchange->mhd = mhd;
    exchange->target = target;
    request_set_target(&exchange->request, &exchange->arena, arena_copy(&exchange->arena, text_of(target)));
    return exchange;
}

static void give_back_memory(struct exchange *exchange)
{
    if (exchange->reserved > 0) {
        atomic_fetch_sub(&exchange->server->memory, exchange->reserved);
        exchange->reserved = 0;
    }
}

static void drop_content(struct exchange *exchange)
{
    free(exchange->upload);
    exchange->upload = NULL;
    exchange->request.content = TEXT("");
    give_back_memory(exchange);
}

void exchange_free(struct exchange *exchange)
{
    drop_content(exchange);
    echo_free(exchange->echo);
    arena_release(&exchange->arena);
    free(exchange);
}

static size_t head_size(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info != NULL ? info->header_size : 0;
}

bool exchange_has_head(const struct exchange *exchange)
{
    return head_size(exchange->mhd) > 0;
}

/* Where the fields of a header or trailer section go. */
struct section {
    struct arena *arena;
    struct fields *fields;
};

/* Removes the white space after a field value, which is not part of it (RFC 9112 §5.1); the library leaves it there.
 * Not for Transfer-Encoding: with white space the library does not recognise the coding and reads no content, so that
 * the guard has to refuse it. */
static enum MHD_Result add_field(void *closure, enum MHD_ValueKind kind, const char *name, size_t name_length,
                                 const char *value, size_t value_length)
{
    struct section *section = closure;
    struct text field = {name, name_length};
    struct text text = value != NULL ? (struct text){value, value_length} : TEXT("");
    (void)kind;
    fields_add(section->arena, section->fields, field,
               text_same(field, TEXT("Transfer-Encoding")) ? text : text_trim(text));
    return MHD_YES;
}

void exchange_read_fields(struct exchange *exchange)
{
    struct section head = {&exchange->arena, &exchange->request.fields};
    MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, add_field, &head);
    exchange->request.client_address = exchange->connection->address;
    exchange->request.from_outside = exchange->listener->from_outside;
    exchange->request.other_origin = exchange->listener->other_origin;
    exchange->request.secure = exchange->listener->secure;
    exchange->request.is_unix = exchange->listener->is_unix;
    exchange->head_size = head_size(exchange->mhd);
}

struct fields exchange_trailers(struct exchange *exchange)
{
    struct fields trailers = {.count = 0};
    MHD_get_connection_values_n(exchange->mhd, MHD_FOOTER_KIND, add_field,
                                &(struct section){&exchange->arena, &trailers});
    return trailers;
}

bool exchange_reserve(struct exchange *exchange, size_t bytes)
{
    size_t most = (size_t)exchange->server->config.max_memory;
    size_t held = atomic_load(&exchange->server->memory);
    do {
        if (held > most || bytes > most - held) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&exchange->server->memory, &held, held + bytes));
    exchange->reserved += bytes;
    return true;
}

/* Content with a Content-Length fits into what was reserved when the head came. For chunked content the room doubles
 * as needed. */
bool exchange_add_content(struct exchange *exchange, const char *bytes, size_t size)
{
    size_t length = exchange->request.content.length;
    if (exchange->upload == NULL) {
        exchange->upload = memory_grow(NULL, exchange->upload_room);
    }
    if (length + size > exchange->upload_room) {
        size_t room = (length + size) * 2;
        if (!exchange_reserve(exchange, room - exchange->upload_room)) {
            room = length + size;
            if (!exchange_reserve(exchange, room - exchange->upload_room)) {
                return false;
            }
        }
        exchange->upload_room = room;
        exchange->upload = memory_grow(exchange->upload, room);
    }
    memcpy(exchange->upload + length, bytes, size);
    exchange->request.content = (struct text){exchange->upload, length + size};
    return true;
}

static void ask_service(struct exchange *exchange)
{
    const struct service *service = &exchange->server->service;
    exchange->reply = (struct reply){.arena = &exchange->arena};
    if (exchange->refusal.code != 0) {
        exchange->code = service->refuse(service->site, &exchange->request, &exchange->refusal, &exchange->reply);
    } else {
        exchange->code = service->answer(service->site, &exchange->request, &exchange->reply);
    }
}

static const struct refusal no_memory = {503, "the memory for requests' content is used up for now",
                                         "start statusd with --max-memory 512M", true, "1"};

static const struct refusal never_fits = {
    413, "the content, or the answer that is made from it, is larger than all the memory that this server has for them",
    "start statusd with --max-memory 512M", true, NULL};

struct refusal exchange_refuse_memory(const struct exchange *exchange, size_t bytes)
{
    return exchange->reserved + bytes > exchange->server->config.max_memory ? never_fits : no_memory;
}

/* The content is given back first, as the answer may need as much again. Where there is no memory for the answer, it is
 * replaced by a refusal. */
void exchange_answer(struct exchange *exchange, enum arrival arrival)
{
    exchange->request.arrival = arrival;
    struct arena_mark before = arena_mark(&exchange->arena);
    ask_service(exchange);
    drop_content(exchange);
    size_t taken = exchange->arena.taken + (exchange_reply(exchange)->echoes ? ECHO_MEMORY : 0);
    if (taken > LARGE && !exchange_reserve(exchange, taken)) {
        arena_rewind(&exchange->arena, before);
        exchange->refusal = exchange_refuse_memory(exchange, taken);
        ask_service(exchange);
    }
}

void exchange_forget(struct exchange *exchange, struct arena_mark before)
{
    arena_rewind(&exchange->arena, before);
    give_back_memory(exchange);
    exchange->reply = (struct reply){.arena = &exchange->arena};
}
