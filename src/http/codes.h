/* The codes grammar: which statuses, drawn with which odds, and shaped how.
 *
 *   codes  = step *( "," step )
 *   step   = ( code / code "-" code / class "xx" ) [ ":" weight ] *( ";" parameter [ "=" value ] )
 *
 * A comma, semicolon, equals sign or percent sign inside of a value is percent-encoded.
 */
#ifndef STATUSD_HTTP_CODES_H
#define STATUSD_HTTP_CODES_H

#include "base/arena.h"
#include "base/random.h"
#include "base/text.h"

#include <stdbool.h>

enum { STEPS_MAX = 256 };

struct step {
    int first, last;      /* a range; the same where it is one code */
    bool registered_only; /* a class: only the registered statuses of the range */
    double weight;
    bool weighted;          /* a weight was given */
    struct text parameters; /* what follows the first semicolon, not yet decoded */
};

struct codes {
    struct step *steps;
    int count;
};

/* Reads text, as it stands in the target. On false, *wrong gets the piece that does not parse and *reason why,
 * both in arena or text. */
bool codes_parse(struct arena *arena, struct text text, struct codes *codes, struct text *wrong, const char **reason);

/* Whether there is anything to draw: more than one step, or more than one code. */
bool codes_have_choice(const struct codes *codes);

/* One of the steps, by their weights. */
const struct step *codes_draw(const struct codes *codes, struct random *random);

/* One of the codes of a step, each as likely as the others. */
int step_draw(const struct step *step, struct random *random);

#endif
