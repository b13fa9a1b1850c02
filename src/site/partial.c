#include "site/partial.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "site/problem.h"

#include <inttypes.h>

static struct text content_range(struct arena *arena, struct range range, size_t length)
{
    return arena_printf(arena, "bytes %" PRIu64 "-%" PRIu64 "/%zu", range.first, range.last, length);
}

static struct text part(struct text whole, struct range range)
{
    return (struct text){whole.at + range.first, (size_t)(range.last - range.first + 1)};
}

/* RFC 9110 §14.6. Content-Range stands in the parts, never in the header section. */
static void put_several(struct context *context, struct text whole, struct text type, const struct range *ranges,
                        int count)
{
    struct buffer parts = buffer_in(context->arena);
    /* What follows from the bytes cannot well be put into them by a client. */
    const char *boundary = arena_printf(context->arena, "statusd-%s", digest_tag(context->arena, whole).at).at;
    for (int i = 0; i < count; i++) {
        buffer_print(&parts, "--%s\r\nContent-Type: %.*s\r\nContent-Range: %s\r\n\r\n", boundary, (int)type.length,
                     type.at, content_range(context->arena, ranges[i], whole.length).at);
        buffer_add(&parts, part(whole, ranges[i]));
        buffer_add(&parts, TEXT("\r\n"));
    }
    buffer_print(&parts, "--%s--\r\n", boundary);
    fields_remove(&context->reply->fields, TEXT("Content-Range"));
    reply_content(context->reply, arena_printf(context->arena, "multipart/byteranges; boundary=%s", boundary),
                  buffer_text(&parts));
}

void partial_put(struct context *context, struct text whole, struct text type, const struct range *ranges, int count)
{
    if (count > 1) {
        put_several(context, whole, type, ranges, count);
    } else {
        reply_set(context->reply, "Content-Range", content_range(context->arena, ranges[0], whole.length));
        reply_content(context->reply, type, part(whole, ranges[0]));
    }
}

int partial_reply(struct context *context, struct text whole, struct text type)
{
    struct range ranges[RANGES_MAX];
    int count = 0;
    struct text asked = request_field(context->request, context->arena, "Range");
    enum range_result result = range_parse(asked, whole.length, ranges, &count);
    if (result == RANGE_UNSATISFIABLE) {
        int code = problem(context, 416,
                           arena_printf(context->arena, "no byte of it lies in %.*s", (int)asked.length, asked.at),
                           TEXT("Range: bytes=0-9"));
        reply_set(context->reply, "Content-Range", arena_printf(context->arena, "bytes */%zu", whole.length));
        return code;
    }
    if (result == RANGE_IGNORED) {
        reply_content(context->reply, type, whole);
        return 200;
    }
    partial_put(context, whole, type, ranges, count);
    return 206;
}
