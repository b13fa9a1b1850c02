/* How the values of modifiers are read. */
#include "base/number.h"
#include "http/date.h"
#include "http/status.h"
#include "site/call.h"
#include "site/modifier.h"

#include <inttypes.h>

const char *over_limit(struct call *call, const char *option, const char *unit, uint64_t limit)
{
    return arena_printf(call->arena, "more than the limit of %" PRIu64 "%s (option --%s)", limit, unit, option).at;
}

static const char *read_duration(struct call *call, struct text value, struct duration *duration)
{
    size_t dash = text_find(value, '-');
    struct text low = {value.at, dash}, high = dash < value.length ? text_from(value, dash + 1) : low;
    if (!number_parse_duration(low, &duration->low) || !number_parse_duration(high, &duration->high)) {
        return "not a duration: a number with ms or s behind it (seconds without), or two with a hyphen between";
    }
    if (duration->low > duration->high) {
        return "the range is backwards: the shorter duration comes first";
    }
    int64_t limit = call->site->config.max_delay;
    return duration->high > limit ? over_limit(call, "max-delay", "s", (uint64_t)limit / 1000) : NULL;
}

const char *read_delay(struct call *call, struct shape *shape, struct text value)
{
    return read_duration(call, value, &shape->delay);
}

const char *read_gap(struct call *call, struct shape *shape, struct text value)
{
    return read_duration(call, value, &shape->gap);
}

/* Framing and the connection are the server's own, or everything behind them would be misread. */
static bool is_framing(struct text name)
{
    return text_lists(TEXT("Content-Length, Transfer-Encoding, Connection, Keep-Alive, Trailer, TE"), name);
}

static const char *read_field(struct call *call, struct fields *fields, struct text line)
{
    size_t colon = text_find(line, ':');
    struct text name = {line.at, colon}, value = text_trim(text_from(line, colon + 1));
    if (colon == line.length || !text_is_token(name)) {
        return "not a field: a name without spaces, a colon, a value";
    }
    if (!field_value_is_valid(value)) {
        return "a field value has no CR, LF or other control characters in it";
    }
    if (is_framing(name)) {
        return "this field frames the message or the connection; chunked, trailer, close and fault change that";
    }
    if (value.length == 0 && text_same(name, TEXT("Date"))) {
        return "Date cannot be removed: a server that has a clock sends it (RFC 9110 §6.6.1)";
    }
    fields_add(call->arena, fields, arena_copy(call->arena, name), arena_copy(call->arena, value));
    return NULL;
}

const char *read_header(struct call *call, struct shape *shape, struct text value)
{
    return read_field(call, &shape->fields, value);
}

const char *read_trailer(struct call *call, struct shape *shape, struct text value)
{
    if (text_trim(text_from(value, text_find(value, ':') + 1)).length == 0) {
        return "not a trailer field: a name without spaces, a colon, a value";
    }
    return read_field(call, &shape->trailers, value);
}

const char *read_body(struct call *call, struct shape *shape, struct text value)
{
    shape->body = arena_copy(call->arena, value);
    return NULL;
}

/* A value that goes into a field as it is. */
static const char *read_value(struct call *call, struct text *into, struct text value)
{
    if (value.length == 0 || !field_value_is_valid(value)) {
        return "a field value is not empty, and has no control characters in it";
    }
    *into = arena_copy(call->arena, text_trim(value));
    return NULL;
}

const char *read_type(struct call *call, struct shape *shape, struct text value)
{
    size_t slash = text_find(value, '/'), semicolon = text_find(value, ';');
    struct text subtype = text_from((struct text){value.at, semicolon}, slash + 1);
    if (!text_is_token((struct text){value.at, slash}) || !text_is_token(text_trim(subtype))) {
        return "not a media type: a type, a slash, a subtype";
    }
    return read_value(call, &shape->type, value);
}

const char *read_size(struct call *call, struct shape *shape, struct text value)
{
    uint64_t limit = call->site->config.max_size;
    shape->has_size = true;
    if (!number_parse_size(value, &shape->size)) {
        return "not a size: a whole number, with k or M behind it or nothing";
    }
    return shape->size > limit ? over_limit(call, "max-size", " bytes", limit) : NULL;
}

const char *read_location(struct call *call, struct shape *shape, struct text value)
{
    return read_value(call, &shape->location, value);
}

const char *read_retry_after(struct call *call, struct shape *shape, struct text value)
{
    uint64_t seconds;
    if (!number_parse(value, UINT64_MAX, &seconds) && !date_is_valid(value)) {
        return "not a Retry-After: whole seconds, or an HTTP-date (RFC 9110 §10.2.3)";
    }
    return read_value(call, &shape->retry_after, value);
}

const char *read_allow(struct call *call, struct shape *shape, struct text value)
{
    struct text rest = value, method;
    while (text_list(&rest, &method)) {
        if (!text_is_token(method)) {
            return "not a list of methods with commas between";
        }
    }
    return read_value(call, &shape->allow, value);
}

const char *read_challenge(struct call *call, struct shape *shape, struct text value)
{
    if (!text_is_token((struct text){value.at, text_find(value, ' ')})) {
        return "not a challenge: a scheme, a space, its parameters (RFC 9110 §11.3)";
    }
    return read_value(call, &shape->challenge, value);
}

const char *read_reason(struct call *call, struct shape *shape, struct text value)
{
    if (!field_value_is_valid(value)) {
        return "a reason phrase has no CR, LF or other control characters in it (RFC 9112 §4)";
    }
    shape->reason = arena_copy(call->arena, value);
    return NULL;
}

const char *read_interim(struct call *call, struct shape *shape, struct text value)
{
    struct text member;
    uint64_t code;
    (void)call;
    while (text_list(&value, &member)) {
        if (!number_parse(member, STATUS_MAX, &code) || code < STATUS_MIN || !status_is_interim((int)code)) {
            return "not a list of interim codes: 100 to 199, but not 101";
        }
        if (shape->interim_count == INTERIMS_MAX) {
            return "more than 16 interim responses";
        }
        shape->interims[shape->interim_count++] = (int)code;
    }
    return shape->interim_count > 0 ? NULL : "no code is given";
}

const char *read_chunked(struct call *call, struct shape *shape, struct text value)
{
    (void)call;
    shape->chunk = CHUNK;
    if (value.length > 0 &&
        (!number_parse_size(value, &shape->chunk) || shape->chunk < 1 || shape->chunk > CHUNK_MAX)) {
        return "not a chunk size: 1 to 8k";
    }
    return NULL;
}

/* "100k/s" goes out in hundredths of a second, slower rates byte by byte; "10ms" is a pause behind
 * each piece, whose size apply_pace knows. */
const char *read_pace(struct call *call, struct shape *shape, struct text value)
{
    struct text rate = value;
    uint64_t bytes;
    int64_t pause;
    (void)call;
    if (value.length > 2 && text_equal(text_from(value, value.length - 2), TEXT("/s"))) {
        rate.length -= 2;
        if (number_parse_size(rate, &bytes) && bytes > 0) {
            uint64_t piece = bytes >= 200 ? bytes / 100 : 1;
            shape->pace = (struct pace){piece, (int64_t)(1e9 * (double)piece / (double)bytes)};
            return NULL;
        }
    } else if (value.length > 0 && value.at[value.length - 1] == 's' && number_parse_duration(value, &pause) &&
               pause > 0) {
        shape->pace = (struct pace){0, pause * 1000000};
        return NULL;
    }
    return "not a pace: a rate such as 10k/s, or a pause such as 10ms";
}

const char *read_close(struct call *call, struct shape *shape, struct text value)
{
    (void)call;
    shape->close = !text_lists(TEXT("0, false, no"), value);
    return shape->close && value.length > 0 && !text_lists(TEXT("1, true, yes"), value) ? "takes no value" : NULL;
}

/* The names of the faults, in the order of enum fault. */
static const char *const fault_names[] = {
    [FAULT_NONE] = NULL,
    [FAULT_RESET] = "reset",
    [FAULT_CLOSE] = "close",
    [FAULT_HANG] = "hang",
    [FAULT_SHORT_LENGTH] = "short-length",
    [FAULT_LONG_LENGTH] = "long-length",
    [FAULT_DOUBLE_LENGTH] = "double-length",
    [FAULT_LENGTH_AND_CHUNKED] = "length-and-chunked",
    [FAULT_BAD_CHUNK] = "bad-chunk",
    [FAULT_NO_LAST_CHUNK] = "no-last-chunk",
    [FAULT_BARE_LF] = "bare-lf",
    [FAULT_FOLDED] = "folded",
    [FAULT_NUL] = "nul",
    [FAULT_HUGE_HEADER] = "huge-header",
    [FAULT_BAD_VERSION] = "bad-version",
    [FAULT_NO_STATUS_LINE] = "no-status-line",
    [FAULT_GARBAGE] = "garbage",
};

static const char *const place_names[] = {
    [AT_START] = "start", [AT_HEAD] = "head", [AT_AFTER_HEAD] = "after-head",
    [AT_BODY] = "body",   [AT_BYTE] = NULL,   [AT_LAST_CHUNK] = "last-chunk",
};

/* The index of value among names; count where it is none of them. */
static int find_name(const char *const *names, int count, struct text value)
{
    int i = 0;
    while (i < count && (names[i] == NULL || !text_equal(value, text_of(names[i])))) {
        i++;
    }
    return i;
}

const char *read_fault(struct call *call, struct shape *shape, struct text value)
{
    enum { FAULTS = sizeof fault_names / sizeof fault_names[0] };
    int found = find_name(fault_names, FAULTS, value);
    (void)call;
    shape->fault = found < FAULTS ? (enum fault)found : FAULT_NONE;
    return found < FAULTS ? NULL
                          : "not a fault: reset, close, hang, short-length, long-length, double-length, "
                            "length-and-chunked, bad-chunk, no-last-chunk, bare-lf, folded, nul, huge-header, "
                            "bad-version, no-status-line, garbage";
}

const char *read_at(struct call *call, struct shape *shape, struct text value)
{
    enum { PLACES = sizeof place_names / sizeof place_names[0] };
    int found = find_name(place_names, PLACES, value);
    (void)call;
    shape->has_place = true;
    if (number_parse(value, UINT64_MAX, &shape->place_byte)) {
        shape->place = AT_BYTE;
        return NULL;
    }
    shape->place = found < PLACES ? (enum fault_place)found : AT_START;
    return found < PLACES ? NULL : "not a place: start, head, after-head, body, last-chunk, or a number of bytes";
}

const char *read_seed(struct call *call, struct shape *shape, struct text value)
{
    (void)call;
    shape->has_seed = true;
    return number_parse(value, UINT64_MAX, &shape->seed) ? NULL : "not a whole number";
}
