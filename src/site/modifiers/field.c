/* Modifiers that set fields, of the final answer or of an interim one. */
#include "site/modifiers/field.h"

#include "base/number.h"
#include "http/date.h"
#include "http/status.h"
#include "site/browser.h"
#include "site/modifiers/modifier.h"

/* Like the other wrong_…: why value is not valid, or NULL. This one takes any field value that is not empty. */
static const char *wrong_value(struct text value)
{
    return value.length > 0 && field_value_is_valid(value)
               ? NULL
               : "a field value is not empty, and has no control characters in it";
}

static const char *wrong_retry_after(struct text value)
{
    uint64_t seconds;
    return number_parse(value, UINT64_MAX, &seconds) || date_is_valid(value)
               ? NULL
               : "not a Retry-After: whole seconds, or an HTTP-date (RFC 9110 §10.2.3)";
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
    if (field->value.length == 0 && text_same(name, TEXT("Date"))) {
        return "Date cannot be removed: a server that has a clock sends it (RFC 9110 §6.6.1)";
    }
    return NULL;
}

static const char *read_header(struct context *context, struct change *change, struct text line)
{
    size_t colon = text_find(line, ':');
    struct text name = colon < line.length ? (struct text){line.at, colon} : TEXT("");
    return field_read(context->arena, &change->field, name, text_from(line, colon + 1));
}

/* Whether a change before this one sets a field of the same name. */
static bool set_before(const struct changes *changes, const struct change *change)
{
    for (const struct change *before = changes->at; before < change; before++) {
        if (before->modifier == change->modifier && text_same(before->field.name, change->field.name)) {
            return true;
        }
    }
    return false;
}

/* The first header= of a name replaces the reply's fields of that name; further ones are added. */
static const char *apply_header(struct context *context, const struct change *change, int code)
{
    struct reply *reply = context->reply;
    (void)code;
    if (!set_before(&context->changes, change)) {
        fields_remove(&reply->fields, change->field.name);
    }
    if (change->field.value.length > 0) {
        fields_add(reply->arena, &reply->fields, change->field.name, change->field.value);
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

/* How many interim responses the changes by modifier ask for. */
static int interims_asked(const struct changes *changes, const struct modifier *modifier)
{
    int count = 0;
    for (int i = 0; i < changes->count; i++) {
        count += changes->at[i].modifier == modifier ? changes->at[i].interims.count : 0;
    }
    return count;
}

static const char *read_interim(struct context *context, struct change *change, struct text value)
{
    struct text member;
    uint64_t code;
    int left = INTERIMS_MAX - interims_asked(&context->changes, change->modifier);
    while (text_list(&value, &member)) {
        if (!number_parse(member, STATUS_MAX, &code) || code < STATUS_MIN || !status_is_interim((int)code)) {
            return "not a list of interim codes: 100 to 199, but not 101";
        }
        if (change->interims.count == left) {
            return "more than 16 interim responses";
        }
        change->interims.codes[change->interims.count++] = (int)code;
    }
    return change->interims.count > 0 ? NULL : "no code is given";
}

static const char *apply_interim(struct context *context, const struct change *change, int code)
{
    (void)code;
    for (int i = 0; i < change->interims.count; i++) {
        reply_add_interim(context->reply, change->interims.codes[i], context->request);
    }
    return NULL;
}

const struct modifier field_modifiers[] = {
    {"location", "/anything/else", "the Location field", .phase = PHASE_FIELDS, .field = "Location",
     .wrong = wrong_value},
    {"retry_after", "30", "the Retry-After field: seconds, or an HTTP-date", .phase = PHASE_FIELDS,
     .field = "Retry-After", .wrong = wrong_retry_after},
    {"allow", "GET, PUT", "the Allow field", .phase = PHASE_FIELDS, .field = "Allow", .wrong = wrong_allow},
    {"challenge", "Bearer realm=\"x\"", "the WWW-Authenticate field, or Proxy-Authenticate of a 407",
     .phase = PHASE_FIELDS, .field = "WWW-Authenticate", .wrong = wrong_challenge, .apply = apply_challenge},
    {"header", "X-A: 1",
     "set a field of the final answer in place of its default; an empty value removes it; may be repeated",
     .phase = PHASE_ANY_FIELD, .repeats = true, .read = read_header, .apply = apply_header},
    {"reason", "Nope", "another reason phrase; it costs the connection", .phase = PHASE_DELIVERY, .wrong = wrong_reason,
     .apply = apply_reason},
    {"interim", "103,102", "interim responses before the final one", .phase = PHASE_DELIVERY, .repeats = true,
     .read = read_interim, .apply = apply_interim},
    {.name = NULL},
};
