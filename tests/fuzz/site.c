/* The whole way of a request, without a socket: guard, site, and the script of what is written by hand. */
#include "http/status.h"
#include "server/script.h"
#include "site/site.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/request.h"

#include <string.h>

static struct site *fuzzed_site(void)
{
    static const struct site_config config = {
        .max_delay = 10000, .max_hang = 1000, .max_size = 1024 * 1024, .max_keys = 16, .key_ttl = 1000};
    static struct site *site; /* one for all inputs, as it is for all requests */
    if (site == NULL) {
        site = site_new(&config);
    }
    return site;
}

/* Nothing of an answer breaks its framing, or leads away where that is forbidden. */
static void check_fields(const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        PROMISE(text_is_token(fields->at[i].name));
        PROMISE(field_value_is_valid(fields->at[i].value));
        PROMISE(fields->at[i].value.at == NULL ||
                strlen(fields->at[i].value.at) == fields->at[i].value.length); /* it is sent as a string */
        PROMISE(!text_same(fields->at[i].name, TEXT("Content-Length")));
        PROMISE(!text_same(fields->at[i].name, TEXT("Transfer-Encoding")));
    }
}

static void check_targets(const struct reply *reply, const struct request *request)
{
    for (size_t i = 0; i < reply->fields.count; i++) {
        struct field field = reply->fields.at[i];
        if (request->from_outside && text_same(field.name, TEXT("Location"))) {
            bool own = text_begins(field.value, TEXT("http://")) &&
                       text_begins(text_from(field.value, 7), request_host(request));
            /* A relative reference has no colon in its first segment (RFC 3986 §4.2): "httporg/" is one. */
            size_t segment = text_find((struct text){field.value.at, text_find(field.value, '?')}, '/');
            PROMISE(own || text_find(field.value, ':') >= segment);
            PROMISE(own || (!text_begins(field.value, TEXT("//")) && !text_begins(field.value, TEXT("/\\"))));
        }
    }
}

static void check_script(struct arena *arena, const struct reply *reply, int code, const struct request *request)
{
    struct script before = script_before_final(arena, reply);
    struct script script = script_by_hand(arena, reply, code, request->arrival);
    PROMISE(before.count == 0 || before.steps[before.count - 1].act == SCRIPT_HAND_BACK);
    PROMISE(script.count >= 1);
    enum script_act last = script.steps[script.count - 1].act;
    PROMISE(last == SCRIPT_FINISH || last == SCRIPT_RESET || last == SCRIPT_HANG);
}

static void check_reply(struct arena *arena, const struct reply *reply, int code, const struct request *request)
{
    char bytes[256];
    const struct status *rules = status_rules(code);
    PROMISE(code >= 100 && code <= 999);
    check_fields(&reply->fields);
    check_fields(&reply->trailers);
    check_targets(reply, request);
    PROMISE(reply->interim_count >= 0 && reply->interim_count <= INTERIMS_MAX);
    PROMISE(request->minor > 0 || (reply->interim_count == 0 && reply->chunk == 0));
    PROMISE(reply->delay >= 0 && reply->delay <= 10000 && reply->gap <= 10000 && reply->after_head <= 10000);
    PROMISE(field_value_is_valid(reply->phrase));
    PROMISE(rules->content_rule != CONTENT_NONE || reply->head_only || reply->content_forced);
    content_read(&reply->content, 0, bytes, sizeof bytes);
    content_read(&reply->content, reply->content.length / 2, bytes, sizeof bytes);
    content_read(&reply->content, reply->content.length, bytes, sizeof bytes);
    check_script(arena, reply, code, request);
}

/* An answer that depends on the content is there only once that is in; what comes before it is bound by the same rules.
 */
static void check_arrived(struct arena *arena, const struct reply *reply, int code, const struct request *request)
{
    PROMISE(code != 0 || request->arrival != REQUEST_WHOLE);
    if (code == 0) {
        PROMISE(request->minor > 0 || reply->interim_count == 0);
        script_before_content(arena, reply, request);
        return;
    }
    check_reply(arena, reply->prepared != NULL ? reply->prepared->reply : reply, code, request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct guard_limits limits = {.target = 8000, .head = 8192, .content = 1024 * 1024};
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct request request = request_from(&arena, (struct text){(const char *)data, size});
    struct refusal refusal = guard_check(&request, &limits);
    for (int arrival = REQUEST_PREVIEW; arrival >= REQUEST_WHOLE; arrival--) {
        struct reply reply = {.arena = &arena};
        request.arrival = (enum arrival)arrival;
        int code = refusal.code != 0 ? site_refuse(fuzzed_site(), &request, &refusal, &reply)
                                     : site_answer(fuzzed_site(), &request, &reply);
        check_arrived(&arena, &reply, code, &request);
    }
    arena_release(&arena);
    return 0;
}
