#include "http/media.h"

#include "base/number.h"

#include <stdbool.h>

static const struct {
    struct text essence, type;
} medias[MEDIA_COUNT] = {
    [MEDIA_PROBLEM] = {TEXT("application/problem+json"), TEXT("application/problem+json")},
    [MEDIA_JSON] = {TEXT("application/json"), TEXT("application/json")},
    [MEDIA_TEXT] = {TEXT("text/plain"), TEXT("text/plain; charset=utf-8")},
    [MEDIA_HTML] = {TEXT("text/html"), TEXT("text/html; charset=utf-8")},
};

struct text media_type(enum media media)
{
    return medias[media].type;
}

bool media_type_is(struct text type, struct text essence)
{
    return text_same(text_trim((struct text){type.at, text_find(type, ';')}), essence);
}

/* How specifically range names type: 3 exactly, 2 as all subtypes of its type, 1 as all types, 0 not at all. */
static int specificity(struct text range, struct text type)
{
    if (text_same(range, type)) {
        return 3;
    }
    if (text_equal(range, TEXT("*/*"))) {
        return 1;
    }
    size_t slash = text_find(type, '/');
    return range.length == slash + 2 && range.at[slash + 1] == '*' &&
                   text_same((struct text){range.at, slash + 1}, (struct text){type.at, slash + 1})
               ? 2
               : 0;
}

/* The weight (q=) among the parameters of a member of Accept: 1 if there is none, 0 if it does not parse. */
static double weight(struct text parameters)
{
    struct text parameter;
    while (text_cut(&parameters, ';', &parameter)) {
        parameter = text_trim(parameter);
        if (text_skip(&parameter, TEXT("q=")) || text_skip(&parameter, TEXT("Q="))) {
            double q;
            return number_parse_decimal(parameter, &q) && q <= 1 ? q : 0;
        }
    }
    return 1;
}

/* The quality that accept gives to type: the weight of the most specific media range that matches it. */
static double quality(struct text accept, struct text type)
{
    double best = 0;
    int closest = 0;
    struct text member;
    while (text_list(&accept, &member)) {
        size_t semicolon = text_find(member, ';');
        int close = specificity(text_trim((struct text){member.at, semicolon}), type);
        if (close > closest) {
            closest = close;
            best = weight(text_from(member, semicolon + 1));
        }
    }
    return best;
}

bool media_is_accepted(struct text accept, struct text essence)
{
    return accept.length == 0 || quality(accept, essence) > 0;
}

int media_choose(struct text accept, const enum media *offered, int count)
{
    if (accept.length == 0 || text_equal(accept, TEXT("*/*"))) {
        return 0;
    }
    int chosen = count;
    double best = 0;
    for (int i = 0; i < count; i++) {
        double q = quality(accept, medias[offered[i]].essence);
        if (q > best) {
            best = q;
            chosen = i;
        }
    }
    return chosen;
}
