/* Modifiers: the parameters that change an answer. Each is described by one row. Private to src/site.
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

/* Changes are made phase by phase: a change may depend on those of earlier phases. */
enum phase {
    PHASE_CONTENT,   /* content, and the fields that belong to it */
    PHASE_FIELDS,    /* fields that have a modifier of their own */
    PHASE_ANY_FIELD, /* fields by name (header), which override those above */
    PHASE_FRAMING,   /* how the content is framed */
    PHASE_DELIVERY,  /* when and how the response is sent */
    PHASE_ARRIVAL,   /* what may be sent before the content of the request is in */
    PHASE_INTERIM,   /* changes to the interim responses */
    PHASE_MOMENT,    /* fields that depend on when the response is sent */
};

/* Reads value into change, which is zeroed. Returns NULL, or what is wrong with the value: a constant, or a string in
 * the context's arena. */
typedef const char *(*modifier_read)(struct context *context, struct change *change, struct text value);

/* Returns NULL, or why change cannot be combined with the other changes. Called when all parameters have been read. */
typedef const char *(*modifier_check)(const struct changes *changes, const struct change *change);

/* Makes the change to context->reply, whose status is code. Returns NULL, or why that is impossible. */
typedef const char *(*modifier_apply)(struct context *context, const struct change *change, int code);

struct modifier {
    const char *name;
    const char *example; /* a value, and perhaps other parameters that it needs */
    const char *help;
    const char *(*choice)(int nth); /* the nth of the names it takes as a value, NULL after the last; NULL: no names */
    enum phase phase;
    bool is_fault; /* --no-faults switches it off */
    bool repeats;  /* may be repeated; otherwise the last value counts */
    /* For a modifier that sets a field to its value: its name, and a check that returns NULL or what is wrong. */
    const char *field;
    const char *(*wrong)(struct text value);
    modifier_read read;   /* NULL: change->text is a copy of the value */
    modifier_check check; /* NULL: it can be combined with everything */
    modifier_apply apply; /* NULL: sets field, if that is given */
};

/* Reads a duration of at most limit milliseconds, the value of that option. Returns NULL, or what is wrong with the
 * value. */
const char *modifier_read_time(struct context *context, struct text value, const char *option, int64_t limit,
                               int64_t *milliseconds);

/* Reads value into change, whose member modifier is set. Returns as modifier_read does. */
const char *modifier_read_value(struct context *context, struct change *change, struct text value);

/* Makes change to the reply. Returns as modifier_apply does. */
const char *modifier_make_change(struct context *context, const struct change *change, int code);

/* The names that the modifier takes as a value, separated by commas, in arena; empty if it takes none. */
struct text modifier_choices(struct arena *arena, const struct modifier *modifier);

/* Which of the names that change's modifier takes value is, counted from 0; -1: none. */
int modifier_chosen(const struct change *change, struct text value);

/* "not a <what> (did you mean reset?): reset, close, …", for a value that is none of the choices. */
const char *modifier_not_a_choice(struct context *context, const struct change *change, struct text value,
                                  const char *what);

/* "more than the limit of 1024 bytes (option --max-size)" */
const char *modifier_over_limit(struct context *context, const char *option, const char *unit, uint64_t limit);

/* "more than the limit of 300s (option --max-delay)", or of 500ms; what is said behind the unit, or "". */
const char *modifier_over_time(struct context *context, const char *option, const char *what, int64_t milliseconds);

/* The families, each in a file of its name; a row without a name ends them. */
extern const struct modifier content_modifiers[], field_modifiers[], time_modifiers[], arrival_modifiers[],
    connection_modifiers[];

#endif
