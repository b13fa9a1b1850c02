/* /modifiers: every modifier as data. */
#include "site/data.h"
#include "site/modifiers/table.h"
#include "site/routes/routes.h"

/* The names that the modifier takes as a value; null for one that takes none. */
static void add_choices(cJSON *json, const struct modifier *modifier)
{
    const char *name;
    if (modifier->choice == NULL) {
        cJSON_AddNullToObject(json, "choices");
        return;
    }
    cJSON *choices = cJSON_AddArrayToObject(json, "choices");
    for (int nth = 0; (name = modifier->choice(nth)) != NULL; nth++) {
        cJSON_AddItemToArray(choices, cJSON_CreateString(name));
    }
}

static cJSON *modifier_json(const struct modifier *modifier)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "name", modifier->name);
    cJSON_AddStringToObject(json, "example", modifier->example);
    cJSON_AddStringToObject(json, "help", modifier->help);
    add_choices(json, modifier);
    cJSON_AddBoolToObject(json, "repeats", modifier->repeats);
    cJSON_AddBoolToObject(json, "is_fault", modifier->is_fault);
    return json;
}

static int answer(struct context *context)
{
    const struct modifier *modifier;
    cJSON *list = cJSON_CreateObject(), *modifiers = cJSON_CreateArray();
    int count = 0;
    for (; (modifier = modifier_nth(count)) != NULL; count++) {
        cJSON_AddItemToArray(modifiers, modifier_json(modifier));
    }
    cJSON_AddNumberToObject(list, "count", count);
    cJSON_AddItemToObject(list, "modifiers", modifiers);
    return data_reply(context, list);
}

const struct route modifiers_routes[] = {
    {"/modifiers", EXACTLY, "GET", answer, "pretty", "/modifiers", "every parameter that shapes an answer, as data"},
    {.path = NULL},
};
