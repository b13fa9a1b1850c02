/* Range fields: the length of the representation in a line, and the value. */
#include "base/number.h"
#include "http/range.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text value = {(const char *)data, size}, line = TEXT("");
    struct range ranges[RANGES_MAX];
    uint64_t length;
    int count = -1;
    text_cut(&value, '\n', &line);
    if (!number_parse(line, UINT64_MAX, &length)) {
        return 0;
    }
    enum range_result result = range_parse(value, length, ranges, &count);
    PROMISE(result == RANGE_IGNORED || (count >= 0 && count <= RANGES_MAX));
    PROMISE(result != RANGE_SATISFIABLE || count > 0);
    for (int i = 0; result == RANGE_SATISFIABLE && i < count; i++) {
        PROMISE(ranges[i].first <= ranges[i].last && ranges[i].last < length);
    }
    return 0;
}
