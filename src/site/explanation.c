#include "site/explanation.h"

#include "base/buffer.h"
#include "http/status.h"
#include "site/command.h"
#include "site/json.h"

/* "RFC 9110 §15.5.5" */
static struct text definition_name(struct arena *arena, const struct status_definition *definition)
{
    return definition->section != NULL ? arena_printf(arena, "%s §%s", definition->document, definition->section)
                                       : text_of(definition->document);
}

static struct text interim_sentence(struct arena *arena, const struct explanation *what)
{
    const char *form = what->withheld ? "%d %s was asked for; it is an interim response, and not sent over HTTP/1.0."
                                      : "%d %s was asked for, and went before this answer as an interim response.";
    return arena_printf(arena, form, what->interim, status_phrase(what->interim));
}

static void add_choices(cJSON *document, const struct status *status)
{
    cJSON *choices = status->choices[0].uri != NULL ? cJSON_AddArrayToObject(document, "choices") : NULL;
    for (int i = 0; i < STATUS_CHOICES && status->choices[i].uri != NULL; i++) {
        cJSON *choice = cJSON_CreateObject();
        cJSON_AddStringToObject(choice, "uri", status->choices[i].uri);
        json_add_string(choice, "type", status->choices[i].type);
        json_add_string(choice, "language", status->choices[i].language);
        cJSON_AddItemToArray(choices, choice);
    }
}

/* Adds the members that the JSON and the problem document have in common, and prints document. */
static struct text finish_json(struct arena *arena, const struct explanation *what, cJSON *document)
{
    cJSON_AddStringToObject(document, "class", status_class_name(what->code));
    json_add_text(arena, document, "defined_in", definition_name(arena, &what->status->definition));
    cJSON_AddStringToObject(document, "client_should", what->status->client_should);
    cJSON_AddStringToObject(document, "catalog", arena_printf(arena, "/catalog/%d", what->code).at);
    if (what->location != NULL) {
        json_add_text(arena, document, "location", *what->location);
    }
    if (what->interim != 0) {
        json_add_text(arena, document, "interim", interim_sentence(arena, what));
    }
    add_choices(document, what->status);
    return json_print(arena, document, JSON_PRETTY);
}

static struct text write_json(struct arena *arena, const struct explanation *what)
{
    cJSON *document = cJSON_CreateObject();
    cJSON_AddNumberToObject(document, "code", what->code);
    cJSON_AddStringToObject(document, "phrase", status_phrase(what->code));
    cJSON_AddStringToObject(document, "summary", what->status->summary);
    json_add_string(document, "link", what->status->definition.link);
    return finish_json(arena, what, document);
}

/* RFC 9457. The type is a link to the definition of the status: where a person reads more (§3.1.1). */
static struct text write_problem(struct arena *arena, const struct explanation *what)
{
    cJSON *document = cJSON_CreateObject();
    const char *link = what->status->definition.link;
    cJSON_AddStringToObject(document, "type", link != NULL ? link : "about:blank");
    cJSON_AddStringToObject(document, "title", status_phrase(what->code));
    cJSON_AddNumberToObject(document, "status", what->code);
    cJSON_AddStringToObject(document, "detail", what->status->summary);
    return finish_json(arena, what, document);
}

static struct text write_text(struct arena *arena, const struct explanation *what)
{
    struct buffer text = buffer_in(arena);
    buffer_print(&text, "%d %s\n\n%s\n", what->code, status_phrase(what->code), what->status->summary);
    if (what->interim != 0) {
        buffer_print(&text, "%s\n", interim_sentence(arena, what).at);
    }
    buffer_print(&text, "What a client does: %s\n", what->status->client_should);
    if (what->location != NULL) {
        buffer_print(&text, "It leads to %.*s\n", (int)what->location->length, what->location->at);
    }
    for (int i = 0; i < STATUS_CHOICES && what->status->choices[i].uri != NULL; i++) {
        buffer_print(&text, "Choice: %s (%s, %s)\n", what->status->choices[i].uri, what->status->choices[i].type,
                     what->status->choices[i].language);
    }
    buffer_print(&text, "Defined in %s\n", definition_name(arena, &what->status->definition).at);
    if (what->status->definition.link != NULL) {
        buffer_print(&text, "%s\n", what->status->definition.link);
    }
    return buffer_text(&text);
}

static void add_paragraph(struct buffer *page, const char *before, struct text text)
{
    buffer_print(page, "<p>%s", before);
    buffer_add_html(page, text);
    buffer_add(page, TEXT("</p>\n"));
}

static void add_link(struct buffer *page, const char *before, struct text target, struct text words)
{
    buffer_print(page, "<p>%s<a href=\"", before);
    buffer_add_html(page, target);
    buffer_add(page, TEXT("\">"));
    buffer_add_html(page, words);
    buffer_add(page, TEXT("</a></p>\n"));
}

/* The command that asks for the status, which shows the answer as no browser does. */
static void add_command(struct buffer *page, const struct explanation *what, int code)
{
    const struct status_request *asked = &status_rules(code)->example;
    const char *target = arena_printf(page->arena, "/status/%d", code).at;
    struct text command =
        command_for(page->arena, asked, asked->method != NULL ? asked->method : "GET", target, what->origin);
    buffer_add(page, TEXT("<p>The exchange as it is on the wire:</p>\n<pre><code>"));
    buffer_add_html(page, command);
    buffer_add(page, TEXT("</code></pre>\n"));
}

/* Where to go from a page about code. */
static void add_ways(struct buffer *page, int code)
{
    buffer_print(page,
                 "<nav><a href=\"/#%d\">%d in the explorer</a>\n<a href=\"/#build/%d\">Shape it with modifiers</a>\n"
                 "<a href=\"/catalog/%d?pretty\">Everything about it, as data</a>\n<a href=\"/\">All "
                 "statuses</a></nav>\n",
                 code, code, code, code);
}

/* What the answer itself says more than its status: the interim response, where it leads. */
static void add_particulars(struct buffer *page, const struct explanation *what)
{
    const struct status_choice *choices = what->status->choices;
    if (what->interim != 0) {
        add_paragraph(page, "", interim_sentence(page->arena, what));
    }
    add_paragraph(page, "What a client does: ", text_of(what->status->client_should));
    if (what->location != NULL) {
        add_link(page, "It leads to ", *what->location, *what->location);
    }
    for (int i = 0; i < STATUS_CHOICES && choices[i].uri != NULL; i++) {
        add_link(page, "Choice: ", text_of(choices[i].uri),
                 arena_printf(page->arena, "%s, %s", choices[i].type, choices[i].language));
    }
}

static struct text write_html(struct arena *arena, const struct explanation *what)
{
    struct buffer page = buffer_in(arena);
    struct text definition = definition_name(arena, &what->status->definition);
    struct text title = arena_printf(arena, "%d %s", what->code, status_phrase(what->code));
    int asked = what->interim != 0 ? what->interim : what->code;
    buffer_add(&page, TEXT("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width\">\n"
                           "<link rel=\"stylesheet\" href=\"/static/style.css\">\n"
                           "<link rel=\"icon\" href=\"data:,\">\n<title>"));
    buffer_add_html(&page, title);
    buffer_print(&page, "</title>\n<main class=\"note s%d\">\n<h1>", status_digit(what->code));
    buffer_add_html(&page, title);
    buffer_add(&page, TEXT("</h1>\n"));
    add_paragraph(&page, "", text_of(what->status->summary));
    add_particulars(&page, what);
    if (what->status->definition.link != NULL) {
        add_link(&page, "Defined in ", text_of(what->status->definition.link), definition);
    } else {
        add_paragraph(&page, "Defined in ", definition);
    }
    add_command(&page, what, asked);
    add_ways(&page, asked);
    buffer_add(&page, TEXT("</main>\n"));
    return buffer_text(&page);
}

struct text explanation_write(struct arena *arena, const struct explanation *what, enum media media)
{
    static struct text (*const writers[])(struct arena *, const struct explanation *) = {
        [MEDIA_PROBLEM] = write_problem,
        [MEDIA_JSON] = write_json,
        [MEDIA_TEXT] = write_text,
        [MEDIA_HTML] = write_html,
    };
    return writers[media](arena, what);
}

struct text explanation_write_brief(struct arena *arena, const struct explanation *what, enum media media)
{
    if (media == MEDIA_TEXT) {
        return arena_printf(arena, "%d %s", what->code, status_phrase(what->code));
    }
    cJSON *json = cJSON_CreateObject();
    cJSON_AddNumberToObject(json, "code", what->code);
    cJSON_AddStringToObject(json, "description", status_phrase(what->code));
    return json_print(arena, json, JSON_COMPACT);
}
