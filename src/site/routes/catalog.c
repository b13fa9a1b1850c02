/* /catalog: every status as data. */
#include "base/buffer.h"
#include "base/number.h"
#include "http/media.h"
#include "http/status.h"
#include "site/command.h"
#include "site/data.h"
#include "site/problem.h"
#include "site/routes/routes.h"

#include <time.h>

/* A request of the row of code, and the code that answers it. */
static cJSON *asked_json(struct context *context, const struct status_request *asked, int code)
{
    cJSON *json = data_request(context, asked, arena_printf(context->arena, "/status/%d", code).at);
    cJSON_AddNumberToObject(json, "expect", asked->expect != 0 ? asked->expect : code);
    return json;
}

/* Adds earn: the requests that earn the status, in order, or the sentence that says why none can, or null. */
static void add_earn(struct context *context, cJSON *json, const struct status *status)
{
    if (status->earn[0].target == NULL) {
        json_add_string(json, "earn", status->unearned);
        return;
    }
    cJSON *earn = cJSON_AddArrayToObject(json, "earn");
    for (int i = 0; i < STATUS_REQUESTS && status->earn[i].target != NULL; i++) {
        cJSON_AddItemToArray(earn, asked_json(context, &status->earn[i], status->code));
    }
}

static void add_related(cJSON *json, const struct status *status)
{
    cJSON *related = cJSON_AddArrayToObject(json, "related");
    for (int i = 0; i < STATUS_RELATED && status->related[i] != 0; i++) {
        cJSON_AddItemToArray(related, cJSON_CreateNumber(status->related[i]));
    }
}

static void add_fields(cJSON *json, const struct status *status)
{
    cJSON *fields = cJSON_AddArrayToObject(json, "fields");
    for (int i = 0; i < STATUS_FIELDS && status->fields[i].name != NULL; i++) {
        const struct status_field *field = &status->fields[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "name", field->name);
        cJSON_AddStringToObject(item, "value", field->value);
        cJSON_AddStringToObject(item, "requirement", requirement_name(field->requirement));
        cJSON_AddStringToObject(item, "when", occasion_name(field->when));
        cJSON_AddItemToArray(fields, item);
    }
}

/* A status as JSON. code is given besides the row, as the row may be that of its whole class. */
static cJSON *status_json(struct context *context, int code, const struct status *status)
{
    struct status own = *status;
    own.code = code;
    cJSON *json = cJSON_CreateObject();
    cJSON_AddNumberToObject(json, "code", code);
    cJSON_AddStringToObject(json, "phrase", status_phrase(code));
    cJSON_AddStringToObject(json, "class", status_class_name(code));
    cJSON_AddStringToObject(json, "state", registration_name(status_registration(status, time(NULL))));
    json_add_string(json, "until", status->until);
    json_add_string(json, "vendor", status->vendor);
    cJSON *definition = cJSON_AddObjectToObject(json, "definition");
    json_add_string(definition, "document", status->definition.document);
    json_add_string(definition, "section", status->definition.section);
    json_add_string(definition, "link", status->definition.link);
    cJSON_AddStringToObject(json, "summary", status->summary);
    json_add_string(json, "other_meaning", status->other_meaning);
    add_related(json, status);
    add_fields(json, status);
    cJSON *content = cJSON_AddObjectToObject(json, "content");
    cJSON_AddStringToObject(content, "rule", content_rule_name(status->content_rule));
    json_add_string(content, "note", status->content_note);
    cJSON *caching = cJSON_AddObjectToObject(json, "caching");
    cJSON_AddStringToObject(caching, "rule", caching_name(status->caching));
    json_add_string(caching, "source", status->caching_note);
    cJSON *connection = cJSON_AddObjectToObject(json, "connection");
    cJSON_AddBoolToObject(connection, "closes", status->closes);
    json_add_string(connection, "note", status->connection_note);
    cJSON_AddStringToObject(json, "client_should", status->client_should);
    json_add_string(json, "earned_by", status->earned_by);
    json_add_string(json, "wire_note", status->wire_note);
    cJSON_AddItemToObject(json, "example", asked_json(context, &own.example, code));
    add_earn(context, json, &own);
    return json;
}

/* The statuses that the query selects. */
struct filter {
    struct text class;  /* "4xx", "4" or "client error"; at is NULL for all */
    struct text state;  /* the name of an enum registration; at is NULL for all that have a row */
    struct text vendor; /* in any case of letters; at is NULL for all */
};

/* Whether class, spelled in one of these ways, is that of code. */
static bool is_of_class(int code, struct text class)
{
    bool digit = class.length == 1 || (class.length == 3 && text_same(text_from(class, 1), TEXT("xx")));
    return (digit && class.at[0] - '0' == status_digit(code)) || text_equal(class, text_of(status_class_name(code)));
}

static bool is_class(struct text class)
{
    for (int code = STATUS_MIN; code <= STATUS_MAX; code += 100) {
        if (is_of_class(code, class)) {
            return true;
        }
    }
    return false;
}

/* status is the row of code or that of its class. A code without a row of its own is selected only by its state, and
 * only if it could be assigned (RFC 9110 §15). */
static bool is_selected(const struct filter *filter, int code, const struct status *status)
{
    bool assignable = filter->state.at != NULL && status_class(code) != INVALID;
    return (status->registration != UNASSIGNED || assignable) &&
           (filter->class.at == NULL || is_of_class(code, filter->class)) &&
           (filter->vendor.at == NULL || text_same(filter->vendor, text_of(status->vendor))) &&
           (filter->state.at == NULL ||
            text_equal(filter->state, text_of(registration_name(status_registration(status, time(NULL))))));
}

static bool is_state(struct text name)
{
    for (int state = REGISTERED; state <= UNASSIGNED; state++) {
        if (text_equal(name, text_of(registration_name((enum registration)state)))) {
            return true;
        }
    }
    return false;
}

/* The vendors of the rows, each once, as a list. */
static struct text vendors(struct arena *arena)
{
    struct buffer list = buffer_in(arena);
    int count;
    const struct status *rows = status_all(&count);
    for (int i = 0; i < count; i++) {
        if (rows[i].vendor != NULL && !text_lists(buffer_text(&list), text_of(rows[i].vendor))) {
            buffer_print(&list, "%s%s", list.length > 0 ? ", " : "", rows[i].vendor);
        }
    }
    return buffer_text(&list);
}

/* name=value: a name is one of these. */
static int refuse_filter(struct context *context, const char *name, struct text value, struct text choices,
                         const char *example)
{
    return problem(context, 400,
                   arena_printf(context->arena, "%s=%.*s: a %s is %.*s", name, (int)value.length, value.at, name,
                                (int)choices.length, choices.at),
                   arena_printf(context->arena, "/catalog?%s=%s", name, example));
}

/* Reads the filter from the query. Returns 0, or the code of the problem document that it has made the reply. */
static int read_filter(struct context *context, struct filter *filter)
{
    struct text known = vendors(context->arena);
    filter->class = request_parameter(context->request, context->arena, "class");
    filter->state = request_parameter(context->request, context->arena, "state");
    filter->vendor = request_parameter(context->request, context->arena, "vendor");
    if (filter->class.at != NULL && !is_class(filter->class)) {
        return refuse_filter(context, "class", filter->class,
                             TEXT("a digit and xx, or the name of one, such as client error"), "4xx");
    }
    if (filter->state.at != NULL && !is_state(filter->state)) {
        return refuse_filter(context, "state", filter->state,
                             TEXT("registered, temporary, lapsed, deprecated, unused, obsoleted, unregistered or "
                                  "unassigned"),
                             "registered");
    }
    if (filter->vendor.at != NULL && !text_lists(known, filter->vendor)) {
        return refuse_filter(context, "vendor", filter->vendor, known, "nginx");
    }
    return 0;
}

static int answer_all(struct context *context)
{
    struct filter filter = {0};
    int refused = read_filter(context, &filter), shown = 0;
    if (refused != 0) {
        return refused;
    }
    cJSON *catalog = cJSON_CreateObject(), *statuses = cJSON_CreateArray();
    for (int code = STATUS_MIN; code <= STATUS_MAX; code++) {
        const struct status *status = status_rules(code);
        if (is_selected(&filter, code, status)) {
            cJSON_AddItemToArray(statuses, status_json(context, code, status));
            shown++;
        }
    }
    cJSON_AddNumberToObject(catalog, "count", shown);
    cJSON_AddItemToObject(catalog, "statuses", statuses);
    return data_reply(context, catalog);
}

/* The commands that earn the status, a line each, as a shell takes them: in JSON their quotes are escaped. */
static int answer_commands(struct context *context, const struct status *status)
{
    struct buffer lines = buffer_in(context->arena);
    for (int i = 0; i < STATUS_REQUESTS && status->earn[i].target != NULL; i++) {
        const struct status_request *asked = &status->earn[i];
        buffer_add(&lines, command_for(context->arena, asked, asked->method != NULL ? asked->method : "GET",
                                       asked->target, request_origin(context->request, context->arena)));
        buffer_add(&lines, TEXT("\n"));
    }
    reply_content(context->reply, media_type(MEDIA_TEXT), buffer_text(&lines));
    return 200;
}

/* A code from its digits or its name; false where text is neither. */
static bool read_code(struct text text, uint64_t *code)
{
    const struct status *named = status_named(text);
    *code = named != NULL ? (uint64_t)named->code : 0;
    return named != NULL || (text.length == 3 && number_parse(text, STATUS_MAX, code) && *code >= STATUS_MIN);
}

static int answer_one(struct context *context)
{
    uint64_t code;
    if (!read_code(context->rest, &code)) {
        return problem(context, 404,
                       arena_printf(context->arena,
                                    "the catalog has no \"%.*s\": codes are 100 to 999, or names such as not-found",
                                    (int)context->rest.length, context->rest.at),
                       TEXT("/catalog/404"));
    }
    const struct status *status = status_rules((int)code);
    return request_has_parameter(context->request, context->arena, "curl")
               ? answer_commands(context, status)
               : data_reply(context, status_json(context, (int)code, status));
}

const struct route catalog_routes[] = {
    {"/catalog", EXACTLY, "GET", answer_all, "class, state, vendor, pretty", "/catalog",
     "every status as data; ?class=4xx, ?state=registered, ?state=unassigned for the codes that are free, "
     "?vendor=nginx, ?pretty"},
    {"/catalog/", BELOW, "GET", answer_one, "pretty, curl", "/catalog/<code>",
     "one status as data; with ?curl the commands that earn it"},
    {.path = NULL},
};
