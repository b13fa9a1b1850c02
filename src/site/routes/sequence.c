/* /sequence/<key>/<codes>: the nth request with this key gets the nth step. A run of tests that has a key of its own
 * (run_key.h) has its own attempts. /sequence counts the keys. */
#include "base/buffer.h"
#include "base/clock.h"
#include "http/media.h"
#include "site/keyed.h"
#include "site/draw.h"
#include "site/json.h"
#include "site/modifiers/content.h"
#include "site/parameters.h"
#include "site/problem.h"
#include "site/routes/routes.h"
#include "site/run_key.h"
#include "site/status_reply.h"

#include <inttypes.h>

/* Each of these gives the step for an attempt after the last step: its number, from 1, or 0 for none. */
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
} continuations[] = {{"last", then_last}, {"loop", then_loop}, {"404", then_nothing}};

/* The function that then= names, then_last if it is not given; NULL if there is no such function. */
static then read_then(struct context *context)
{
    struct text name = request_parameter(context->request, context->arena, "then");
    for (size_t i = 0; i < sizeof continuations / sizeof continuations[0]; i++) {
        if (name.at == NULL || text_equal(name, text_of(continuations[i].name))) {
            return continuations[i].next;
        }
    }
    return NULL;
}

/* Counts one more attempt with this key, and returns which it is, from 1: of many threads each gets its own number. */
static uint64_t count_attempt(struct keyed_store *store, struct text key)
{
    uint64_t attempt = ++*(uint64_t *)keyed_enter(store, key, clock_milliseconds());
    keyed_leave(store);
    return attempt;
}

static uint64_t attempts_so_far(struct keyed_store *store, struct text key)
{
    const uint64_t *attempts = keyed_look(store, key, clock_milliseconds());
    uint64_t count = attempts != NULL ? *attempts : 0;
    keyed_leave(store);
    return count;
}

/* Forgets the key, and returns how many attempts there were. */
static uint64_t forget_attempts(struct keyed_store *store, struct text key)
{
    const uint64_t *attempts = keyed_look(store, key, clock_milliseconds());
    uint64_t count = attempts != NULL ? *attempts : 0;
    keyed_forget(store, key);
    keyed_leave(store);
    return count;
}

static int answer_count(struct context *context, struct text key, uint64_t attempts)
{
    cJSON *json = cJSON_CreateObject();
    json_add_text(context->arena, json, "key", key);
    cJSON_AddNumberToObject(json, "attempts", (double)attempts);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

/* Checks that the step's parameters can be combined with those of the query. Returns 0, or the code of a problem. */
static int check_step(struct context *context, const struct step *step)
{
    if (step->weighted) {
        return problem(context, 400, TEXT("a step of a sequence has no weight: each has its turn"),
                       TEXT("/sequence/my-key/503,503,200"));
    }
    int refused = step->parameters.length > 0 ? parameters_read(context, step->parameters) : 0;
    if (refused != 0) {
        return refused;
    }
    for (int code = step->first; code <= step->last; code++) {
        const char *misfit = content_misfit(&context->changes, code);
        if (misfit != NULL) {
            return problem(context, 400, arena_printf(context->arena, "%d: %s", code, misfit),
                           TEXT("/sequence/my-key/204,200;body=done"));
        }
    }
    return 0;
}

/* Checks every step before the attempt is counted, so that a request with a typing error does not count. */
static int check_steps(struct context *context, const struct codes *codes)
{
    struct changes asked = context->changes;
    struct text ignored = context->ignored;
    int refused = 0;
    for (int i = 0; i < codes->count && refused == 0; i++) {
        struct arena_mark before = arena_mark(context->arena);
        refused = check_step(context, &codes->steps[i]);
        context->changes = asked;
        context->ignored = ignored;
        if (refused == 0) {
            arena_rewind(context->arena, before);
        }
    }
    return refused;
}

/* The key under which the attempts are counted: that of the run, if it has one, and that of the sequence. */
static struct text counted_key(struct context *context, struct text run, struct text key)
{
    struct buffer both = buffer_in(context->arena);
    buffer_print(&both, "%zu ", run.length); /* so that no two pairs look alike */
    buffer_add(&both, run);
    buffer_add(&both, key);
    return buffer_text(&both);
}

/* key is shown, counted is where its attempts are counted. */
static int answer_attempt(struct context *context, struct text key, struct text counted, const struct codes *codes,
                          then next)
{
    uint64_t steps = (uint64_t)codes->count;
    struct keyed_store *store = context->site->attempts;
    bool preview = context->request->arrival == REQUEST_PREVIEW;
    uint64_t attempt = preview ? attempts_so_far(store, counted) + 1 : count_attempt(store, counted);
    uint64_t step = attempt <= steps ? attempt : next(attempt, steps);
    struct text attempt_of = arena_printf(context->arena, "%" PRIu64 "/%" PRIu64, attempt, steps);
    int code = 0, refused;
    if (step == 0) {
        code = problem(context, 404, arena_printf(context->arena, "this sequence of %" PRIu64 " is over", steps),
                       arena_printf(context->arena, "DELETE /sequence/%s", percent_encode(context->arena, key).at));
        reply_add(context->reply, "X-Attempt", attempt_of);
        return code;
    }
    reply_add(context->reply, "X-Attempt", attempt_of);
    const struct step *chosen = &codes->steps[step - 1];
    refused = draw_from_step(context, chosen, chosen->first < chosen->last, &code);
    return refused != 0 ? refused : status_reply(context, code);
}

static int answer_sequence(struct context *context)
{
    size_t slash = text_find(context->rest, '/');
    struct text key = percent_decode(context->arena, (struct text){context->rest.at, slash});
    struct text run, counted;
    struct codes codes;
    then next = read_then(context);
    int refused = run_key(context, &run);
    if (refused != 0) {
        return refused;
    }
    if (key.length == 0 || key.length > KEY_MAX) {
        return problem(context, 400, TEXT("a sequence has a key of 1 to 256 bytes, which you choose"),
                       TEXT("/sequence/my-key/503,503,200"));
    }
    counted = counted_key(context, run, key);
    bool deletes = text_equal(context->request->method, TEXT("DELETE"));
    if (deletes && context->request->arrival != REQUEST_PREVIEW) {
        return answer_count(context, key, forget_attempts(context->site->attempts, counted));
    }
    if (deletes || (slash == context->rest.length && request_reads(context->request))) {
        return answer_count(context, key, attempts_so_far(context->site->attempts, counted));
    }
    if (next == NULL) {
        return problem(context, 400, TEXT("then= is last, loop or 404"), TEXT("/sequence/my-key/503,200?then=loop"));
    }
    refused =
        draw_read(context, text_from(context->rest, slash + 1), &codes, "/sequence/my-key/503,503;retry_after=2,200");
    refused = refused != 0 ? refused : check_steps(context, &codes);
    return refused != 0 ? refused : answer_attempt(context, key, counted, &codes, next);
}

static int answer_keys(struct context *context)
{
    struct keyed_counts counts = keyed_count(context->site->attempts, clock_milliseconds());
    cJSON *json = cJSON_CreateObject();
    cJSON_AddNumberToObject(json, "keys", (double)counts.keys);
    cJSON_AddNumberToObject(json, "max_keys", (double)context->site->config.max_keys);
    cJSON_AddNumberToObject(json, "evicted", (double)counts.evicted);
    cJSON_AddNumberToObject(json, "expired", (double)counts.expired);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

const struct route sequence_routes[] = {
    {"/sequence/", BELOW, NULL, answer_sequence, "then, key", "/sequence/<key>/<codes>",
     "503,503,200: the nth request with this key gets the nth; DELETE begins anew"},
    {"/sequence", EXACTLY, "GET", answer_keys, NULL, "/sequence", "how many keys are remembered"},
    {.path = NULL},
};
