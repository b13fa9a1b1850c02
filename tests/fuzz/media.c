/* Accept fields. */
#include "http/media.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum media offers[] = {MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML};
    struct text accept = {(const char *)data, size};
    int chosen = media_choose(accept, offers, 4);
    PROMISE(chosen >= 0 && chosen <= 4);
    PROMISE(media_choose(accept, offers, 0) == 0);
    /* What is chosen of all is chosen of itself alone, and where nothing is, nothing of the others is either. */
    for (int i = 0; i < 4; i++) {
        int alone = media_choose(accept, &offers[i], 1);
        PROMISE(chosen < 4 || alone == 1);
        PROMISE(i != chosen || alone == 0);
    }
    return 0;
}
