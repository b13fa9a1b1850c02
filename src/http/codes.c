#include "http/codes.h"

#include "base/nearest.h"
#include "base/number.h"
#include "http/status.h"

static bool parse_code(struct text text, int *code)
{
    uint64_t number;
    if (text.length != 3 || !number_parse(text, STATUS_MAX, &number) || number < STATUS_MIN) {
        return false;
    }
    *code = (int)number;
    return true;
}

/* "5xx": the registered statuses of the class; "6xx" to "9xx", where no status is registered: all codes. */
static bool parse_class(struct text text, struct step *step)
{
    if (text.length != 3 || text.at[0] < '1' || text.at[0] > '9' || !text_same(text_from(text, 1), TEXT("xx"))) {
        return false;
    }
    step->first = (text.at[0] - '0') * 100;
    step->last = step->first + 99;
    step->registered_only = step->first < 600;
    return true;
}

/* Why text is no name, and perhaps which one was meant. */
static const char *unknown_name(struct arena *arena, struct text text)
{
    struct nearest nearest = nearest_to(text);
    char room[STATUS_NAME];
    int count;
    const struct status *rows = status_all(&count), *meant = NULL;
    for (int i = 0; i < count; i++) {
        meant = nearest_is(&nearest, status_name(rows[i].phrase, room)) ? &rows[i] : meant;
    }
    if (meant == NULL) {
        return "no status has this name: names are phrases such as not-found";
    }
    struct text name = status_name(meant->phrase, room);
    return arena_printf(arena, "no status has this name; did you mean %.*s (%d)?", (int)name.length, name.at,
                        meant->code)
        .at;
}

/* "not-found", which begins with a letter. */
static const char *parse_name(struct arena *arena, struct text text, struct step *step)
{
    const struct status *status = status_named(text);
    if (status == NULL) {
        return unknown_name(arena, text);
    }
    step->first = step->last = status->code;
    return NULL;
}

static bool begins_with_letter(struct text text)
{
    return text.length > 0 && (text.at[0] | 0x20) >= 'a' && (text.at[0] | 0x20) <= 'z';
}

static const char *parse_code_or_range(struct text text, struct step *step)
{
    size_t dash = text_find(text, '-');
    if (parse_class(text, step)) {
        return NULL;
    }
    if (dash == text.length) {
        step->last = 0;
        if (!parse_code(text, &step->first)) {
            return "a code is a number from 100 to 999 or a name such as not-found, a range two numbers with a hyphen "
                   "between, a class a digit and xx";
        }
        step->last = step->first;
        return NULL;
    }
    if (!parse_code((struct text){text.at, dash}, &step->first) ||
        !parse_code(text_from(text, dash + 1), &step->last)) {
        return "both ends of a range are numbers from 100 to 999";
    }
    return step->first <= step->last ? NULL : "the range is backwards: the smaller code comes first";
}

static const char *parse_step(struct arena *arena, struct text text, struct step *step)
{
    size_t semicolon = text_find(text, ';');
    struct text which = {text.at, semicolon};
    size_t colon = text_find(which, ':');
    *step = (struct step){.weight = 1, .weighted = colon < which.length, .parameters = text_from(text, semicolon + 1)};
    if (colon < which.length && !number_parse_decimal(text_from(which, colon + 1), &step->weight)) {
        return "a weight is a number such as 9 or 0.25";
    }
    which.length = colon;
    return begins_with_letter(which) ? parse_name(arena, which, step) : parse_code_or_range(which, step);
}

bool codes_parse(struct arena *arena, struct text text, struct codes *codes, struct text *wrong, const char **reason)
{
    struct text rest = text, piece;
    double weights = 0;
    int room = 1;
    for (size_t i = 0; i < text.length; i++) {
        room += text.at[i] == ',';
    }
    *wrong = text;
    if (text.length == 0) {
        *reason = "no code is given: one is a number from 100 to 999, or a name such as not-found";
        return false;
    }
    *codes = (struct codes){NULL, 0};
    if (room > STEPS_MAX) {
        *reason = "there are more than 256 steps";
        return false;
    }
    codes->steps = arena_alloc(arena, (size_t)room * sizeof *codes->steps);
    while (text_cut(&rest, ',', &piece)) {
        struct step *step = &codes->steps[codes->count++];
        *reason = parse_step(arena, piece, step);
        if (*reason != NULL) {
            *wrong = piece;
            return false;
        }
        weights += step->weight;
    }
    *reason = weights > 0 ? NULL : "the weights are 0 in all, so that nothing can be drawn";
    return *reason == NULL;
}

bool codes_have_choice(const struct codes *codes)
{
    return codes->count > 1 || codes->steps[0].first < codes->steps[0].last;
}

const struct step *codes_draw(const struct codes *codes, struct random *random)
{
    double sum = 0;
    for (int i = 0; i < codes->count; i++) {
        sum += codes->steps[i].weight;
    }
    double point = random_fraction(random) * sum;
    const struct step *last = &codes->steps[0];
    for (int i = 0; i < codes->count; i++) {
        if (codes->steps[i].weight > 0) {
            last = &codes->steps[i];
            point -= last->weight;
            if (point < 0) {
                break;
            }
        }
    }
    return last;
}

static bool step_has(const struct step *step, int code)
{
    const struct status *status = status_find(code);
    return !step->registered_only || (status != NULL && status->registration == REGISTERED);
}

int step_draw(const struct step *step, struct random *random)
{
    int count = 0;
    for (int code = step->first; code <= step->last; code++) {
        count += step_has(step, code);
    }
    int64_t nth = random_between(random, 0, count - 1);
    for (int code = step->first;; code++) {
        if (step_has(step, code) && nth-- == 0) {
            return code;
        }
    }
}
