/* Modifiers of the content and of its framing. */
#include "site/modifiers/content.h"

#include "base/number.h"
#include "http/status.h"
#include "site/browser.h"
#include "site/modifiers/field.h"
#include "site/modifiers/modifier.h"

#include <inttypes.h>

enum { CHUNK_OF_LIBRARY = 8 * 1024 }; /* bytes: the largest chunk that libmicrohttpd sends */

const char *content_misfit(const struct changes *changes, int code)
{
    const struct change *fault = changes_find(changes, "fault");
    bool content = changes_find(changes, "body") != NULL || changes_find(changes, "size") != NULL;
    return content && (fault == NULL || !fault_frames(fault->fault)) &&
                   status_rules(code)->content_rule != CONTENT_ALLOWED
               ? "this status has no content (RFC 9110 §6.4.1); a fault such as fault=long-length breaks the framing "
                 "on purpose"
               : NULL;
}

/* For a 206 with content of the client's own: its Content-Range covers that whole content (RFC 9110 §14.4). */
static void set_whole_range(struct reply *reply, int code)
{
    uint64_t length = reply->content.length;
    if (status_rules(code)->content_kind == SAMPLE_PART && length > 0) {
        reply_set(reply, "Content-Range",
                  arena_printf(reply->arena, "bytes 0-%" PRIu64 "/%" PRIu64, length - 1, length));
    }
}

/* Replaces the content of the status. A status that forbids content gets some only with a fault of the framing. */
static const char *put_content(struct context *context, int code, struct content content)
{
    struct reply *reply = context->reply;
    const char *reason = content_misfit(&context->changes, code);
    if (reason != NULL) {
        return reason;
    }
    fields_remove(&reply->fields, TEXT("Vary"));
    reply_set(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
    reply->content = content;
    reply->content_forced = status_rules(code)->content_rule != CONTENT_ALLOWED;
    set_whole_range(reply, code);
    return NULL;
}

static const char *apply_body(struct context *context, const struct change *change, int code)
{
    browser_distrust(context->reply);
    return put_content(context, code, content_of(change->text));
}

static const char *read_size(struct context *context, struct change *change, struct text value)
{
    uint64_t limit = context->site->config.max_size;
    if (!number_parse_size(value, &change->number)) {
        return "not a size: a whole number, with k or M behind it or nothing";
    }
    return change->number > limit ? modifier_over_limit(context, "max-size", " bytes", limit) : NULL;
}

static const char *check_size(const struct changes *changes, const struct change *change)
{
    (void)change;
    return changes_find(changes, "body") != NULL ? "goes without body: it generates the content" : NULL;
}

static const char *apply_size(struct context *context, const struct change *change, int code)
{
    return put_content(context, code, content_generated(change->number));
}

static const char *wrong_type(struct text value)
{
    size_t slash = text_find(value, '/'), semicolon = text_find(value, ';');
    struct text subtype = text_from((struct text){value.at, semicolon}, slash + 1);
    if (!text_is_token((struct text){value.at, slash}) || !text_is_token(text_trim(subtype))) {
        return "not a media type: a type, a slash, a subtype";
    }
    return field_value_is_valid(value) ? NULL : "a field value is not empty, and has no control characters in it";
}

static const char *apply_type(struct context *context, const struct change *change, int code)
{
    (void)code;
    reply_set(context->reply, change->modifier->field, change->text);
    browser_distrust(context->reply);
    return NULL;
}

static const char *read_chunked(struct context *context, struct change *change, struct text value)
{
    uint64_t limit = context->site->config.max_size;
    change->number = REPLY_CHUNK;
    if (value.length > 0 && (!number_parse_size(value, &change->number) || change->number < 1)) {
        return "not a chunk size: a whole number above 0, with k or M behind it or nothing";
    }
    return change->number > limit ? modifier_over_limit(context, "max-size", " bytes", limit) : NULL;
}

static const char *apply_chunked(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->chunk = change->number;
    context->reply->by_hand = context->reply->by_hand || change->number > CHUNK_OF_LIBRARY;
    return NULL;
}

static const char *read_trailer(struct context *context, struct change *change, struct text value)
{
    size_t colon = text_find(value, ':');
    struct text name = {value.at, colon}, text = text_trim(text_from(value, colon + 1));
    return text.length == 0 ? "not a trailer field: a name without spaces, a colon, a value"
                            : field_read(context->arena, &change->field, name, text);
}

/* A trailer field needs chunked framing (RFC 9112 §7.1.2), and Trailer announces it (RFC 9110 §6.6.2). */
static const char *apply_trailer(struct context *context, const struct change *change, int code)
{
    struct reply *reply = context->reply;
    (void)code;
    reply->chunk = reply->chunk > 0 ? reply->chunk : REPLY_CHUNK;
    reply_add(reply, "Trailer", change->field.name);
    fields_add(reply->arena, &reply->trailers, change->field.name, change->field.value);
    return NULL;
}

const struct modifier content_modifiers[] = {
    {"body", "hello", "content of your own", .phase = PHASE_CONTENT, .apply = apply_body},
    {"size", "64k", "generated content of that length", .phase = PHASE_CONTENT, .read = read_size, .check = check_size,
     .apply = apply_size},
    {"type", "text/csv", "the media type of the content", .phase = PHASE_FIELDS, .field = "Content-Type",
     .wrong = wrong_type, .apply = apply_type},
    {"chunked", "512", "chunked framing, in chunks of 1k or of that size", .phase = PHASE_FRAMING, .read = read_chunked,
     .apply = apply_chunked},
    {"trailer", "X-Sum: 42", "a trailer field, in chunked framing; may be repeated", .phase = PHASE_FRAMING,
     .repeats = true, .read = read_trailer, .apply = apply_trailer},
    {.name = NULL},
};
