#include "site/site.h"

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
    {status_routes, false},   {sequence_routes, false},   {catalog_routes, false},
    {anything_routes, false}, {httpbin_routes, false},    {httpstat_us_routes, false},
    {home_routes, false},     {service_routes, false},    {static_routes, false},
    {earn_routes, true},      {document_routes, true},    {cached_routes, true},
    {variant_routes, true},   {delta_routes, true},       {query_routes, true},
    {upload_routes, true},    {job_routes, true},         {limit_routes, true},
    {auth_routes, true},      {digest_auth_routes, true}, {plain_routes, true},
    {chat_routes, true},      {dav_routes, true},         {extended_routes, true},
    {proxy_routes, true},     {.routes = NULL},
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

/* Answers a request that is not a preflight. Returns the code; finish is still to be called. */
static int answer(struct context *context)
{
    const struct request *request = context->request;
    context->route = route_find(context->site, request, &context->rest);
    int refused = request->query.length > 0 ? parameters_read(context, TEXT("")) : 0;
    if (refused != 0) {
        return refused;
    }
    int code = route_answer(context);
    if (context->reply->prepared == NULL) {
        browser_let_read(context->reply, code);
    }
    return parameters_apply(context, code);
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
    fputs("| fault | what the client gets |\n| --- | --- |\n", out);
    for (int nth = 0; (fault = fault_nth(nth)) != NULL; nth++) {
        fprintf(out, "| `%s` | %s |\n", fault->name, fault->help);
    }
}

static void help_families(FILE *out, bool earns)
{
    fputs("| target | answers |\n| --- | --- |\n", out);
    for (const struct family *family = families; family->routes != NULL; family++) {
        for (const struct route *route = family->routes; family->earns == earns && route->path != NULL; route++) {
            if (route->shown != NULL) {
                fprintf(out, "| `%s` | %s |\n", route->shown, route->summary);
            }
        }
    }
}

void site_help_routes(FILE *out)
{
    help_families(out, false);
}

void site_help_earn(FILE *out)
{
    help_families(out, true);
}
