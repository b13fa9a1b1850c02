#include "server/script.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "http/status.h"
#include "server/head.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { HUGE_FIELD = 1024 * 1024 };

static const struct malformation good = {.version = NULL};

static const struct malformation *malformation_of(const struct reply *reply)
{
    return reply->fault != NULL ? &reply->fault->malformation : &good;
}

static void add(struct script *script, struct script_step step)
{
    if (script->count == script->room) {
        struct script_step *steps = arena_alloc(script->arena, (size_t)(script->room * 2 + 8) * sizeof step);
        if (script->count > 0) {
            memcpy(steps, script->steps, (size_t)script->count * sizeof step);
        }
        script->steps = steps;
        script->room = script->room * 2 + 8;
    }
    script->steps[script->count++] = step;
}

static void say(struct script *script, struct text bytes)
{
    add(script, (struct script_step){.act = SCRIPT_SAY, .bytes = bytes});
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

static bool is_chunked(const struct reply *reply, const struct malformation *wrong)
{
    bool by_length = wrong->length_error != 0 || wrong->second_length;
    return (reply->chunk > 0 && !by_length) || wrong->chunked ||
           (reply->fault != NULL && reply->fault_point == AT_LAST_CHUNK);
}

static uint64_t chunk_size(const struct reply *reply)
{
    return reply->chunk > 0 ? reply->chunk : REPLY_CHUNK;
}

/* Content-Length, wrong by error but never negative. */
static void add_length(struct buffer *head, const struct reply *reply, int error, const char *end)
{
    uint64_t length = reply->content.length;
    uint64_t less = error < 0 ? (uint64_t)-error : 0;
    length = less > length ? 0 : length - less + (error > 0 ? (uint64_t)error : 0);
    buffer_print(head, "Content-Length: %" PRIu64 "%s", length, end);
}

/* Milliseconds that pass before the final response. */
static int64_t time_before_final(const struct reply *reply)
{
    return reply->delay + reply->interim_count * reply->gap;
}

/* The head of the final response, as far as wrong leaves it in order; where a huge field follows, without the empty
 * line.
 */
static struct text make_head(struct arena *arena, const struct reply *reply, int code, const struct malformation *wrong)
{
    const char *end = wrong->line_end != NULL ? wrong->line_end : "\r\n";
    struct buffer head = buffer_in(arena);
    bool framed = head_is_framed(reply, code), chunked = is_chunked(reply, wrong);
    head_add(&head, reply, code, wrong->version != NULL ? wrong->version : "HTTP/1.1", end,
             time(NULL) + (time_t)(time_before_final(reply) / 1000));
    if (reply->fault == NULL && !reply->close && !reply->switches) {
        buffer_print(&head, "Connection: close%s", end); /* a response written by hand is the connection's last */
    }
    if (framed && (!chunked || wrong->length_as_well)) {
        add_length(&head, reply, wrong->length_error, end);
    }
    if (framed && wrong->second_length) {
        add_length(&head, reply, 1, end);
    }
    if (framed && chunked) {
        buffer_print(&head, "Transfer-Encoding: chunked%s", end);
    }
    buffer_add(&head, wrong->field_line);
    if (!wrong->huge_field) {
        buffer_add(&head, text_of(end));
    }
    struct text bytes = buffer_text(&head);
    return wrong->no_status_line ? text_from(bytes, text_find(bytes, '\n') + 1) : bytes;
}

static void add_huge_field(struct script *script)
{
    say(script, TEXT("X-Huge: "));
    add(script, (struct script_step){.act = SCRIPT_FILL, .length = HUGE_FIELD});
    say(script, TEXT("\r\n\r\n"));
}

static void add_content(struct script *script, const struct reply *reply, uint64_t length, uint64_t chunk)
{
    add_pause(script, reply->after_head);
    add(script, (struct script_step){.act = SCRIPT_CONTENT, .length = length, .chunk = chunk});
}

/* The last chunk, the trailer fields and the empty line (RFC 9112 §7.1). */
static struct text last_chunk(struct arena *arena, const struct reply *reply)
{
    struct buffer last = buffer_in(arena);
    buffer_add(&last, TEXT("0\r\n"));
    head_add_fields(&last, &reply->trailers, "\r\n");
    buffer_add(&last, TEXT("\r\n"));
    return buffer_text(&last);
}

/* A final response that is sent to its end, well-formed or malformed. */
static void add_whole(struct script *script, const struct reply *reply, int code)
{
    const struct malformation *wrong = malformation_of(reply);
    bool chunked = is_chunked(reply, wrong);
    if (wrong->instead.length > 0) {
        say(script, wrong->instead);
        return;
    }
    say(script, make_head(script->arena, reply, code, wrong));
    if (wrong->huge_field) {
        add_huge_field(script);
    }
    if (reply->echoes) {
        act(script, SCRIPT_ECHO);
    }
    if (reply->head_only || !head_is_framed(reply, code)) {
        return;
    }
    if (wrong->bad_chunk_size) {
        say(script, TEXT("nonsense\r\n"));
    }
    add_content(script, reply, reply->content.length, chunked && !wrong->bad_chunk_size ? chunk_size(reply) : 0);
    if (chunked && !wrong->no_last_chunk) {
        say(script, last_chunk(script->arena, reply));
    }
}

/* A well-formed final response, up to where the fault strikes. */
static void add_broken_off(struct script *script, const struct reply *reply, int code)
{
    struct text head = make_head(script->arena, reply, code, &good);
    uint64_t length = reply->content.length;
    if (reply->fault_point == AT_BODY) {
        length /= 2;
    } else if (reply->fault_point == AT_BYTE && reply->fault_byte < length) {
        length = reply->fault_byte;
    }
    if (reply->fault_point == AT_START) {
        return;
    }
    if (reply->fault_point == AT_HEAD) {
        head.length /= 2;
    }
    say(script, head);
    if (reply->fault_point >= AT_BODY && !reply->head_only) {
        add_content(script, reply, length, is_chunked(reply, &good) ? chunk_size(reply) : 0);
    }
}

static void add_before_final(struct script *script, const struct reply *reply)
{
    add_pause(script, reply->delay);
    for (int i = 0; i < reply->interim_count; i++) {
        struct buffer head = buffer_in(script->arena);
        head_add_interim(&head, &reply->interims[i]);
        say(script, buffer_text(&head));
        add_pause(script, reply->gap);
    }
}

struct script script_before_final(struct arena *arena, const struct reply *reply)
{
    struct script script = {.arena = arena};
    add_before_final(&script, reply);
    if (script.count > 0) {
        act(&script, SCRIPT_HAND_BACK);
    }
    return script;
}

struct script script_say_and_hand_back(struct arena *arena, struct text bytes)
{
    struct script script = {.arena = arena};
    say(&script, bytes);
    act(&script, SCRIPT_HAND_BACK);
    return script;
}

struct script script_by_hand(struct arena *arena, const struct reply *reply, int code)
{
    static const enum script_act ends[] = {
        [END_IN_ORDER] = SCRIPT_FINISH,
        [END_BY_RESET] = SCRIPT_RESET,
        [END_BY_HANG] = SCRIPT_HANG,
    };
    struct script script = {.arena = arena};
    const struct fault *fault = reply->fault;
    add_before_final(&script, reply);
    (fault != NULL && fault->kind == BREAKS_CONNECTION ? add_broken_off : add_whole)(&script, reply, code);
    act(&script, ends[fault != NULL ? fault->end : END_IN_ORDER]);
    return script;
}
