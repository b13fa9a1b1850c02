#include "server/phrase.h"

#include "base/text.h"
#include "http/status.h"

#include <dlfcn.h>
#include <microhttpd.h>

/* Written by phrase_prepare, then only read. */
static struct text phrases[STATUS_MAX + 1];

static struct text phrase_of(unsigned int code)
{
    return code <= STATUS_MAX ? phrases[code] : (struct text){NULL, 0};
}

/* Called by the library, as is the next. */
const char *MHD_get_reason_phrase_for(unsigned int code)
{
    return phrase_of(code).at;
}

size_t MHD_get_reason_phrase_len_for(unsigned int code)
{
    return phrase_of(code).length;
}

void phrase_prepare(void)
{
    for (int code = STATUS_MIN; code <= STATUS_MAX; code++) {
        phrases[code] = text_of(status_phrase(code));
    }
}

bool phrase_is_foreign(int code)
{
    const char *(*theirs)(unsigned int);
    *(void **)&theirs = dlsym(RTLD_NEXT, "MHD_get_reason_phrase_for");
    return theirs == NULL || !text_equal(text_of(theirs((unsigned int)code)), phrases[code]);
}
