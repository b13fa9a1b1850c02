#include "site/modifiers/modifier.h"

#include "base/buffer.h"
#include "base/nearest.h"
#include "base/number.h"

#include <inttypes.h>

const char *modifier_read_value(struct context *context, struct change *change, struct text value)
{
    const struct modifier *modifier = change->modifier;
    const char *reason = modifier->wrong != NULL ? modifier->wrong(value) : NULL;
    if (reason == NULL && modifier->read != NULL) {
        return modifier->read(context, change, value);
    }
    change->text = arena_copy(context->arena, modifier->field != NULL ? text_trim(value) : value);
    return reason;
}

const char *modifier_read_time(struct context *context, struct text value, const char *option, int64_t limit,
                               int64_t *milliseconds)
{
    if (!number_parse_duration(value, milliseconds)) {
        return "not a duration: a number with ms or s behind it (seconds without)";
    }
    return *milliseconds > limit ? modifier_over_time(context, option, "", limit) : NULL;
}

const char *modifier_make_change(struct context *context, const struct change *change, int code)
{
    const struct modifier *modifier = change->modifier;
    if (modifier->apply != NULL) {
        return modifier->apply(context, change, code);
    }
    if (modifier->field != NULL) {
        reply_set(context->reply, modifier->field, change->text);
    }
    return NULL;
}

struct text modifier_choices(struct arena *arena, const struct modifier *modifier)
{
    struct buffer list = buffer_in(arena);
    const char *name;
    for (int nth = 0; modifier->choice != NULL && (name = modifier->choice(nth)) != NULL; nth++) {
        buffer_print(&list, nth == 0 ? "%s" : ", %s", name);
    }
    return arena_copy(arena, buffer_text(&list));
}

int modifier_chosen(const struct change *change, struct text value)
{
    const char *name;
    for (int nth = 0; (name = change->modifier->choice(nth)) != NULL; nth++) {
        if (text_equal(value, text_of(name))) {
            return nth;
        }
    }
    return -1;
}

const char *modifier_not_a_choice(struct context *context, const struct change *change, struct text value,
                                  const char *what)
{
    struct nearest nearest = nearest_to(value);
    const char *name, *meant = NULL;
    for (int nth = 0; (name = change->modifier->choice(nth)) != NULL; nth++) {
        meant = nearest_is(&nearest, text_of(name)) ? name : meant;
    }
    return arena_printf(context->arena, "not a %s%s%s%s: %s", what, meant != NULL ? " (did you mean " : "",
                        meant != NULL ? meant : "", meant != NULL ? "?)" : "",
                        modifier_choices(context->arena, change->modifier).at)
        .at;
}

const char *modifier_over_limit(struct context *context, const char *option, const char *unit, uint64_t limit)
{
    return arena_printf(context->arena, "more than the limit of %" PRIu64 "%s (option --%s)", limit, unit, option).at;
}

const char *modifier_over_time(struct context *context, const char *option, const char *what, int64_t milliseconds)
{
    bool whole = milliseconds % 1000 == 0;
    const char *unit = arena_printf(context->arena, "%s%s", whole ? "s" : "ms", what).at;
    return modifier_over_limit(context, option, unit, (uint64_t)(whole ? milliseconds / 1000 : milliseconds));
}
