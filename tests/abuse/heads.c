#include "tests/abuse/heads.h"

#include <stdbool.h>
#include <string.h>

static const char shape[] = "HTTP/1.# ###"; /* # is a digit */

static void head_done(struct heads *heads)
{
    heads->classes[heads->code / 100 % 10]++;
    heads->finals += heads->code >= 200;
    heads->last = heads->code;
}

void heads_scan(struct heads *heads, const char *bytes, size_t length)
{
    for (const char *at = bytes, *end = bytes + length; at < end; at++) {
        if (heads->place == 0 && (at = memchr(at, 'H', (size_t)(end - at))) == NULL) {
            return;
        }
        bool digit = *at >= '0' && *at <= '9', fits = shape[heads->place] == '#' ? digit : shape[heads->place] == *at;
        if (!fits) {
            heads->place = *at == 'H';
            continue;
        }
        heads->place++;
        heads->code = digit ? heads->code * 10 + (*at - '0') : 0;
        if (shape[heads->place] == '\0') {
            head_done(heads);
            heads->place = 0;
        }
    }
}
