#include "site/sample.h"

#include "base/buffer.h"
#include "http/range.h"

#include <inttypes.h>

#define BOUNDARY "statusd-part-of-the-sample" /* does not occur in the sample */

static const struct text sample_type = TEXT("text/plain; charset=utf-8");

struct text sample_new(void)
{
    struct content content = content_generated(SAMPLE_LENGTH);
    char *bytes = memory_new(SAMPLE_LENGTH);
    return (struct text){bytes, content_read(&content, 0, bytes, SAMPLE_LENGTH)};
}

static struct text content_range(struct arena *arena, struct range range)
{
    return arena_printf(arena, "bytes %" PRIu64 "-%" PRIu64 "/%d", range.first, range.last, SAMPLE_LENGTH);
}

static struct text part(struct text sample, struct range range)
{
    return (struct text){sample.at + range.first, (size_t)(range.last - range.first + 1)};
}

/* RFC 9110 §14.6. Content-Range stands in the parts, never in the header section. */
static void put_parts(struct context *context, const struct range *ranges, int count)
{
    struct buffer parts = buffer_in(context->arena);
    for (int i = 0; i < count; i++) {
        buffer_print(&parts, "--" BOUNDARY "\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n", sample_type.at,
                     content_range(context->arena, ranges[i]).at);
        buffer_add(&parts, part(context->site->sample, ranges[i]));
        buffer_add(&parts, TEXT("\r\n"));
    }
    buffer_add(&parts, TEXT("--" BOUNDARY "--\r\n"));
    fields_remove(&context->reply->fields, TEXT("Content-Range"));
    reply_content(context->reply, TEXT("multipart/byteranges; boundary=" BOUNDARY), buffer_text(&parts));
}

void sample_put_part(struct context *context)
{
    struct range ranges[RANGES_MAX] = {{0, 99}};
    int count = 1;
    struct text asked = request_field(context->request, context->arena, "Range");
    bool gets = text_equal(context->request->method, TEXT("GET")); /* Range is for GET alone (RFC 9110 §14.2) */
    if (!gets || range_parse(asked, SAMPLE_LENGTH, ranges, &count) != RANGE_SATISFIABLE) {
        ranges[0] = (struct range){0, 99};
        count = 1;
    }
    if (count > 1) {
        put_parts(context, ranges, count);
        return;
    }
    reply_set(context->reply, "Content-Range", content_range(context->arena, ranges[0]));
    reply_content(context->reply, sample_type, part(context->site->sample, ranges[0]));
    if (fields_find(&context->request->fields, TEXT("If-Range")) != NULL) {
        /* The client has the rest of what it needs to know (RFC 9110 §15.3.7). */
        fields_remove(&context->reply->fields, TEXT("Content-Type"));
        fields_remove(&context->reply->fields, TEXT("Last-Modified"));
    }
}
