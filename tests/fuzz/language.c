/* Accept-Language fields. */
#include "http/language.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"en", "de", "de-AT", "fr", NULL};
    struct text accept = {(const char *)data, size};
    double best = 0;
    language_range_is_valid(accept);
    for (int i = 0; languages[i] != NULL; i++) {
        struct text language = text_of(languages[i]);
        double alone = language_quality(accept, language), among = language_quality_among(accept, language, languages);
        PROMISE(alone == -1 || (alone >= 0 && alone <= 1));
        PROMISE(among >= 0 && among <= 1);
        PROMISE(alone <= 0 || among == alone);
        best = among > best ? among : best;
    }
    PROMISE(best > 0); /* nobody is left with nothing */
    return 0;
}
