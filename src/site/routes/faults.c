/* /faults: every fault as data. */
#include "http/fault.h"
#include "site/data.h"
#include "site/routes/routes.h"

/* What a client does, and where that is said. */
static void add_client(struct context *context, cJSON *json, const struct fault *fault)
{
    cJSON *client = cJSON_AddObjectToObject(json, "client");
    cJSON_AddStringToObject(client, "verdict", fault_verdict_name(fault->verdict));
    cJSON_AddStringToObject(client, "does", fault->client);
    cJSON *definition = cJSON_AddObjectToObject(json, "definition");
    cJSON_AddStringToObject(definition, "document", arena_printf(context->arena, "RFC %s", fault->rfc).at);
    cJSON_AddStringToObject(definition, "section", fault->section);
    cJSON_AddStringToObject(
        definition, "link",
        arena_printf(context->arena, "https://www.rfc-editor.org/rfc/rfc%s#section-%s", fault->rfc, fault->section).at);
}

/* The places where a fault that breaks the connection strikes; null for others, which take no place. */
static void add_places(cJSON *json, const struct fault *fault)
{
    if (fault->kind != BREAKS_CONNECTION) {
        cJSON_AddNullToObject(json, "at");
        return;
    }
    cJSON *places = cJSON_AddArrayToObject(json, "at");
    for (int point = 0; point < FAULT_POINTS; point++) {
        cJSON_AddItemToArray(places, cJSON_CreateString(fault_point_name((enum fault_point)point)));
    }
}

static cJSON *fault_json(struct context *context, const struct fault *fault)
{
    static const struct status_request plain = {.method = NULL};
    const char *at = fault->kind == BREAKS_CONNECTION ? "&at=body" : "";
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "name", fault->name);
    cJSON_AddStringToObject(json, "breaks", fault->kind == BREAKS_CONNECTION ? "connection" : "message");
    cJSON_AddStringToObject(json, "sends", fault->help);
    add_places(json, fault);
    add_client(context, json, fault);
    cJSON_AddItemToObject(
        json, "example",
        data_request(context, &plain, arena_printf(context->arena, "/status/200?fault=%s%s", fault->name, at).at));
    return json;
}

static int answer(struct context *context)
{
    const struct fault *fault;
    cJSON *list = cJSON_CreateObject(), *faults = cJSON_CreateArray();
    int count = 0;
    for (; (fault = fault_nth(count)) != NULL; count++) {
        cJSON_AddItemToArray(faults, fault_json(context, fault));
    }
    cJSON_AddNumberToObject(list, "count", count);
    cJSON_AddItemToObject(list, "faults", faults);
    return data_reply(context, list);
}

const struct route faults_routes[] = {
    {"/faults", EXACTLY, "GET", answer, "pretty", "/faults", "every fault as data, and what a correct client does"},
    {.path = NULL},
};
