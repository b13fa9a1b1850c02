#include "server/script.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "server/head.h"

#include <inttypes.h>
#include <string.h>

enum { HUGE_FIELD = 1024 * 1024, SKEW = 10 };

/* A fault of framing: how its message differs from a good one. */
struct framing {
    const char *version, *line_end; /* NULL: HTTP/1.1, CR LF */
    int skew;                       /* of Content-Length, in bytes */
    bool second_length;             /* a second Content-Length, one larger */
    bool length_and_chunked;
    bool chunked, bad_chunk, no_last_chunk;
    struct text field; /* one more field line */
    bool huge_field;
    bool no_status_line;
};

static const struct framing framings[] = {
    [FAULT_SHORT_LENGTH] = {.skew = -SKEW},
    [FAULT_LONG_LENGTH] = {.skew = SKEW},
    [FAULT_DOUBLE_LENGTH] = {.second_length = true},
    [FAULT_LENGTH_AND_CHUNKED] = {.length_and_chunked = true, .chunked = true},
    [FAULT_BAD_CHUNK] = {.chunked = true, .bad_chunk = true},
    [FAULT_NO_LAST_CHUNK] = {.chunked = true, .no_last_chunk = true},
    [FAULT_BARE_LF] = {.line_end = "\n"},
    [FAULT_FOLDED] = {.field = TEXT("X-Folded: one\r\n two\r\n")},
    [FAULT_NUL] = {.field = TEXT("X-Nul: be\0fore\r\n")},
    [FAULT_HUGE_HEADER] = {.huge_field = true},
    [FAULT_BAD_VERSION] = {.version = "HTTP/9.9"},
    [FAULT_NO_STATUS_LINE] = {.no_status_line = true},
    [FAULT_GARBAGE] = {0},
};

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

/* A pause of so many milliseconds; none where that is 0. */
static void add_pause(struct script *script, int64_t milliseconds)
{
    if (milliseconds > 0) {
        add(script, (struct script_step){.act = SCRIPT_PAUSE, .pause = milliseconds * MILLISECOND});
    }
}

static bool is_chunked(const struct reply *reply, const struct framing *framing)
{
    bool by_length = framing->skew != 0 || framing->second_length;
    return (reply->chunk > 0 && !by_length) || framing->chunked ||
           (reply->fault != FAULT_NONE && reply->place == AT_LAST_CHUNK);
}

static uint64_t chunk_size(const struct reply *reply)
{
    return reply->chunk > 0 ? reply->chunk : 1024;
}

/* Content-Length as the framing would have it; never negative. */
static void add_length(struct buffer *head, const struct reply *reply, int skew, const char *end)
{
    uint64_t length = reply->content.length;
    uint64_t less = skew < 0 ? (uint64_t)-skew : 0;
    length = less > length ? 0 : length - less + (skew > 0 ? (uint64_t)skew : 0);
    buffer_print(head, "Content-Length: %" PRIu64 "%s", length, end);
}

static struct text good_head(struct arena *arena, const struct reply *reply, int code, const struct framing *framing)
{
    const char *end = framing->line_end != NULL ? framing->line_end : "\r\n";
    struct buffer head = buffer_in(arena);
    bool framed = head_is_framed(reply, code), chunked = is_chunked(reply, framing);
    head_add(&head, reply, code, framing->version != NULL ? framing->version : "HTTP/1.1", end);
    if (reply->fault == FAULT_NONE && !reply->close && code / 100 != 1) {
        buffer_print(&head, "Connection: close%s", end); /* what goes out by hand is the last */
    }
    if (framed && (!chunked || framing->length_and_chunked)) {
        add_length(&head, reply, framing->skew, end);
    }
    if (framed && framing->second_length) {
        add_length(&head, reply, 1, end);
    }
    if (framed && chunked) {
        buffer_print(&head, "Transfer-Encoding: chunked%s", end);
    }
    buffer_add(&head, framing->field);
    if (!framing->huge_field) {
        buffer_add(&head, text_of(end));
    }
    struct text bytes = buffer_text(&head);
    return framing->no_status_line ? text_from(bytes, text_find(bytes, '\n') + 1) : bytes;
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

static struct text last_chunk(struct arena *arena, const struct reply *reply)
{
    struct buffer last = buffer_in(arena);
    buffer_add(&last, TEXT("0\r\n"));
    head_add_fields(&last, &reply->trailers, "\r\n");
    buffer_add(&last, TEXT("\r\n"));
    return buffer_text(&last);
}

/* A message that is sent to its end, however wrong it is. */
static void whole(struct script *script, const struct reply *reply, int code)
{
    const struct framing *framing = &framings[reply->fault];
    bool chunked = is_chunked(reply, framing);
    if (reply->fault == FAULT_GARBAGE) {
        say(script, TEXT("\x16\x03\x01\x80\xff\xfe this is no HTTP \x00\x01\x02\x7f, whatever the port says\n"));
        return;
    }
    say(script, good_head(script->arena, reply, code, framing));
    if (framing->huge_field) {
        add_huge_field(script);
    }
    if (reply->head_only || !head_is_framed(reply, code)) {
        say(script, reply->switched);
        return;
    }
    if (framing->bad_chunk) {
        say(script, TEXT("nonsense\r\n"));
    }
    add_content(script, reply, reply->content.length, chunked && !framing->bad_chunk ? chunk_size(reply) : 0);
    if (chunked && !framing->no_last_chunk) {
        say(script, last_chunk(script->arena, reply));
    }
}

/* A message that ends where the fault strikes. */
static void broken(struct script *script, const struct reply *reply, int code)
{
    static const struct framing good = {0};
    struct text head = good_head(script->arena, reply, code, &good);
    uint64_t length = reply->content.length;
    if (reply->place == AT_BODY) {
        length /= 2;
    } else if (reply->place == AT_BYTE && reply->place_byte < length) {
        length = reply->place_byte;
    }
    if (reply->place == AT_START) {
        return;
    }
    if (reply->place == AT_HEAD) {
        head.length /= 2;
    }
    say(script, head);
    if (reply->place >= AT_BODY && !reply->head_only) {
        add_content(script, reply, length, is_chunked(reply, &good) ? chunk_size(reply) : 0);
    }
}

struct script script_before_final(struct arena *arena, const struct reply *reply)
{
    struct script script = {.arena = arena};
    add_pause(&script, reply->delay);
    for (int i = 0; i < reply->interim_count; i++) {
        struct buffer head = buffer_in(arena);
        head_add_interim(&head, &reply->interims[i]);
        say(&script, buffer_text(&head));
        add_pause(&script, reply->gap);
    }
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
        [FAULT_RESET] = SCRIPT_RESET,
        [FAULT_CLOSE] = SCRIPT_FINISH,
        [FAULT_HANG] = SCRIPT_HANG,
    };
    struct script script = {.arena = arena};
    if (reply->fault == FAULT_RESET || reply->fault == FAULT_CLOSE || reply->fault == FAULT_HANG) {
        broken(&script, reply, code);
        act(&script, ends[reply->fault]);
    } else {
        whole(&script, reply, code);
        act(&script, SCRIPT_FINISH);
    }
    return script;
}
