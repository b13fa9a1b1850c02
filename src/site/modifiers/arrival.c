/* Modifiers of what may be sent before the content of the request is in: a 100 (RFC 9110 §10.1.1), interim responses
 * (§15.2), or the whole answer. */
#include "base/number.h"
#include "http/status.h"
#include "site/modifiers/field.h"
#include "site/modifiers/modifier.h"

enum { NEVER = -1 }; /* in place of the milliseconds before a 100 */

static const struct {
    const char *name;
    int64_t after;
} continuations[] = {{"always", 0}, {"never", NEVER}};

static const char *nth_continuation(int nth)
{
    return nth < (int)(sizeof continuations / sizeof continuations[0]) ? continuations[nth].name : NULL;
}

static const char *read_continue(struct context *context, struct change *change, struct text value)
{
    int nth = modifier_chosen(change, value);
    if (nth >= 0) {
        change->time.low = continuations[nth].after;
        return NULL;
    }
    const char *wrong =
        modifier_read_time(context, value, "max-delay", context->site->config.max_delay, &change->time.low);
    return wrong != NULL ? arena_printf(context->arena, "%s; or always or never", wrong).at : NULL;
}

static const char *apply_continue(struct context *context, const struct change *change, int code)
{
    (void)code;
    bool never = change->time.low == NEVER;
    context->reply->expectation = never ? CONTINUE_NEVER : CONTINUE_AFTER;
    context->reply->continue_after = never ? 0 : change->time.low;
    return NULL;
}

static const struct {
    const char *name;
    enum early early;
} earlies[] = {{"final", EARLY_FINAL}, {"interim", EARLY_INTERIM}};

static const char *nth_early(int nth)
{
    return nth < (int)(sizeof earlies / sizeof earlies[0]) ? earlies[nth].name : NULL;
}

static const char *read_early(struct context *context, struct change *change, struct text value)
{
    int nth = modifier_chosen(change, value);
    if (nth < 0) {
        return modifier_not_a_choice(context, change, value, "part of the answer");
    }
    change->number = earlies[nth].early;
    return NULL;
}

/* NULL, or that there are no interim responses to change. HTTP/1.0 never has any (RFC 9110 §15.2); and where there is
 * no final response yet, the resource may still add its own. */
static const char *lacks_interims(const struct context *context, int code)
{
    return context->reply->interim_count == 0 && context->request->minor > 0 && code != 0
               ? "goes with an interim response: interim=103, or /status/103"
               : NULL;
}

static const char *apply_early(struct context *context, const struct change *change, int code)
{
    context->reply->early = (enum early)change->number;
    return context->reply->early == EARLY_INTERIM ? lacks_interims(context, code) : NULL;
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

/* Reads "103*3", or "103", which is once. */
static bool read_repeated(struct text member, int *code, uint64_t *times)
{
    size_t star = text_find(member, '*');
    uint64_t number;
    *times = 1;
    if (!number_parse((struct text){member.at, star}, STATUS_MAX, &number) || number < STATUS_MIN ||
        !status_is_interim((int)number)) {
        return false;
    }
    *code = (int)number;
    return star == member.length || number_parse(text_from(member, star + 1), UINT64_MAX, times);
}

static const char *read_interim(struct context *context, struct change *change, struct text value)
{
    int *codes = arena_alloc(context->arena, INTERIMS_MAX * sizeof *codes), count = 0, code;
    uint64_t times, left = (uint64_t)(INTERIMS_MAX - interims_asked(&context->changes, change->modifier));
    struct text member;
    while (text_list(&value, &member)) {
        if (!read_repeated(member, &code, &times) || times == 0) {
            return "not a list of interim codes: 100 to 199, but not 101, each perhaps so many times: 103*3";
        }
        if (times > left) {
            return "more than 100 interim responses";
        }
        for (left -= times; times > 0; times--) {
            codes[count++] = code;
        }
    }
    change->interims.codes = codes;
    change->interims.count = count;
    return count > 0 ? NULL : "no code is given";
}

static const char *apply_interim(struct context *context, const struct change *change, int code)
{
    (void)code;
    for (int i = 0; i < change->interims.count; i++) {
        reply_add_interim(context->reply, change->interims.codes[i], context->request);
    }
    return NULL;
}

/* Sets the field in each interim response. */
static const char *apply_interim_header(struct context *context, const struct change *change, int code)
{
    struct reply *reply = context->reply;
    bool first = field_is_first(&context->changes, change);
    for (int i = 0; i < reply->interim_count; i++) {
        field_add_asked(reply->arena, &reply->interims[i].fields, change, first);
    }
    return lacks_interims(context, code);
}

const struct modifier arrival_modifiers[] = {
    {"continue", "2s",
     "when Expect: 100-continue gets its 100: after that time, at once (always), or never; without it a final status "
     "from 300 on comes in its place",
     .choice = nth_continuation, .phase = PHASE_ARRIVAL, .read = read_continue, .apply = apply_continue},
    {"early", "final",
     "send the answer, as the last one of its connection, or its interim responses, before the content of the request "
     "is in",
     .choice = nth_early, .phase = PHASE_INTERIM, .read = read_early, .apply = apply_early},
    {"interim", "103*3,102", "interim responses before the final one, up to 100", .phase = PHASE_ARRIVAL,
     .repeats = true, .read = read_interim, .apply = apply_interim},
    {"interim_header", "Link: </a>&interim=103", "set a field of the interim responses, as header does",
     .phase = PHASE_INTERIM, .repeats = true, .read = field_read_line, .apply = apply_interim_header},
    {.name = NULL},
};
