#include "server/script.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "http/date.h"
#include "server/head.h"

#include <time.h>

enum { HUGE_FIELD = 1024 * 1024 };

static const struct malformation good = {.version = NULL};

static const struct malformation *malformation_of(const struct reply *reply)
{
    return reply->fault != NULL ? &reply->fault->malformation : &good;
}

static void add(struct script *script, struct script_step step)
{
    script->steps = arena_extend(script->arena, script->steps, (size_t)script->count, &script->room, sizeof step);
    script->steps[script->count++] = step;
}

static void say(struct script *script, struct text bytes)
{
    if (bytes.length > 0) {
        add(script, (struct script_step){.act = SCRIPT_SAY, .bytes = bytes});
    }
}

static void act(struct script *script, enum script_act what)
{
    add(script, (struct script_step){.act = what});
}

static void add_pause(struct script *script, int64_t milliseconds)
{
    if (milliseconds > 0) {
        add(script, (struct script_step){.act = SCRIPT_PAUSE, .pause = milliseconds * MILLISECOND});
    }
}

static struct text make_head(struct arena *arena, const struct reply *reply, int code, const struct malformation *wrong)
{
    struct buffer head = buffer_in(arena);
    head_add_final(&head, reply, code, wrong, date_in(reply_time_before_final(reply)));
    return buffer_text(&head);
}

static void add_huge_field(struct script *script)
{
    say(script, TEXT("X-Huge: "));
    add(script, (struct script_step){.act = SCRIPT_FILL, .length = HUGE_FIELD});
    say(script, TEXT("\r\n\r\n"));
}

static const char *chunk_end(const struct malformation *wrong)
{
    return wrong->chunk_end != NULL ? wrong->chunk_end : "\r\n";
}

/* The first length bytes of the content, in chunks if it is sent so. */
static void add_content(struct script *script, const struct reply *reply, uint64_t length,
                        const struct malformation *wrong)
{
    uint64_t chunk = reply->chunk > 0 ? reply->chunk : REPLY_CHUNK;
    add_pause(script, reply->after_head);
    add(script, (struct script_step){.act = SCRIPT_CONTENT,
                                     .length = length,
                                     .chunk = head_is_chunked(reply, wrong) ? chunk : 0,
                                     .bytes = text_of(wrong->chunk_prefix),
                                     .end = text_of(chunk_end(wrong))});
}

/* The last chunk, the trailer fields and the empty line (RFC 9112 §7.1). */
static struct text last_chunk(struct arena *arena, const struct reply *reply, const char *end)
{
    struct buffer last = buffer_in(arena);
    buffer_print(&last, "0%s", end);
    head_add_fields(&last, &reply->trailers, end);
    buffer_add(&last, text_of(end));
    return buffer_text(&last);
}

static void repeat(struct script *script, struct text bytes)
{
    add(script, (struct script_step){.act = SCRIPT_REPEAT, .bytes = bytes});
}

static void add_body(struct script *script, const struct reply *reply, const struct malformation *wrong)
{
    add_content(script, reply, reply->content.length, wrong);
    if (wrong->endless_body.length > 0) {
        repeat(script, wrong->endless_body);
        return;
    }
    if (head_is_chunked(reply, wrong) && !wrong->no_last_chunk) {
        say(script, last_chunk(script->arena, reply, chunk_end(wrong)));
    }
}

/* A final response that is sent to its end, well-formed or malformed. */
static void add_whole(struct script *script, const struct reply *reply, int code)
{
    const struct malformation *wrong = malformation_of(reply);
    if (wrong->instead.length > 0) {
        say(script, wrong->instead);
        return;
    }
    say(script, wrong->before);
    say(script, make_head(script->arena, reply, code, wrong));
    if (wrong->endless_head.length > 0) {
        repeat(script, wrong->endless_head);
        return;
    }
    if (wrong->huge_field) {
        add_huge_field(script);
    }
    if (reply->echoes) {
        act(script, SCRIPT_ECHO);
    }
    if (!reply->head_only && head_is_framed(reply, code)) {
        add_body(script, reply, wrong);
    }
    say(script, wrong->after);
}

/* How much of the content comes before the fault strikes. */
static uint64_t length_before_fault(const struct reply *reply)
{
    uint64_t length = reply->content.length;
    bool within = reply->fault_point == AT_BYTE && reply->fault_byte < length;
    return reply->fault_point == AT_BODY ? length / 2 : within ? reply->fault_byte : length;
}

/* A well-formed final response, up to where the fault strikes. */
static void add_broken_off(struct script *script, const struct reply *reply, int code)
{
    struct text head = make_head(script->arena, reply, code, &good);
    if (reply->fault_point == AT_START) {
        return;
    }
    if (reply->fault_point == AT_HEAD) {
        head.length /= 2;
    }
    say(script, head);
    if (reply->fault_point < AT_BODY || reply->head_only) {
        return;
    }
    add_content(script, reply, length_before_fault(reply), &good);
    if (reply->fault_point == AT_TRAILERS) {
        struct text last = last_chunk(script->arena, reply, "\r\n"), zero = TEXT("0\r\n");
        last.length = zero.length + (last.length - zero.length) / 2;
        say(script, last);
    }
}

static void add_interims(struct script *script, const struct reply *reply)
{
    for (int i = 0; i < reply->interim_count; i++) {
        struct buffer head = buffer_in(script->arena);
        head_add_interim(&head, &reply->interims[i]);
        say(script, buffer_text(&head));
        add_pause(script, reply->gap);
    }
}

static void hand_back(struct script *script)
{
    if (script->count > 0) {
        act(script, SCRIPT_HAND_BACK);
    }
}

struct script script_before_content(struct arena *arena, const struct reply *reply, const struct request *request)
{
    struct script script = {.arena = arena};
    if (request->expects_continue && reply->expectation != CONTINUE_NEVER) {
        add_pause(&script, reply->continue_after);
        say(&script, TEXT("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    if (reply->early == EARLY_INTERIM) {
        add_interims(&script, reply);
    }
    hand_back(&script);
    return script;
}

struct script script_before_final(struct arena *arena, const struct reply *reply)
{
    struct script script = {.arena = arena};
    add_pause(&script, reply->delay);
    add_interims(&script, reply);
    hand_back(&script);
    return script;
}

/* A 408 without a request: the server tells that it has waited long enough for the next one (RFC 9110 §15.5.9). */
static void add_408(struct script *script, int64_t milliseconds)
{
    struct text date = date_format(script->arena, date_in(milliseconds));
    say(script, arena_printf(script->arena,
                             "HTTP/1.1 408 Request Timeout\r\nDate: %s\r\nConnection: close\r\nContent-Length: 0\r\n"
                             "\r\n",
                             date.at));
}

/* Where the content of the request may still come, a byte that comes is no next request: only time counts. */
static void add_linger(struct script *script, const struct reply *reply, enum arrival arrival)
{
    if (arrival == REQUEST_EARLY) {
        add_pause(script, reply->linger);
    } else if (reply->linger > 0) {
        add(script, (struct script_step){.act = SCRIPT_LINGER, .pause = reply->linger * MILLISECOND});
    }
}

static void add_end(struct script *script, const struct reply *reply, enum connection_end end)
{
    static const enum script_act acts[] = {
        [END_IN_ORDER] = SCRIPT_FINISH, [END_BY_CUT] = SCRIPT_CUT,    [END_BY_RESET] = SCRIPT_RESET,
        [END_BY_HANG] = SCRIPT_HANG,    [END_BY_408] = SCRIPT_FINISH,
    };
    if (end == END_BY_408) {
        add_408(script, reply_time_before_final(reply) + reply->linger);
    }
    act(script, acts[end]);
}

struct script script_by_hand(struct arena *arena, const struct reply *reply, int code, enum arrival arrival)
{
    struct script script = {.arena = arena};
    bool breaks_off = reply->fault != NULL && reply->fault->kind == BREAKS_CONNECTION;
    add_pause(&script, reply->delay);
    add_interims(&script, reply);
    (breaks_off ? add_broken_off : add_whole)(&script, reply, code);
    add_linger(&script, reply, arrival);
    add_end(&script, reply, breaks_off ? reply->fault->end : reply->end);
    return script;
}
