#include "site/shape.h"

#include "http/status.h"
#include "site/call.h"
#include "site/modifier.h"

/* A modifier: to add one, add a row. Either function may be left to another row. */
struct modifier {
    const char *name, *example, *help;
    modifier_read read;
    modifier_apply apply;
};

static const struct modifier modifiers[] = {
    {"delay", "200ms-1s", "wait before the first byte; a range is drawn", read_delay, apply_delay},
    {"body", "hello", "content of your own", read_body, apply_body},
    {"size", "64k", "generated content of that length", read_size, apply_size},
    {"type", "text/csv", "the media type of the content", read_type, apply_type},
    {"location", "/anything/else", "the Location field", read_location, apply_location},
    {"retry_after", "30", "the Retry-After field: seconds, or an HTTP-date", read_retry_after, apply_retry_after},
    {"allow", "GET, PUT", "the Allow field", read_allow, apply_allow},
    {"challenge", "Bearer realm=\"x\"", "the WWW-Authenticate field, or Proxy-Authenticate of a 407", read_challenge,
     apply_challenge},
    {"header", "X-A: 1",
     "set a field of the final answer in place of its default; an empty value removes it; may be repeated", read_header,
     apply_header},
    {"reason", "Nope", "another reason phrase; it costs the connection", read_reason, apply_reason},
    {"interim", "103,102", "interim responses before the final one", read_interim, apply_interim},
    {"gap", "200ms", "the time behind each interim response", read_gap, apply_gap},
    {"chunked", "512", "chunked framing, in chunks of 1k or of that size, at most 8k", read_chunked, apply_chunked},
    {"trailer", "X-Sum: 42", "a trailer field, in chunked framing; may be repeated", read_trailer, apply_trailer},
    {"pace", "10k/s", "slow content: a rate, or a pause such as 10ms behind each 64 bytes or each chunk", read_pace,
     apply_pace},
    {"close", "1", "close the connection after this answer", read_close, apply_close},
    {"fault", "reset",
     "break the connection (reset, close, hang) or the framing (short-length, long-length, double-length, "
     "length-and-chunked, bad-chunk, no-last-chunk, bare-lf, folded, nul, huge-header, bad-version, no-status-line, "
     "garbage)",
     read_fault, apply_fault},
    {"at", "body",
     "where reset, close or hang strike: start (the default), head, after-head, body (its middle), last-chunk, or "
     "behind so many bytes of content",
     read_at, NULL},
    {"seed", "42", "repeat the draw that had this seed", read_seed, NULL},
};

enum { MODIFIERS = sizeof modifiers / sizeof modifiers[0] };

static const struct modifier *find(struct text name)
{
    for (int i = 0; i < MODIFIERS; i++) {
        if (text_equal(name, text_of(modifiers[i].name))) {
            return &modifiers[i];
        }
    }
    return NULL;
}

const char *shape_name(int nth)
{
    return nth < MODIFIERS ? modifiers[nth].name : NULL;
}

const char *shape_example(int nth)
{
    return nth < MODIFIERS ? modifiers[nth].example : NULL;
}

const char *shape_effect(int nth)
{
    return nth < MODIFIERS ? modifiers[nth].help : NULL;
}

bool shape_knows(struct text name)
{
    return find(name) != NULL;
}

struct mistake shape_read(struct call *call, struct shape *shape, struct parameter parameter)
{
    const struct modifier *modifier = find(parameter.name);
    const char *reason = modifier->read(call, shape, parameter.value);
    return (struct mistake){parameter.name, parameter.value, reason, modifier->example};
}

const char *const no_content_fits =
    "this status has no content (RFC 9110 §6.4.1); a fault such as fault=long-length breaks the framing on purpose";

bool shape_fits(const struct shape *shape, int code)
{
    bool content = shape->body.at != NULL || shape->has_size;
    return !content || shape->fault >= FAULT_SHORT_LENGTH || status_rules(code)->content_rule == CONTENT_ALLOWED;
}

struct mistake shape_check(const struct shape *shape)
{
    bool breaks = shape->fault == FAULT_RESET || shape->fault == FAULT_CLOSE || shape->fault == FAULT_HANG;
    if (shape->has_place && !breaks) {
        return (struct mistake){TEXT("at"), TEXT(""), "goes with fault=reset, fault=close or fault=hang",
                                "body&fault=reset"};
    }
    if (shape->body.at != NULL && shape->has_size) {
        return (struct mistake){TEXT("size"), TEXT(""), "goes without body: it generates the content", "64k"};
    }
    return (struct mistake){.reason = NULL};
}

struct mistake shape_apply(struct call *call, const struct shape *shape, int code)
{
    for (int i = 0; i < MODIFIERS; i++) {
        const char *reason = modifiers[i].apply != NULL ? modifiers[i].apply(call, shape, code) : NULL;
        if (reason != NULL) {
            return (struct mistake){text_of(modifiers[i].name), TEXT(""), reason, modifiers[i].example};
        }
    }
    return (struct mistake){.reason = NULL};
}

void shape_help(FILE *out)
{
    fputs("| parameter | example | effect |\n| --- | --- | --- |\n", out);
    for (int i = 0; i < MODIFIERS; i++) {
        fprintf(out, "| `%s` | `%s` | %s |\n", modifiers[i].name, modifiers[i].example, modifiers[i].help);
    }
}
