/* /openapi.json: the routes and the modifiers as an OpenAPI 3.1 description, for programs that make clients, or pages,
 * of it. Not described: targets that are no path, and spellings that are listed nowhere else. */
#include "site/data.h"
#include "site/modifiers/table.h"
#include "site/routes/routes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A parameter that is a string. The caller owns it. */
static cJSON *parameter_json(struct text name, const char *in)
{
    cJSON *json = cJSON_CreateObject();
    char *copy = memcpy(memory_new(name.length + 1), name.at, name.length);
    cJSON_AddStringToObject(json, "name", copy);
    free(copy);
    cJSON_AddStringToObject(json, "in", in);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(json, "schema"), "type", "string");
    if (strcmp(in, "path") == 0) {
        cJSON_AddTrueToObject(json, "required");
    }
    return json;
}

static cJSON *modifier_json(const struct modifier *modifier)
{
    cJSON *json = parameter_json(text_of(modifier->name), "query"), *schema = cJSON_GetObjectItem(json, "schema");
    cJSON_AddStringToObject(json, "description", modifier->help);
    if (modifier->repeats) {
        cJSON_SetValuestring(cJSON_GetObjectItem(schema, "type"), "array");
        cJSON_AddStringToObject(cJSON_AddObjectToObject(schema, "items"), "type", "string");
    }
    return json;
}

static void add_components(cJSON *document)
{
    cJSON *parameters = cJSON_AddObjectToObject(cJSON_AddObjectToObject(document, "components"), "parameters");
    const struct modifier *modifier;
    for (int nth = 0; (modifier = modifier_nth(nth)) != NULL; nth++) {
        cJSON_AddItemToObject(parameters, modifier->name, modifier_json(modifier));
    }
}

/* The names in angle brackets, the route's own parameters, and all modifiers. */
static cJSON *parameters_json(struct arena *arena, const struct route *route)
{
    cJSON *parameters = cJSON_CreateArray();
    struct text rest = text_of(route->shown), name, own = text_of(route->parameters);
    const struct modifier *modifier;
    while (text_find(rest, '<') < rest.length) {
        rest = text_from(rest, text_find(rest, '<') + 1);
        name = (struct text){rest.at, text_find(rest, '>')};
        cJSON_AddItemToArray(parameters, parameter_json(name, "path"));
    }
    while (text_list(&own, &name)) {
        if (!text_equal(name, TEXT("*"))) { /* any */
            cJSON_AddItemToArray(parameters, parameter_json(name, "query"));
        }
    }
    for (int nth = 0; (modifier = modifier_nth(nth)) != NULL; nth++) {
        cJSON *reference = cJSON_CreateObject();
        cJSON_AddStringToObject(reference, "$ref",
                                arena_printf(arena, "#/components/parameters/%s", modifier->name).at);
        cJSON_AddItemToArray(parameters, reference);
    }
    return parameters;
}

/* OpenAPI 3.1 knows these methods, and no others. */
static const char described_methods[] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE";

static void add_operation(struct arena *arena, cJSON *item, const struct route *route, struct text method)
{
    char *name = (char *)arena_copy(arena, method).at;
    for (char *c = name; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    cJSON *operation = cJSON_AddObjectToObject(item, name);
    cJSON_AddStringToObject(operation, "summary", route->summary);
    cJSON *responses = cJSON_AddObjectToObject(operation, "responses");
    cJSON_AddStringToObject(cJSON_AddObjectToObject(responses, "default"), "description",
                            "whatever the target and its parameters ask for");
}

/* The target of a route with braces for its angle brackets. */
static const char *path_of(struct arena *arena, const struct route *route)
{
    char *path = (char *)arena_copy(arena, text_of(route->shown)).at;
    for (char *c = path; *c != '\0'; c++) {
        if (*c == '<') {
            *c = '{';
        } else if (*c == '>') {
            *c = '}';
        }
    }
    return path;
}

static void add_path(struct arena *arena, cJSON *paths, const struct route *route)
{
    cJSON *item = cJSON_AddObjectToObject(paths, path_of(arena, route));
    struct text rest = text_of(described_methods), method;
    cJSON_AddItemToObject(item, "parameters", parameters_json(arena, route));
    while (text_list(&rest, &method)) {
        if (route_takes_method(route, method)) {
            add_operation(arena, item, route, method);
        }
    }
}

static int answer(struct context *context)
{
    cJSON *document = cJSON_CreateObject();
    cJSON_AddStringToObject(document, "openapi", "3.1.0");
    cJSON *info = cJSON_AddObjectToObject(document, "info");
    cJSON_AddStringToObject(info, "title", "statusd");
    cJSON_AddStringToObject(info, "version", "1"); /* of the description */
    cJSON_AddStringToObject(info, "description", "Any HTTP status, exactly as its definition says.");
    cJSON *paths = cJSON_AddObjectToObject(document, "paths");
    for (const struct family *family = context->site->families; family->routes != NULL; family++) {
        for (const struct route *route = family->routes; route->path != NULL; route++) {
            if (route->shown != NULL && route->shown[0] == '/') {
                add_path(context->arena, paths, route);
            }
        }
    }
    add_components(document);
    return data_reply(context, document);
}

const struct route openapi_routes[] = {
    {"/openapi.json", EXACTLY, "GET", answer, "pretty", "/openapi.json", "the targets and parameters as OpenAPI 3.1"},
    {.path = NULL},
};
