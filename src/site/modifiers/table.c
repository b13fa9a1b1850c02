#include "site/modifiers/table.h"

static const struct modifier *const families[] = {content_modifiers, field_modifiers, time_modifiers, arrival_modifiers,
                                                  connection_modifiers};

const struct modifier *modifier_nth(int nth)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        for (const struct modifier *modifier = families[i]; modifier->name != NULL; modifier++) {
            if (nth-- == 0) {
                return modifier;
            }
        }
    }
    return NULL;
}

const struct modifier *modifier_find(struct text name)
{
    const struct modifier *modifier;
    for (int nth = 0; (modifier = modifier_nth(nth)) != NULL; nth++) {
        if (text_equal(name, text_of(modifier->name))) {
            return modifier;
        }
    }
    return NULL;
}
