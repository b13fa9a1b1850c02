#include "base/number.h"

bool number_parse(struct text text, uint64_t max, uint64_t *value)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(text.at[i] - '0');
        if (number > max / 10 || number * 10 > max - digit) {
            return false;
        }
        number = number * 10 + digit;
    }
    if (text.length == 0) {
        return false;
    }
    *value = number;
    return true;
}

bool number_parse_decimal(struct text text, double *value)
{
    double number = 0, place = 0;
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '.' && place == 0) {
            place = 1;
        } else if (text.at[i] >= '0' && text.at[i] <= '9') {
            digits++;
            number = number * 10 + (text.at[i] - '0');
            place *= 10;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 18) {
        return false;
    }
    *value = place > 0 ? number / place : number;
    return true;
}

/* Cuts unit off the end of *text. */
static bool cut_unit(struct text *text, struct text unit)
{
    if (text->length <= unit.length || !text_equal(text_from(*text, text->length - unit.length), unit)) {
        return false;
    }
    text->length -= unit.length;
    return true;
}

bool number_parse_duration(struct text text, int64_t *milliseconds)
{
    const double day = 24.0 * 60 * 60 * 1000;
    double scale = 1000, number;
    if (cut_unit(&text, TEXT("ms"))) {
        scale = 1;
    } else {
        cut_unit(&text, TEXT("s"));
    }
    if (!number_parse_decimal(text, &number) || number * scale > day) {
        return false;
    }
    *milliseconds = (int64_t)(number * scale + 0.5); /* llround would bring libm along, a tenth of the image */
    return true;
}

bool number_parse_size(struct text text, uint64_t *bytes)
{
    const uint64_t most = (uint64_t)1 << 40;
    uint64_t scale = 1, number;
    if (cut_unit(&text, TEXT("k"))) {
        scale = 1024;
    } else if (cut_unit(&text, TEXT("M"))) {
        scale = (uint64_t)1024 * 1024;
    }
    if (!number_parse(text, most / scale, &number)) {
        return false;
    }
    *bytes = number * scale;
    return true;
}
