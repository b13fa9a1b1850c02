#include "site/site.h"

#include "base/number.h"
#include "site/call.h"
#include "site/json.h"
#include "site/problem.h"
#include "site/sample.h"
#include "site/sequence.h"
#include "site/shared.h"

#include <inttypes.h>
#include <stdlib.h>

struct site *site_new(const struct site_config *config)
{
    struct site *site = memory_new(sizeof *site);
    json_prepare();
    site->config = *config;
    site->sequences = sequence_store_new(config->max_keys, config->key_ttl);
    site->shared = shared_store_new();
    site->sample = sample_new();
    return site;
}

void site_free(struct site *site)
{
    if (site != NULL) {
        shared_store_free(site->shared);
        sequence_store_free(site->sequences);
        free((char *)site->sample.at);
        free(site);
    }
}

static bool is_preflight(const struct request *request)
{
    return text_equal(request->method, TEXT("OPTIONS")) && fields_find(&request->fields, TEXT("Origin")) != NULL &&
           fields_find(&request->fields, TEXT("Access-Control-Request-Method")) != NULL;
}

/* What the page's browser asks before a request that a form could not make: anything goes. The names are repeated,
 * as a wildcard would leave out Authorization. */
static int answer_preflight(struct call *call)
{
    const struct fields *fields = &call->request->fields;
    const struct text *names = fields_find(fields, TEXT("Access-Control-Request-Headers"));
    reply_add(call->reply, "Access-Control-Allow-Methods",
              arena_copy(call->arena, *fields_find(fields, TEXT("Access-Control-Request-Method"))));
    if (names != NULL && names->length > 0) {
        reply_add(call->reply, "Access-Control-Allow-Headers", arena_copy(call->arena, *names));
    }
    reply_add(call->reply, "Access-Control-Max-Age", TEXT("3600"));
    reply_add(call->reply, "Vary", TEXT("Access-Control-Request-Method, Access-Control-Request-Headers"));
    call_open(call, 204);
    return 204;
}

static struct text allowed_methods(struct arena *arena, const struct route *route)
{
    bool reads = text_lists(text_of(route->methods), TEXT("GET"));
    return arena_printf(arena, "%s%s, OPTIONS", route->methods, reads ? ", HEAD" : "");
}

/* RFC 9110 §15.5.6: what is allowed stands in Allow; §9.3.7 for OPTIONS. */
static int answer_other_method(struct call *call)
{
    struct text allowed = allowed_methods(call->arena, call->route);
    int code = 204;
    if (!text_equal(call->request->method, TEXT("OPTIONS"))) {
        code =
            problem(call, 405,
                    arena_printf(call->arena, "%s does not take %.*s, only %s", call->route->path,
                                 (int)call->request->method.length, call->request->method.at, allowed.at),
                    arena_printf(call->arena, "%.*s %s", (int)text_find(allowed, ','), allowed.at, call->route->path));
    }
    reply_add(call->reply, "Allow", allowed);
    return code;
}

static bool route_takes(const struct route *route, struct text method)
{
    if (route->methods == NULL || text_lists(text_of(route->methods), method)) {
        return true;
    }
    return text_equal(method, TEXT("HEAD")) && text_lists(text_of(route->methods), TEXT("GET"));
}

static bool is_number(struct text text)
{
    uint64_t number;
    return number_parse((struct text){text.at, text_find(text, '/')}, UINT64_MAX, &number);
}

/* Whether the route leads to the path of the request; call->rest then gets what stands behind it. */
static bool route_leads(const struct route *route, struct call *call)
{
    struct text path = text_of(route->path), rest = call->request->path, raw = call->request->raw_path;
    if (!text_skip(&rest, path) || (route->reach == EXACTLY && rest.length > 0) ||
        (route->reach == NUMBER && !is_number(rest))) {
        return false;
    }
    call->rest = text_skip(&raw, path) ? raw : rest;
    return true;
}

static const struct route *find_route(struct call *call)
{
    int count;
    const struct route *routes = route_all(&count);
    for (int i = 0; i < count; i++) {
        if (route_leads(&routes[i], call)) {
            return &routes[i];
        }
    }
    return NULL;
}

static int dispatch(struct call *call)
{
    if (call->route == NULL) {
        return problem(call, 404,
                       arena_printf(call->arena, "there is nothing at %.*s", (int)call->request->path.length,
                                    call->request->path.at),
                       TEXT("/status/404, or / for what is here"));
    }
    return route_takes(call->route, call->request->method) ? call->route->answer(call) : answer_other_method(call);
}

/* Whether a Refresh leads to this server. What browsers take for one is wide (HTML, "shared declarative refresh
 * steps": three separators or none, "url=" or not, quotes or not), so what is let through is what all of them read
 * alike: "5", or "5; url=/there" without quotes. */
static bool owns_refresh(const struct request *request, struct text value)
{
    size_t end = text_find(value, ';');
    uint64_t seconds;
    if (!number_parse(text_trim((struct text){value.at, end}), UINT64_MAX, &seconds)) {
        return false;
    }
    struct text target = text_trim(text_from(value, end + 1));
    bool named = text_skip(&target, TEXT("url=")) || text_skip(&target, TEXT("URL="));
    bool quoted = text_find(target, '"') < target.length || text_find(target, '\'') < target.length;
    return end == value.length || (named && !quoted && request_owns_target(request, target));
}

/* From outside, an answer must not be made to lead away: what a client can make us say could then lead others
 * astray. These are the fields that a client follows by itself, and the one that says where the content really is. */
static bool is_foreign(const struct call *call, const struct field *field)
{
    static const struct {
        struct text name;
        bool (*owns)(const struct request *request, struct text value);
    } leading[] = {
        {TEXT("Location"), request_owns_target},
        {TEXT("Content-Location"), request_owns_target},
        {TEXT("Refresh"), owns_refresh},
    };
    for (size_t i = 0; i < sizeof leading / sizeof leading[0]; i++) {
        if (text_same(field->name, leading[i].name)) {
            return !leading[i].owns(call->request, field->value);
        }
    }
    return false;
}

static bool leads_astray(const struct call *call)
{
    const struct fields *fields = &call->reply->fields;
    for (size_t i = 0; i < fields->count && call->request->from_outside && !call->site->config.allow_foreign; i++) {
        if (is_foreign(call, &fields->at[i])) {
            return true;
        }
    }
    return false;
}

int call_complete(struct call *call, int code)
{
    if (leads_astray(call)) {
        code =
            problem(call, 403, TEXT("a redirect to another host is refused here, as the listener is not on loopback"),
                    TEXT("location=/anything, header=Refresh: 5; url=/anything, or start with --allow-foreign"));
    }
    if (call->drawn) {
        reply_set(call->reply, "X-Seed", arena_printf(call->arena, "%" PRIu64, call->seed));
    }
    if (call->ignored.length > 0) {
        reply_set(call->reply, "X-Ignored", call->ignored);
    }
    reply_finish(call->reply, code, call->request);
    return code;
}

/* The code of the answer to a request that is not a preflight. */
static int answer_shaped(struct call *call)
{
    int refused = 0, code;
    call->route = find_route(call);
    if (call->request->query.length > 0) {
        refused = call_shape_under(call, TEXT(""));
    }
    if (refused != 0) {
        return refused;
    }
    code = dispatch(call);
    call_open(call, code);
    return call->shape != NULL && !call->refused ? call_apply_shape(call, code) : code;
}

int site_answer(void *site, const struct request *request, struct reply *reply)
{
    struct call call = {.site = site, .request = request, .reply = reply, .arena = reply->arena};
    int code = is_preflight(request) ? answer_preflight(&call) : answer_shaped(&call);
    return reply->shared != NULL ? code : call_complete(&call, code); /* what is shared has been through it */
}

int site_refuse(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply)
{
    struct call call = {.site = site, .request = request, .reply = reply, .arena = reply->arena};
    int code = problem(&call, refusal->code, text_of(refusal->detail), text_of(refusal->example));
    reply->close = refusal->lost;
    if (refusal->retry_after != NULL) {
        reply_set(reply, "Retry-After", text_of(refusal->retry_after));
    }
    return call_complete(&call, code);
}

void site_help_modifiers(FILE *out)
{
    shape_help(out);
}
