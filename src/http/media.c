#include "http/media.h"

#include "http/weight.h"

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

struct text media_essence(enum media media)
{
    return medias[media].essence;
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

double media_quality(struct text accept, struct text essence)
{
    double best = accept.length == 0;
    int closest = 0;
    struct text member;
    while (text_list(&accept, &member)) {
        double weight = weight_cut(&member);
        int close = specificity(member, essence);
        if (close > closest) {
            closest = close;
            best = weight;
        }
    }
    return best;
}

bool media_is_accepted(struct text accept, struct text essence)
{
    return media_quality(accept, essence) > 0;
}

int media_choose(struct text accept, const enum media *offered, int count)
{
    if (accept.length == 0 || text_equal(accept, TEXT("*/*"))) {
        return 0;
    }
    int chosen = count;
    double best = 0;
    for (int i = 0; i < count; i++) {
        double q = media_quality(accept, medias[offered[i]].essence);
        if (q > best) {
            best = q;
            chosen = i;
        }
    }
    return chosen;
}
