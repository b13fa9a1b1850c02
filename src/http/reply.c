#include "http/reply.h"

#include "http/status.h"

int64_t pace_due(const struct pace *pace, uint64_t position)
{
    return pace->piece > 0 ? (int64_t)(position / pace->piece) * pace->pause : 0;
}

uint64_t pace_room(const struct pace *pace, uint64_t position)
{
    return pace->piece > 0 ? pace->piece - position % pace->piece : UINT64_MAX;
}

void reply_add(struct reply *reply, const char *name, struct text value)
{
    fields_add(reply->arena, &reply->fields, text_of(name), value);
}

void reply_set(struct reply *reply, const char *name, struct text value)
{
    fields_set(reply->arena, &reply->fields, text_of(name), value);
}

void reply_content(struct reply *reply, struct text type, struct text text)
{
    reply_set(reply, "Content-Type", type);
    reply->content = content_of(text);
}

void reply_clear(struct reply *reply)
{
    *reply = (struct reply){.arena = reply->arena};
}

/* Adds the fields of the row of code to fields, except those whose name is there already. */
static void add_defined(struct arena *arena, struct fields *fields, int code, const struct request *request)
{
    const struct status *rules = status_rules(code);
    size_t given = fields->count;
    for (int i = 0; i < STATUS_FIELDS && rules->fields[i].name != NULL; i++) {
        const struct status_field *field = &rules->fields[i];
        struct fields already = {fields->at, given, given};
        if (status_field_applies(field, request->method) && fields_find(&already, text_of(field->name)) == NULL) {
            fields_add(arena, fields, text_of(field->name), text_of(field->value));
        }
    }
}

void reply_add_defined_fields(struct reply *reply, int code, const struct request *request)
{
    add_defined(reply->arena, &reply->fields, code, request);
}

bool reply_add_interim(struct reply *reply, int code, const struct request *request)
{
    if (reply->interim_count == INTERIMS_MAX || request->minor == 0) {
        return false;
    }
    reply->interims = arena_extend(reply->arena, reply->interims, (size_t)reply->interim_count, &reply->interim_room,
                                   sizeof *reply->interims);
    struct interim *interim = &reply->interims[reply->interim_count++];
    interim->code = code;
    add_defined(reply->arena, &interim->fields, code, request);
    return true;
}

bool reply_strikes_at_start(const struct reply *reply)
{
    return reply->fault != NULL && reply->fault->kind == BREAKS_CONNECTION && reply->fault_point == AT_START;
}

bool reply_is_early(const struct reply *reply, int code, const struct request *request)
{
    bool in_place_of_100 =
        request->expects_continue && reply->expectation == CONTINUE_BY_STATUS && status_class(code) >= REDIRECTION;
    return (reply->early == EARLY_FINAL || reply_strikes_at_start(reply) || in_place_of_100) && !reply->switches;
}

int64_t reply_time_before_final(const struct reply *reply)
{
    return reply->delay + reply->interim_count * reply->gap;
}

static void remove_chunks(struct reply *reply)
{
    fields_remove(&reply->fields, TEXT("Trailer"));
    reply->chunk = 0;
    reply->trailers.count = 0;
}

static void remove_content(struct reply *reply)
{
    fields_remove(&reply->fields, TEXT("Content-Type"));
    remove_chunks(reply);
    reply->pace = (struct pace){0};
    reply->after_head = 0;
}

/* Connection lists Upgrade if that field is sent (RFC 9110 §7.6.1, §7.8), and close if the connection ends after this
 * response (RFC 9112 §9.6), except in a 101. */
static void set_connection(struct reply *reply)
{
    const struct text *given = fields_find(&reply->fields, TEXT("Connection"));
    bool upgrade = fields_find(&reply->fields, TEXT("Upgrade")) != NULL;
    bool close = reply->close && !reply->switches;
    if (given != NULL && text_lists(*given, TEXT("close"))) {
        return;
    }
    if (upgrade || close) {
        reply_set(reply, "Connection", !upgrade ? TEXT("close") : close ? TEXT("close, Upgrade") : TEXT("Upgrade"));
    }
}

/* Whether the content cannot be sent in chunks: only HTTP/1.1 has them (RFC 9112 §6.1), and a fault may frame the
 * content in its own way. */
static bool excludes_chunks(const struct reply *reply, const struct request *request)
{
    const struct fault *fault = reply->fault;
    bool frames_otherwise =
        fault != NULL && ((fault_frames(fault) && !fault->malformation.chunked) || fault->malformation.version != NULL);
    return request->minor == 0 || frames_otherwise;
}

/* Content that is not chunked has no last chunk at which a fault could strike: it strikes behind the content. */
static void move_fault(struct reply *reply)
{
    if (reply->fault_point == AT_LAST_CHUNK || reply->fault_point == AT_TRAILERS) {
        reply->fault_point = AT_BYTE;
        reply->fault_byte = UINT64_MAX;
    }
}

/* Behind a 101 there is no HTTP any more. */
static void end_with_switch(struct reply *reply)
{
    reply->unannounced = false;
    reply->linger = 0;
    reply->end = END_IN_ORDER;
}

void reply_finish(struct reply *reply, int code, const struct request *request)
{
    const struct status *rules = status_rules(code);
    reply->switches = status_class(code) == INFORMATIONAL;
    reply->tunnel = status_class(code) == SUCCESSFUL && text_equal(request->method, TEXT("CONNECT"));
    bool forbidden = (rules->content_rule != CONTENT_ALLOWED && !reply->content_forced) || reply->tunnel;
    if (reply->switches) {
        end_with_switch(reply);
    }
    if (forbidden) {
        remove_content(reply);
    }
    if (reply->tunnel || (forbidden && rules->content_kind != SAMPLE)) {
        reply->content = content_of(TEXT(""));
    }
    if (excludes_chunks(reply, request)) {
        remove_chunks(reply);
        move_fault(reply);
    }
    if (reply_strikes_at_start(reply)) {
        reply->interim_count = 0;
    }
    reply->head_only =
        (rules->content_rule == CONTENT_NONE && !reply->content_forced) || text_equal(request->method, TEXT("HEAD"));
    /* To HEAD, libmicrohttpd 0.9 sends a last chunk, where the next head should begin. */
    bool chunkless = reply->head_only && reply->chunk > 0;
    reply->by_hand = reply->by_hand || chunkless || reply->fault != NULL || reply->phrase.at != NULL ||
                     reply->switches || reply->tunnel || reply->unannounced;
    reply->close = reply->close || reply->tunnel || rules->closes || (reply->by_hand && !reply->unannounced);
    set_connection(reply);
}
