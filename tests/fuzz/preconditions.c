/* Preconditions: the method, then the fields, as in request.h, of a request for something with a tag and a date. */
#include "http/precondition.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct request request = request_from(&arena, (struct text){(const char *)data, size});
    struct validators there = {true, TEXT("\"tag\""), 784111777}, nothing = {.exists = false};
    enum precondition found = precondition_check(&request, &arena, &there);
    PROMISE(found == PRECONDITIONS_HOLD || found == NOT_MODIFIED || found == PRECONDITION_FAILED);
    PROMISE(found != NOT_MODIFIED || request_reads(&request));
    PROMISE(precondition_check(&request, &arena, &nothing) != NOT_MODIFIED);
    bool unasked = fields_find(&request.fields, TEXT("If-Range")) == NULL;
    PROMISE(!unasked || precondition_takes_range(&request, &arena, &there, 784111778));
    arena_release(&arena);
    return 0;
}
