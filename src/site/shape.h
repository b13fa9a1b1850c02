/* What a request asks to be different about its answer, and the table of modifiers that say so. Private to src/site.
 *
 * A modifier has the same name and the same values as a query parameter and as a parameter of a step.
 */
#ifndef STATUSD_SITE_SHAPE_H
#define STATUSD_SITE_SHAPE_H

#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct call;

/* Milliseconds, drawn between both. */
struct duration {
    int64_t low, high;
};

/* A zeroed shape changes nothing. Texts with at NULL are not asked for. */
struct shape {
    struct duration delay, gap, after_head;
    struct fields fields; /* set, in place of defaults; an empty value removes */
    struct text body, type;
    bool has_size;
    uint64_t size;
    bool suppress; /* no content at all */
    struct text location, retry_after, allow, challenge;
    struct text reason;
    int interims[INTERIMS_MAX];
    int interim_count;
    uint64_t chunk;
    struct fields trailers;
    struct pace pace;
    bool close;
    enum fault fault;
    bool has_place;
    enum fault_place place;
    uint64_t place_byte;
    bool has_seed;
    uint64_t seed;
};

/* What was wrong with a parameter. */
struct mistake {
    struct text name, value;
    const char *reason, *example; /* reason NULL: nothing was */
};

/* Reads a parameter whose name is a modifier's into shape, and says what is wrong with its value. */
struct mistake shape_read(struct call *call, struct shape *shape, struct parameter parameter);

/* What the table says of the nth modifier; NULL after the last. */
const char *shape_name(int nth);
const char *shape_example(int nth);
const char *shape_effect(int nth);

/* Whether a modifier has that name. */
bool shape_knows(struct text name);

/* What cannot be said of one parameter alone. */
struct mistake shape_check(const struct shape *shape);

/* Whether the status of code takes the content that shape asks for, if it asks for any. */
bool shape_fits(const struct shape *shape, int code);

/* Applies shape to the reply to code, in the order of the table. */
struct mistake shape_apply(struct call *call, const struct shape *shape, int code);

/* Prints the table for people, as Markdown that also reads well in a terminal. */
void shape_help(FILE *out);

#endif
