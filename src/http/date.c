#include "http/date.h"

#include <string.h>

static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct text date_format(struct arena *arena, time_t moment)
{
    struct tm tm;
    gmtime_r(&moment, &tm);
    return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
                        tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* A date is valid if its numbers, turned into a moment and back, give the same text. The locale is "C", as the
 * program never sets another. */
bool date_is_valid(struct text text)
{
    char copy[30] = "", space[128];
    struct tm tm = {0};
    struct arena arena;
    if (text.length != 29) {
        return false;
    }
    memcpy(copy, text.at, 29);
    const char *end = strptime(copy, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    arena_init(&arena, space, sizeof space);
    return end == copy + 29 && text_equal(date_format(&arena, timegm(&tm)), text);
}
