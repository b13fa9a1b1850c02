#include "site/sample.h"

#include "http/range.h"
#include "site/partial.h"

static const struct text sample_type = TEXT("text/plain; charset=utf-8");

struct text sample_new(void)
{
    struct content content = content_generated(SAMPLE_LENGTH);
    char *bytes = memory_new(SAMPLE_LENGTH);
    return (struct text){bytes, content_read(&content, 0, bytes, SAMPLE_LENGTH)};
}

void sample_put_part(struct context *context)
{
    struct range ranges[RANGES_MAX] = {{0, 99}};
    int count = 1;
    struct text asked = request_field(context->request, context->arena, "Range");
    bool gets = text_equal(context->request->method, TEXT("GET")); /* else Range is ignored (RFC 9110 §14.2) */
    if (!gets || range_parse(asked, SAMPLE_LENGTH, ranges, &count) != RANGE_SATISFIABLE) {
        ranges[0] = (struct range){0, 99};
        count = 1;
    }
    partial_put(context, context->site->sample, sample_type, ranges, count);
    if (count == 1 && fields_find(&context->request->fields, TEXT("If-Range")) != NULL) {
        /* If-Range shows that the client has these fields from an earlier response (RFC 9110 §15.3.7). */
        fields_remove(&context->reply->fields, TEXT("Content-Type"));
        fields_remove(&context->reply->fields, TEXT("Last-Modified"));
    }
}
