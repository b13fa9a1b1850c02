/* Modifiers of the final answer's head: its fields, and its reason phrase. */
#include "site/modifiers/field.h"

#include "base/number.h"
#include "http/date.h"
#include "site/browser.h"
#include "site/modifiers/modifier.h"

#include <time.h>

/* Like the other wrong_…: why value is not valid, or NULL. This one takes any field value that is not empty. */
static const char *wrong_value(struct text value)
{
    return value.length > 0 && field_value_is_valid(value)
               ? NULL
               : "a field value is not empty, and has no control characters in it";
}

/* A reference may be empty (RFC 3986 §4.4). */
static const char *wrong_location(struct text value)
{
    return value.length == 0 ? NULL : wrong_value(value);
}

/* "{other}/a" is /a on another origin of this server. libmicrohttpd sends no empty field. */
static const char *apply_location(struct context *context, const struct change *change, int code)
{
    struct reply *reply = context->reply;
    struct text target = change->text, origin;
    (void)code;
    if (text_skip(&target, TEXT("{other}"))) {
        origin = request_other_origin(context->request, context->arena);
        if (origin.length == 0) {
            return "no other origin is known: ask localhost or 127.0.0.1, or start with a second --listen";
        }
        if (target.length > 0 && target.at[0] != '/' && target.at[0] != '?') {
            return "a path or a query follows {other}, as in {other}/anything";
        }
        context->other_origin = origin;
        target = arena_printf(context->arena, "%s%.*s", origin.at, (int)target.length, target.at);
    }
    fields_remove(&reply->fields, text_of(change->modifier->field));
    reply_add(reply, change->modifier->field, target);
    reply->by_hand = reply->by_hand || target.length == 0;
    return NULL;
}

/* The seconds of "+2s". Unencoded, the plus sign of a query is a space. */
static bool read_seconds_ahead(struct text value, int64_t *milliseconds)
{
    return (text_skip(&value, TEXT("+")) || text_skip(&value, TEXT(" "))) && number_parse_duration(value, milliseconds);
}

static const char *wrong_retry_after(struct text value)
{
    uint64_t seconds;
    int64_t ahead;
    return number_parse(value, UINT64_MAX, &seconds) || date_is_valid(value) || read_seconds_ahead(value, &ahead)
               ? NULL
               : "not a Retry-After: whole seconds, an HTTP-date (RFC 9110 §10.2.3), or +2s for a date so far ahead";
}

/* Keeps the space at the beginning. */
static const char *read_retry_after(struct context *context, struct change *change, struct text value)
{
    change->text = arena_copy(context->arena, value);
    return NULL;
}

/* The date counts from when the answer is sent. It has whole seconds, and is rounded up, so that nobody waits less than
 * was asked for. */
static const char *apply_retry_after(struct context *context, const struct change *change, int code)
{
    int64_t ahead;
    struct text value = change->text;
    (void)code;
    if (read_seconds_ahead(value, &ahead)) {
        value = date_format(context->arena, date_in(reply_time_before_final(context->reply) + ahead + 999));
    }
    reply_set(context->reply, change->modifier->field, text_trim(value));
    return NULL;
}

static const char *wrong_allow(struct text value)
{
    struct text rest = value, method;
    while (text_list(&rest, &method)) {
        if (!text_is_token(method)) {
            return "not a list of methods with commas between";
        }
    }
    return wrong_value(value);
}

static const char *wrong_challenge(struct text value)
{
    return text_is_token((struct text){value.at, text_find(value, ' ')})
               ? wrong_value(value)
               : "not a challenge: a scheme, a space, its parameters (RFC 9110 §11.3)";
}

/* A 407 challenges with Proxy-Authenticate instead (RFC 9110 §11.7.1). */
static const char *apply_challenge(struct context *context, const struct change *change, int code)
{
    bool proxy = fields_find(&context->reply->fields, TEXT("Proxy-Authenticate")) != NULL;
    (void)code;
    reply_set(context->reply, proxy ? "Proxy-Authenticate" : change->modifier->field, change->text);
    return NULL;
}

/* Whether only the server may set the field: a wrong value would make the client misread all that follows. */
static bool is_framing(struct text name)
{
    return text_lists(TEXT("Content-Length, Transfer-Encoding, Connection, Keep-Alive, Trailer, TE"), name);
}

const char *field_read(struct arena *arena, struct field *field, struct text name, struct text value)
{
    *field = (struct field){arena_copy(arena, name), arena_copy(arena, text_trim(value))};
    if (!text_is_token(name)) {
        return "not a field: a name without spaces, a colon, a value";
    }
    if (!field_value_is_valid(field->value)) {
        return "a field value has no CR, LF or other control characters in it";
    }
    if (is_framing(name)) {
        return "this field frames the message or the connection; chunked, trailer, close and fault change that";
    }
    return NULL;
}

const char *field_read_line(struct context *context, struct change *change, struct text line)
{
    size_t colon = text_find(line, ':');
    struct text name = colon < line.length ? (struct text){line.at, colon} : TEXT("");
    return field_read(context->arena, &change->field, name, text_from(line, colon + 1));
}

bool field_is_first(const struct changes *changes, const struct change *change)
{
    for (const struct change *before = changes->at; before < change; before++) {
        if (before->modifier == change->modifier && text_same(before->field.name, change->field.name)) {
            return false;
        }
    }
    return true;
}

void field_add_asked(struct arena *arena, struct fields *fields, const struct change *change, bool first)
{
    if (first) {
        fields_remove(fields, change->field.name);
    }
    if (change->field.value.length > 0) {
        fields_add(arena, fields, change->field.name, change->field.value);
    }
}

/* Only a head that is written by hand is without Date. */
static const char *apply_header(struct context *context, const struct change *change, int code)
{
    struct reply *reply = context->reply;
    (void)code;
    field_add_asked(reply->arena, &reply->fields, change, field_is_first(&context->changes, change));
    if (text_same(change->field.name, TEXT("Date"))) {
        reply->dateless = change->field.value.length == 0;
        reply->by_hand = reply->by_hand || reply->dateless;
    }
    browser_distrust(reply);
    return NULL;
}

struct fields field_asked(struct arena *arena, const struct changes *changes)
{
    struct fields fields = {.count = 0};
    for (int i = 0; i < changes->count; i++) {
        if (changes->at[i].modifier->apply == apply_header) {
            fields_add(arena, &fields, changes->at[i].field.name, changes->at[i].field.value);
        }
    }
    return fields;
}

static const char *wrong_reason(struct text value)
{
    return field_value_is_valid(value)
               ? NULL
               : "a reason phrase has no CR, LF or other control characters in it (RFC 9112 §4)";
}

static const char *apply_reason(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->phrase = change->text;
    return NULL;
}

const struct modifier field_modifiers[] = {
    {"location", "/anything/else",
     "the Location field; {other}/a (with curl: -g) is /a on another origin of this server", .phase = PHASE_FIELDS,
     .field = "Location", .wrong = wrong_location, .apply = apply_location},
    {"retry_after", "30",
     "the Retry-After field: seconds, an HTTP-date, or +2s for a date so far ahead (at most a second more)",
     .phase = PHASE_MOMENT, .field = "Retry-After", .wrong = wrong_retry_after, .read = read_retry_after,
     .apply = apply_retry_after},
    {"allow", "GET, PUT", "the Allow field", .phase = PHASE_FIELDS, .field = "Allow", .wrong = wrong_allow},
    {"challenge", "Bearer realm=\"x\"", "the WWW-Authenticate field, or Proxy-Authenticate of a 407",
     .phase = PHASE_FIELDS, .field = "WWW-Authenticate", .wrong = wrong_challenge, .apply = apply_challenge},
    {"header", "X-A: 1",
     "set a field of the final answer in place of its default; an empty value removes it; may be repeated",
     .phase = PHASE_ANY_FIELD, .repeats = true, .read = field_read_line, .apply = apply_header},
    {"reason", "Nope", "another reason phrase; it costs the connection", .phase = PHASE_DELIVERY, .wrong = wrong_reason,
     .apply = apply_reason},
    {.name = NULL},
};
