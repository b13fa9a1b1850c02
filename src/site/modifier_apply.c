/* What modifiers do to a reply. */
#include "http/status.h"
#include "site/call.h"
#include "site/modifier.h"

#include <inttypes.h>

static int64_t draw(struct call *call, struct duration duration)
{
    return duration.low == duration.high ? duration.low
                                         : random_between(call_random(call), duration.low, duration.high);
}

const char *apply_delay(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    call->reply->delay = draw(call, shape->delay);
    call->reply->after_head = draw(call, shape->after_head);
    return NULL;
}

const char *apply_gap(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    call->reply->gap = draw(call, shape->gap);
    return NULL;
}

/* The first of a name replaces the default, further ones are added to it. */
const char *apply_header(struct call *call, const struct shape *shape, int code)
{
    struct reply *reply = call->reply;
    (void)code;
    for (size_t i = 0; i < shape->fields.count; i++) {
        fields_remove(&reply->fields, shape->fields.at[i].name);
    }
    for (size_t i = 0; i < shape->fields.count; i++) {
        if (shape->fields.at[i].value.length > 0) {
            fields_add(reply->arena, &reply->fields, shape->fields.at[i].name, shape->fields.at[i].value);
        }
    }
    if (shape->fields.count > 0) {
        call_distrust(call);
    }
    return NULL;
}

/* Content that stands for a part is the whole of what it stands for (RFC 9110 §14.4). */
static void set_whole_range(struct reply *reply, int code)
{
    uint64_t length = reply->content.length;
    if (status_rules(code)->content_kind == SAMPLE_PART && length > 0) {
        reply_set(reply, "Content-Range",
                  arena_printf(reply->arena, "bytes 0-%" PRIu64 "/%" PRIu64, length - 1, length));
    }
}

/* Content in place of the status's own. What the status forbids goes out only where a fault breaks the framing. */
static const char *put_content(struct call *call, const struct shape *shape, int code, struct content content)
{
    struct reply *reply = call->reply;
    if (!shape_fits(shape, code)) {
        return no_content_fits;
    }
    fields_remove(&reply->fields, TEXT("Vary"));
    reply_set(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
    reply->content = content;
    reply->forced = status_rules(code)->content_rule != CONTENT_ALLOWED;
    set_whole_range(reply, code);
    return NULL;
}

const char *apply_body(struct call *call, const struct shape *shape, int code)
{
    if (shape->body.at == NULL) {
        return NULL;
    }
    call_distrust(call);
    return put_content(call, shape, code, content_of(shape->body));
}

const char *apply_size(struct call *call, const struct shape *shape, int code)
{
    return shape->has_size ? put_content(call, shape, code, content_generated(shape->size)) : NULL;
}

/* No content: httpstat.us's suppressBody, which is no modifier of its own. */
static void suppress(struct reply *reply)
{
    fields_remove(&reply->fields, TEXT("Content-Type"));
    fields_remove(&reply->fields, TEXT("Vary"));
    reply->content = content_of(TEXT(""));
}

const char *apply_type(struct call *call, const struct shape *shape, int code)
{
    if (shape->suppress && status_rules(code)->content_rule == CONTENT_ALLOWED) {
        suppress(call->reply);
    }
    if (shape->type.at != NULL) {
        reply_set(call->reply, "Content-Type", shape->type);
        call_distrust(call);
    }
    return NULL;
}

static void set_if_asked(struct reply *reply, const char *name, struct text value)
{
    if (value.at != NULL) {
        reply_set(reply, name, value);
    }
}

const char *apply_location(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    set_if_asked(call->reply, "Location", shape->location);
    return NULL;
}

const char *apply_retry_after(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    set_if_asked(call->reply, "Retry-After", shape->retry_after);
    return NULL;
}

const char *apply_allow(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    set_if_asked(call->reply, "Allow", shape->allow);
    return NULL;
}

/* A status that challenges for a proxy says so by its own field. */
const char *apply_challenge(struct call *call, const struct shape *shape, int code)
{
    bool proxy = fields_find(&call->reply->fields, TEXT("Proxy-Authenticate")) != NULL;
    (void)code;
    set_if_asked(call->reply, proxy ? "Proxy-Authenticate" : "WWW-Authenticate", shape->challenge);
    return NULL;
}

const char *apply_reason(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    call->reply->phrase = shape->reason;
    return NULL;
}

const char *apply_interim(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    for (int i = 0; i < shape->interim_count; i++) {
        reply_add_interim(call->reply, shape->interims[i], call->request);
    }
    return NULL;
}

const char *apply_chunked(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    call->reply->chunk = shape->chunk > 0 ? shape->chunk : shape->trailers.count > 0 ? CHUNK : 0;
    return NULL;
}

/* Trailer announces what follows (RFC 9110 §6.6.2). */
const char *apply_trailer(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    for (size_t i = 0; i < shape->trailers.count; i++) {
        reply_add(call->reply, "Trailer", shape->trailers.at[i].name);
    }
    call->reply->trailers = shape->trailers;
    return NULL;
}

const char *apply_pace(struct call *call, const struct shape *shape, int code)
{
    enum { LINE = 64 };
    struct reply *reply = call->reply;
    struct pace pace = shape->pace;
    double limit = (double)call->site->config.max_delay * 1e6;
    (void)code;
    if (pace.pause > 0 && pace.piece == 0) {
        pace.piece = reply->chunk > 0 ? reply->chunk : LINE;
    }
    if (pace.piece > 0 && (double)reply->content.length / (double)pace.piece * (double)pace.pause > limit) {
        return over_limit(call, "max-delay", "s for all of the content", (uint64_t)call->site->config.max_delay / 1000);
    }
    reply->pace = pace;
    return NULL;
}

const char *apply_close(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    call->reply->close = call->reply->close || shape->close;
    return NULL;
}

const char *apply_fault(struct call *call, const struct shape *shape, int code)
{
    (void)code;
    call->reply->fault = shape->fault;
    call->reply->place = shape->place;
    call->reply->place_byte = shape->place_byte;
    return NULL;
}
