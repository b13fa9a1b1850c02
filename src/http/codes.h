/* The codes grammar: the statuses of a target, each with its weight in a draw and with parameters that change the
 * answer.
 *
 *   codes  = step *( "," step )
 *   step   = ( code / code "-" code / class "xx" / name ) [ ":" weight ] *( ";" parameter [ "=" value ] )
 *
 * A name is that of a status (status_named): not-found for 404. It begins with a letter, and a range with a digit, so
 * that the hyphens of a name are no range; names cannot be the ends of one.
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
    int first, last;      /* a range, both included; equal if it is one code */
    bool registered_only; /* only the registered statuses of the range: for a class such as 5xx */
    double weight;
    bool weighted;          /* a weight was given */
    struct text parameters; /* what follows the first semicolon, not yet decoded */
};

struct codes {
    struct step *steps;
    int count;
};

/* Parses text, which is not decoded, into *codes. If it returns false, *wrong is the part of text that does not parse,
 * and *reason says why, a constant or in arena. */
bool codes_parse(struct arena *arena, struct text text, struct codes *codes, struct text *wrong, const char **reason);

/* Whether there is anything to draw: more than one step, or more than one code. */
bool codes_have_choice(const struct codes *codes);

/* Draws one of the steps, by their weights. */
const struct step *codes_draw(const struct codes *codes, struct random *random);

/* Draws one of the codes of step, each with the same probability. */
int step_draw(const struct step *step, struct random *random);

#endif
