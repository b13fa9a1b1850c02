/* /sequence/<key>/<codes>: the nth request with this key gets the nth step. */
#include "base/clock.h"
#include "http/media.h"
#include "site/call.h"
#include "site/json.h"
#include "site/modifier.h"
#include "site/problem.h"
#include "site/sequence.h"

#include <inttypes.h>

/* What comes after the last step: 0 stands for nothing, else the step from 1. */
static uint64_t then_last(uint64_t attempt, uint64_t steps)
{
    (void)attempt;
    return steps;
}

static uint64_t then_loop(uint64_t attempt, uint64_t steps)
{
    return (attempt - 1) % steps + 1;
}

static uint64_t then_nothing(uint64_t attempt, uint64_t steps)
{
    (void)attempt, (void)steps;
    return 0;
}

typedef uint64_t (*then)(uint64_t attempt, uint64_t steps);

static const struct {
    const char *name;
    then next;
} thens[] = {{"last", then_last}, {"loop", then_loop}, {"404", then_nothing}};

/* What then= asks for; NULL where it is none of them. */
static then read_then(struct call *call)
{
    struct text name = request_parameter(call->request, call->arena, "then");
    for (size_t i = 0; i < sizeof thens / sizeof thens[0]; i++) {
        if (name.at == NULL || text_equal(name, text_of(thens[i].name))) {
            return thens[i].next;
        }
    }
    return NULL;
}

static int answer_count(struct call *call, struct text key, uint64_t attempts)
{
    cJSON *json = cJSON_CreateObject();
    json_add_text(call->arena, json, "key", key);
    cJSON_AddNumberToObject(json, "attempts", (double)attempts);
    reply_content(call->reply, media_type(MEDIA_JSON), json_print(call->arena, json, JSON_PRETTY));
    return 200;
}

static int check_step(struct call *call, const struct step *step)
{
    struct shape shape;
    if (step->weighted) {
        return problem(call, 400, TEXT("a step of a sequence has no weight: each has its turn"),
                       TEXT("/sequence/my-key/503,503,200"));
    }
    int refused = call_read_step(call, step, &shape);
    if (refused != 0) {
        return refused;
    }
    if (call->shape != NULL) { /* what the query asks of every step */
        shape.has_size = shape.has_size || call->shape->has_size || call->shape->body.at != NULL;
        shape.fault = call->shape->fault != FAULT_NONE ? call->shape->fault : shape.fault;
    }
    if (shape_fits(&shape, step->first) && shape_fits(&shape, step->last)) {
        return 0;
    }
    return problem(call, 400, arena_printf(call->arena, "%d: %s", step->first, no_content_fits),
                   TEXT("/sequence/my-key/204,200;body=done"));
}

/* Every step is checked before the attempt counts, so that a typing error costs none. */
static int check_steps(struct call *call, const struct codes *codes)
{
    int refused = 0;
    for (int i = 0; i < codes->count && refused == 0; i++) {
        refused = check_step(call, &codes->steps[i]);
    }
    return refused;
}

static int answer_attempt(struct call *call, struct text key, const struct codes *codes, then next)
{
    uint64_t steps = (uint64_t)codes->count;
    uint64_t attempt = sequence_attempt(call->site->sequences, key, clock_milliseconds());
    uint64_t step = attempt <= steps ? attempt : next(attempt, steps);
    struct text told = arena_printf(call->arena, "%" PRIu64 "/%" PRIu64, attempt, steps);
    int code = 0, refused;
    if (step == 0) {
        code = problem(call, 404, arena_printf(call->arena, "this sequence of %" PRIu64 " is over", steps),
                       arena_printf(call->arena, "DELETE /sequence/%s", percent_encode(call->arena, key).at));
        reply_add(call->reply, "X-Attempt", told);
        return code;
    }
    reply_add(call->reply, "X-Attempt", told);
    const struct step *chosen = &codes->steps[step - 1];
    refused = call_step(call, chosen, chosen->first < chosen->last, &code);
    return refused != 0 ? refused : call_status(call, code);
}

int answer_sequence(struct call *call)
{
    size_t slash = text_find(call->rest, '/');
    struct text key = percent_decode(call->arena, (struct text){call->rest.at, slash});
    struct codes codes;
    then next = read_then(call);
    if (key.length == 0 || key.length > KEY_MAX) {
        return problem(call, 400, TEXT("a sequence has a key of 1 to 256 bytes, which you choose"),
                       TEXT("/sequence/my-key/503,503,200"));
    }
    if (text_equal(call->request->method, TEXT("DELETE"))) {
        return answer_count(call, key, sequence_reset(call->site->sequences, key, clock_milliseconds()));
    }
    if (slash == call->rest.length && request_reads(call->request)) {
        return answer_count(call, key, sequence_attempts(call->site->sequences, key, clock_milliseconds()));
    }
    if (next == NULL) {
        return problem(call, 400, TEXT("then= is last, loop or 404"), TEXT("/sequence/my-key/503,200?then=loop"));
    }
    int refused =
        call_codes(call, text_from(call->rest, slash + 1), &codes, "/sequence/my-key/503,503;retry_after=2,200");
    refused = refused != 0 ? refused : check_steps(call, &codes);
    return refused != 0 ? refused : answer_attempt(call, key, &codes, next);
}

int answer_sequences(struct call *call)
{
    struct sequence_counts counts = sequence_count(call->site->sequences, clock_milliseconds());
    cJSON *json = cJSON_CreateObject();
    cJSON_AddNumberToObject(json, "keys", (double)counts.keys);
    cJSON_AddNumberToObject(json, "max_keys", (double)call->site->config.max_keys);
    cJSON_AddNumberToObject(json, "evicted", (double)counts.evicted);
    cJSON_AddNumberToObject(json, "expired", (double)counts.expired);
    reply_content(call->reply, media_type(MEDIA_JSON), json_print(call->arena, json, JSON_PRETTY));
    return 200;
}
