#include "http/language.h"

#include "http/weight.h"

#include <ctype.h>
#include <stddef.h>

enum { SUBTAG_MAX = 8 };

static bool is_subtag(struct text text, int (*is_letter)(int))
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x80 || !is_letter(c)) {
            return false;
        }
    }
    return text.length > 0 && text.length <= SUBTAG_MAX;
}

bool language_range_is_valid(struct text text)
{
    struct text subtag;
    bool some = false;
    if (text_equal(text, TEXT("*"))) {
        return true;
    }
    for (int (*is_letter)(int) = isalpha; text_cut(&text, '-', &subtag); is_letter = isalnum) {
        if (!is_subtag(subtag, is_letter)) {
            return false;
        }
        some = true;
    }
    return some;
}

/* Whether head is all of tag, or some of its first subtags. */
static bool begins(struct text tag, struct text head)
{
    return tag.length >= head.length && text_same((struct text){tag.at, head.length}, head) &&
           (tag.length == head.length || tag.at[head.length] == '-');
}

double language_quality(struct text accept, struct text language)
{
    double named = -1, looked_up = -1, rest = -1;
    size_t closest = 0;
    for (struct text range; text_list(&accept, &range);) {
        double weight = weight_cut(&range);
        if (!language_range_is_valid(range)) {
            continue;
        }
        if (text_equal(range, TEXT("*"))) {
            rest = weight;
        } else if (begins(language, range) && range.length > closest) {
            named = weight;
            closest = range.length;
        } else if (begins(range, language) && range.length > language.length && weight > 0 && weight > looked_up) {
            looked_up = weight;
        }
    }
    double filtered = closest > 0 ? named : looked_up < 0 ? rest : -1;
    return looked_up > filtered && named != 0 ? looked_up : filtered;
}

double language_quality_among(struct text accept, struct text language, const char *const *languages)
{
    double best = -1, least = 1, own = language_quality(accept, language);
    for (; *languages != NULL; languages++) {
        double quality = language_quality(accept, text_of(*languages));
        best = quality > best ? quality : best;
        least = quality < least ? quality : least;
    }
    bool some_unnamed = least < 0;
    if (best > 0) {
        return own > 0 ? own : 0;
    }
    return some_unnamed && own == 0 ? 0 : 1;
}
