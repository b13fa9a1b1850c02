#include "server/send.h"

#include "base/arena.h"
#include "base/clock.h"
#include "server/perform.h"
#include "server/queue.h"
#include "server/quirks.h"

#include <errno.h>

/* MHD_ContentReaderCallback: writes the next bytes of content to into and returns their number; 0: none are due yet,
 * and the connection has been suspended. */
static ssize_t read_content(void *closure, uint64_t position, char *into, size_t room)
{
    struct exchange *exchange = closure;
    const struct reply *reply = &exchange->reply;
    int64_t now = clock_nanoseconds();
    if (exchange->close_now) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    quirk_common_timeout(exchange);
    if (position == reply->content.length) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (exchange->content_start == 0) {
        exchange->content_start = now + reply->after_head * MILLISECOND;
    }
    int64_t due = exchange->content_start + pace_due(&reply->pace, position);
    if (due > now) {
        perform_pause(exchange, due);
        return 0;
    }
    uint64_t most = reply->chunk > 0 ? reply->chunk : pace_room(&reply->pace, position);
    return (ssize_t)content_read(&reply->content, position, into, most < room ? (size_t)most : room);
}

enum { BLOCK = 8 * 1024 };

/* Content at hand goes out in one piece with the head; generated, chunked or paced content is read piece by piece, from
 * exchange, which is NULL for a prepared reply: its content is at hand. */
static struct MHD_Response *create_response(const struct reply *reply, struct exchange *exchange)
{
    bool at_hand =
        content_is_at_hand(&reply->content) && reply->chunk == 0 && reply->pace.piece == 0 && reply->after_head == 0;
    if (at_hand) {
        return MHD_create_response_from_buffer((size_t)reply->content.length, (void *)reply->content.unit.at,
                                               MHD_RESPMEM_PERSISTENT);
    }
    return MHD_create_response_from_callback(reply->chunk > 0 ? MHD_SIZE_UNKNOWN : reply->content.length, BLOCK,
                                             read_content, exchange, NULL);
}

/* Fields that the library refuses (an empty value, a second Content-Length) are left out. Only errno tells that from
 * lack of memory. */
static void add_fields(struct MHD_Response *response, const struct fields *fields,
                       enum MHD_Result (*add)(struct MHD_Response *, const char *, const char *))
{
    for (size_t i = 0; i < fields->count; i++) {
        errno = 0;
        if (add(response, fields->at[i].name.at, fields->at[i].value.at) != MHD_YES && errno == ENOMEM) {
            memory_exhausted();
        }
    }
}

static struct MHD_Response *with_fields(struct MHD_Response *response, const struct reply *reply)
{
    if (response != NULL) {
        add_fields(response, &reply->fields, MHD_add_response_header);
        add_fields(response, &reply->trailers, MHD_add_response_footer);
    }
    return response;
}

static struct MHD_Response *response_of(const struct reply *reply, struct exchange *exchange)
{
    return with_fields(create_response(reply, exchange), reply);
}

struct MHD_Response *response_copy(const struct reply *reply)
{
    return with_fields(MHD_create_response_from_buffer((size_t)reply->content.length, (void *)reply->content.unit.at,
                                                       MHD_RESPMEM_MUST_COPY),
                       reply);
}

static void destroy(void *response)
{
    MHD_destroy_response(response);
}

/* The response of a prepared reply, made at first use; NULL where there is no memory. Two threads may make one at the
 * same time: the second is then destroyed. */
static struct MHD_Response *prepared_response(struct prepared_reply *prepared)
{
    void *response = atomic_load_explicit(&prepared->response, memory_order_acquire);
    if (response == NULL) {
        struct MHD_Response *mine = response_of(prepared->reply, NULL);
        if (mine != NULL && atomic_compare_exchange_strong(&prepared->response, &response, mine)) {
            prepared->response_free = destroy;
            response = mine;
        } else if (mine != NULL) {
            destroy(mine);
        }
    }
    return response;
}

bool send_by_library(struct exchange *exchange)
{
    struct prepared_reply *prepared = exchange->reply.prepared;
    struct MHD_Response *response =
        prepared != NULL ? prepared_response(prepared) : response_of(&exchange->reply, exchange);
    if (response == NULL) {
        return false;
    }
    bool queued = queue_response(exchange->mhd, (unsigned)exchange->code, response) == MHD_YES;
    if (prepared == NULL) {
        MHD_destroy_response(response);
    }
    return queued;
}
