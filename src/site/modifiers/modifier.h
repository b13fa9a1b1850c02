/* What a modifier is: a row, which is all there is to know about it. Private to src/site.
 *
 * A modifier has the same name and the same values as a parameter of the query and as a parameter of a step of the
 * codes grammar. To add one, add its row, with the functions that only it needs, to the file of its family; tests,
 * --help, the page and README read the rows.
 */
#ifndef STATUSD_SITE_MODIFIER_H
#define STATUSD_SITE_MODIFIER_H

#include "base/text.h"
#include "site/context.h"
#include "site/modifiers/changes.h"

/* Changes are made phase by phase, so that each finds done what it depends on. */
enum phase {
    PHASE_CONTENT,   /* content, and the fields that belong to it */
    PHASE_FIELDS,    /* fields that have a modifier of their own */
    PHASE_ANY_FIELD, /* fields by name, which win over those above */
    PHASE_FRAMING,   /* how the content is framed */
    PHASE_DELIVERY,  /* when and how all of it goes out */
};

/* Reads value into change, which is zeroed. Returns what is wrong with the value, constant or in the context's arena,
 * or NULL. */
typedef const char *(*modifier_read)(struct context *context, struct change *change, struct text value);

/* Why change does not go with what else is asked, or NULL. Called when all has been read. */
typedef const char *(*modifier_check)(const struct changes *changes, const struct change *change);

/* Makes the change to context->reply, which is the answer to code. Returns why that is impossible, as modifier_read
 * does, or NULL. */
typedef const char *(*modifier_apply)(struct context *context, const struct change *change, int code);

struct modifier {
    const char *name;
    const char *example; /* a value; what it takes besides may follow it */
    const char *help;
    const char *(*choice)(int nth); /* the names that it takes, one by one, NULL behind the last; NULL: it has none */
    enum phase phase;
    bool repeats; /* given again, it is another change; else the last one counts */
    /* One that sets a field to the text it is given says which, and what is wrong with a text. */
    const char *field;
    const char *(*wrong)(struct text value);
    modifier_read read;   /* NULL: the text as it is */
    modifier_check check; /* NULL: it goes with everything */
    modifier_apply apply; /* NULL: sets the field, if there is one */
};

/* Reads a value by the row of change. */
const char *modifier_read_value(struct context *context, struct change *change, struct text value);

/* Makes a change by its row. */
const char *modifier_make_change(struct context *context, const struct change *change, int code);

/* The names that a modifier takes, with commas between, in arena; empty where it takes none by name. */
struct text modifier_choices(struct arena *arena, const struct modifier *modifier);

/* "not a <what>: reset, close, …", for a value that is none of the choices. */
const char *modifier_not_a_choice(struct context *context, const struct change *change, const char *what);

/* "more than the limit of 300000ms (option --max-delay)" */
const char *modifier_over_limit(struct context *context, const char *option, const char *unit, uint64_t limit);

/* The families, each in a file of its name; a row without a name ends them. */
extern const struct modifier content_modifiers[], field_modifiers[], time_modifiers[], connection_modifiers[];

#endif
