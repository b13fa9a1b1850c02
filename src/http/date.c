#include "http/date.h"

#include <string.h>

static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

time_t date_in(int64_t milliseconds)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec + (time_t)((now.tv_nsec / 1000000 + milliseconds) / 1000);
}

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

/* timegm makes the 3rd of March of a 31st of February: then another day comes out than went in. */
static bool exists(struct tm tm, time_t *moment)
{
    int day = tm.tm_mday, month = tm.tm_mon;
    *moment = timegm(&tm);
    return tm.tm_mday == day && tm.tm_mon == month;
}

bool date_parse(struct text text, time_t *moment)
{
    static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %e %H:%M:%S %Y"};
    char copy[48] = "";
    if (text.length == 0 || text.length >= sizeof copy || text_find(text, '\0') < text.length) {
        return false;
    }
    memcpy(copy, text.at, text.length);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct tm tm = {0};
        const char *end = strptime(copy, forms[i], &tm);
        if (end != NULL && *end == '\0') {
            return exists(tm, moment);
        }
    }
    return false;
}
