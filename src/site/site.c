#include "site/site.h"

#include "http/status.h"
#include "site/keyed.h"
#include "site/browser.h"
#include "site/context.h"
#include "site/earn/earn.h"
#include "site/finish.h"
#include "site/json.h"
#include "site/modifiers/table.h"
#include "site/parameters.h"
#include "site/prepared.h"
#include "site/problem.h"
#include "site/route.h"
#include "site/routes/routes.h"
#include "site/sample.h"

#include <stdlib.h>

/* The families of routes, in the order in which people see them: to add a family, add it here, and in routes.h or,
 * where it earns a status, in earn.h. */
static const struct family families[] = {
    {status_routes, 0},
    {sequence_routes, 0},
    {catalog_routes, 0},
    {faults_routes, 0},
    {modifiers_routes, 0},
    {openapi_routes, 0},
    {anything_routes, AWAITS_CONTENT},
    {httpbin_routes, 0},
    {redirect_routes, 0},
    {cookie_routes, 0},
    {httpstat_us_routes, 0},
    {home_routes, 0},
    {service_routes, 0},
    {static_routes, 0},
    {earn_routes, EARNS | AWAITS_CONTENT},
    {document_routes, EARNS | AWAITS_CONTENT},
    {cached_routes, EARNS},
    {variant_routes, EARNS},
    {delta_routes, EARNS},
    {query_routes, EARNS | AWAITS_CONTENT},
    {upload_routes, EARNS | AWAITS_CONTENT},
    {job_routes, EARNS | AWAITS_CONTENT},
    {limit_routes, EARNS | AWAITS_CONTENT},
    {auth_routes, EARNS},
    {digest_auth_routes, EARNS | AWAITS_CONTENT},
    {plain_routes, EARNS},
    {chat_routes, EARNS},
    {dav_routes, EARNS | AWAITS_CONTENT},
    {extended_routes, EARNS},
    {proxy_routes, EARNS},
    {.routes = NULL},
};

struct site *site_new(const struct site_config *config)
{
    struct site *site = memory_new(sizeof *site);
    json_prepare();
    site->config = *config;
    site->families = families;
    site->attempts = keyed_store_new(sizeof(uint64_t), NULL, config->max_keys, config->key_ttl);
    site->states = earn_stores_new(config);
    site->prepared = prepared_store_new();
    site->sample = sample_new();
    return site;
}

void site_free(struct site *site)
{
    if (site != NULL) {
        prepared_store_free(site->prepared);
        earn_stores_free(site->states);
        keyed_store_free(site->attempts);
        free((char *)site->sample.at);
        free(site);
    }
}

/* Where only the head is in, and the route waits for the content: makes those changes to the reply that come first. A
 * fault at the start needs nothing else, and nothing else is done. Returns the code of the reply; 0: there is none yet.
 */
static int answer_before_content(struct context *context)
{
    int code = parameters_apply(context, PHASE_ARRIVAL, 0);
    return code == 0 && reply_strikes_at_start(context->reply) ? 200 : code;
}

static int refuse_early_final(struct context *context)
{
    return problem(context, 400, TEXT("early=final: what is answered here depends on the content of the request"),
                   TEXT("/status/200?early=final"));
}

/* Answers a request that is not a preflight. Returns the code; finish is still to be called, unless the code is 0. */
static int answer(struct context *context)
{
    const struct request *request = context->request;
    route_find(context);
    int refused = request->query.length > 0 ? parameters_read(context, TEXT("")) : 0;
    if (refused != 0) {
        return refused;
    }
    if (route_awaits_content(context)) {
        const struct change *early = changes_find(&context->changes, "early");
        if (early != NULL && early->number == EARLY_FINAL) {
            return refuse_early_final(context);
        }
        if (request->arrival != REQUEST_WHOLE) {
            return answer_before_content(context);
        }
    }
    int code = route_answer(context);
    if (context->reply->prepared == NULL) {
        browser_let_read(context->reply, code);
    }
    return parameters_apply(context, PHASE_CONTENT, code);
}

int site_answer(void *site, const struct request *request, struct reply *reply)
{
    struct context context = {.site = site, .request = request, .reply = reply, .arena = reply->arena};
    int code = browser_is_preflight(request) ? browser_answer_preflight(reply, request) : answer(&context);
    return reply->prepared != NULL ? code : finish(&context, code); /* a prepared reply is finished already */
}

int site_refuse(void *site, const struct request *request, const struct refusal *refusal, struct reply *reply)
{
    struct context context = {.site = site, .request = request, .reply = reply, .arena = reply->arena};
    int code = problem(&context, refusal->code, text_of(refusal->detail), text_of(refusal->example));
    reply->close = refusal->must_close;
    if (refusal->retry_after != NULL) {
        reply_set(reply, "Retry-After", text_of(refusal->retry_after));
    }
    return finish(&context, code);
}

void site_help_modifiers(FILE *out)
{
    const struct modifier *modifier;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    fputs("| parameter | example | effect |\n| --- | --- | --- |\n", out);
    for (int nth = 0; (modifier = modifier_nth(nth)) != NULL; nth++) {
        struct text choices = modifier_choices(&arena, modifier);
        fprintf(out, "| `%s` | `%s` | %s%s%s |\n", modifier->name, modifier->example, modifier->help,
                choices.length > 0 ? ": " : "", choices.at);
    }
    arena_release(&arena);
}

void site_help_faults(FILE *out)
{
    const struct fault *fault;
    fputs("| fault | what the client gets | a correct client | RFC |\n| --- | --- | --- | --- |\n", out);
    for (int nth = 0; (fault = fault_nth(nth)) != NULL; nth++) {
        fprintf(out, "| `%s` | %s | %s: %s | %s §%s |\n", fault->name, fault->help, fault_verdict_name(fault->verdict),
                fault->client, fault->rfc, fault->section);
    }
}

void site_help_statuses(FILE *out)
{
    int count;
    const struct status *rows = status_all(&count);
    fputs("| code | phrase | defined in | what it means |\n| --- | --- | --- | --- |\n", out);
    for (int i = 0; i < count; i++) {
        const struct status_definition *definition = &rows[i].definition;
        fprintf(out, "| `%d` | %s | %s%s%s | %s |\n", rows[i].code, status_phrase(rows[i].code), definition->document,
                definition->section != NULL ? " §" : "", definition->section != NULL ? definition->section : "",
                rows[i].summary);
    }
}

/* traits: EARNS, or 0 for the other families. */
static void help_families(FILE *out, unsigned traits)
{
    fputs("| target | answers |\n| --- | --- |\n", out);
    for (const struct family *family = families; family->routes != NULL; family++) {
        for (const struct route *route = family->routes; (family->traits & EARNS) == traits && route->path != NULL;
             route++) {
            if (route->shown != NULL) {
                fprintf(out, "| `%s` | %s |\n", route->shown, route->summary);
            }
        }
    }
}

void site_help_routes(FILE *out)
{
    help_families(out, 0);
}

void site_help_earn(FILE *out)
{
    help_families(out, EARNS);
}
