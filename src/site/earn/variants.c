/* /earn/page, /earn/choice and /earn/nested: a text in several languages and media types.
 *
 * /earn/page chooses for the client (RFC 9110 §12.1). /earn/choice does so only where one variant suits better than all
 * others, and else leaves the choice to the client (§12.2), as both do for one that negotiates transparently (RFC
 * 2295). /earn/nested is misconfigured: one of its variants is /earn/page. */
#include "base/buffer.h"
#include "http/language.h"
#include "http/media.h"
#include "http/precondition.h"
#include "http/status.h"
#include "site/conditional.h"
#include "site/earn/earn.h"
#include "site/json.h"
#include "site/problem.h"
#include "site/status_reply.h"

struct variant {
    const char *uri, *language;
    enum media media;
    bool negotiates; /* it is itself negotiable, which no variant should be */
};

/* A resource that has variants; the first is the server's own preference. */
struct negotiable {
    struct variant variants[6];
    int count;
    const char *languages[4]; /* those of the variants, then NULL */
    bool leaves_choice;       /* to the client, where several suit it equally well */
};

#define PAGES                                                                                                          \
    {                                                                                                                  \
        {"/earn/page/en.html", "en", MEDIA_HTML, false}, {"/earn/page/en.txt", "en", MEDIA_TEXT, false},               \
            {"/earn/page/de.html", "de", MEDIA_HTML, false}, {"/earn/page/de.txt", "de", MEDIA_TEXT, false},           \
            {"/earn/page/fr.html", "fr", MEDIA_HTML, false}, {"/earn/page/fr.txt", "fr", MEDIA_TEXT, false},           \
    }

static const struct negotiable page = {PAGES, 6, {"en", "de", "fr", NULL}, false};
static const struct negotiable choice = {PAGES, 6, {"en", "de", "fr", NULL}, true};
static const struct negotiable nested = {
    {{"/earn/page/en.html", "en", MEDIA_HTML, false}, {"/earn/page", "de", MEDIA_HTML, true}},
    2,
    {"en", "de", NULL},
    false};

static const struct {
    const char *language, *title, *text;
} texts[] = {
    {"en", "A page", "This page is there in English, German and French."},
    {"de", "Eine Seite", "Diese Seite gibt es auf Englisch, Deutsch und Französisch."},
    {"fr", "Une page", "Cette page existe en anglais, en allemand et en français."},
};

static struct text content_of_variant(struct arena *arena, const struct variant *variant)
{
    size_t i = 0;
    while (!text_equal(text_of(texts[i].language), text_of(variant->language))) {
        i++; /* each variant has its text */
    }
    return variant->media == MEDIA_HTML
               ? arena_printf(arena, "<!doctype html>\n<html lang=\"%s\">\n<title>%s</title>\n<p>%s\n",
                              texts[i].language, texts[i].title, texts[i].text)
               : arena_printf(arena, "%s\n\n%s\n", texts[i].title, texts[i].text);
}

/* What becomes of a request, by what its Negotiate has (RFC 2295 §8.4). */
struct negotiation {
    bool transparent; /* the client takes part */
    bool may_choose;  /* and lets the server choose */
};

/* Each directive implies trans; one that is not known is ignored. The algorithms that this server may run are 1.0 of
 * RFC 2296, and, for "*" and guess-small, its own. */
static struct negotiation read_negotiate(struct context *context)
{
    static const struct {
        const char *directive;
        bool may_choose;
    } known[] = {{"trans", false}, {"vlist", false}, {"guess-small", true}, {"1.0", true}, {"*", true}};
    struct text rest = request_field(context->request, context->arena, "Negotiate"), member;
    struct negotiation found = {false, false};
    while (text_list(&rest, &member)) {
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            bool named = text_same(member, text_of(known[i].directive));
            found.transparent = found.transparent || named;
            found.may_choose = found.may_choose || (named && known[i].may_choose);
        }
    }
    return found;
}

/* The variant that Accept and Accept-Language make best: the first of those with the highest product of qualities, as
 * in RFC 2296 §3; NULL where none is acceptable. *alone tells whether no other is as good. */
static const struct variant *choose(struct context *context, const struct negotiable *negotiable, bool *alone)
{
    struct text accept = request_field(context->request, context->arena, "Accept");
    struct text accept_language = request_field(context->request, context->arena, "Accept-Language");
    const struct variant *chosen = NULL;
    double best = 0;
    for (int i = 0; i < negotiable->count; i++) {
        const struct variant *variant = &negotiable->variants[i];
        double quality = media_quality(accept, media_essence(variant->media)) *
                         language_quality_among(accept_language, text_of(variant->language), negotiable->languages);
        *alone = quality > best || (*alone && quality < best);
        chosen = quality > best ? variant : chosen;
        best = quality > best ? quality : best;
    }
    return chosen;
}

static void vary(struct context *context)
{
    reply_add(context->reply, "Vary", TEXT("Negotiate, Accept, Accept-Language"));
}

/* RFC 2295 §8.3: each variant with its source quality, which is the same for all. */
static struct text alternates(struct arena *arena, const struct negotiable *negotiable)
{
    struct buffer list = buffer_in(arena);
    for (int i = 0; i < negotiable->count; i++) {
        const struct variant *variant = &negotiable->variants[i];
        buffer_print(&list, "%s{\"%s\" 1.0 {type %s} {language %s}}", i > 0 ? ", " : "", variant->uri,
                     media_essence(variant->media).at, variant->language);
    }
    return arena_copy(arena, buffer_text(&list));
}

static struct text list_as_html(struct arena *arena, const struct negotiable *negotiable, int code)
{
    struct buffer list = buffer_in(arena);
    buffer_print(&list, "<!doctype html>\n<html lang=\"en\">\n<title>%d %s</title>\n<ul>\n", code, status_phrase(code));
    for (int i = 0; i < negotiable->count; i++) {
        const struct variant *variant = &negotiable->variants[i];
        buffer_print(&list, "<li><a href=\"%s\">%s</a> %s, %s\n", variant->uri, variant->uri, variant->language,
                     media_essence(variant->media).at);
    }
    buffer_add(&list, TEXT("</ul>\n"));
    return buffer_text(&list);
}

static struct text list_as_json(struct arena *arena, const struct negotiable *negotiable, int code)
{
    cJSON *list = cJSON_CreateObject(), *choices = cJSON_CreateArray();
    cJSON_AddStringToObject(list, "type", "about:blank");
    cJSON_AddStringToObject(list, "title", status_phrase(code));
    cJSON_AddNumberToObject(list, "status", code);
    for (int i = 0; i < negotiable->count; i++) {
        cJSON *entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "uri", negotiable->variants[i].uri);
        cJSON_AddStringToObject(entry, "type", media_essence(negotiable->variants[i].media).at);
        cJSON_AddStringToObject(entry, "language", negotiable->variants[i].language);
        cJSON_AddItemToArray(choices, entry);
    }
    cJSON_AddItemToObject(list, "choices", choices);
    return json_print(arena, list, JSON_PRETTY);
}

/* The list of the variants as the answer: RFC 9110 §15.4.1 and §15.5.7, and, for one who negotiates transparently, RFC
 * 2295 §10.1. Its own media type is negotiated too, but it is sent in any case. preferred may be NULL. */
static int list_variants(struct context *context, const struct negotiable *negotiable, int code,
                         const struct variant *preferred, const struct negotiation *negotiation)
{
    enum media offers[] = {status_class(code) < CLIENT_ERROR ? MEDIA_JSON : MEDIA_PROBLEM, MEDIA_HTML};
    int offered = media_choose(request_field(context->request, context->arena, "Accept"), offers, 2);
    bool as_html = offered == 1;
    reply_content(context->reply, media_type(offers[as_html]),
                  (as_html ? list_as_html : list_as_json)(context->arena, negotiable, code));
    if (preferred != NULL) {
        reply_add(context->reply, "Location", text_of(preferred->uri));
    }
    if (negotiation->transparent) {
        reply_add(context->reply, "TCN", TEXT("list"));
        reply_add(context->reply, "Alternates", alternates(context->arena, negotiable));
    }
    vary(context);
    return code;
}

/* The variant as the answer to a request for what has it. A 304 has no metadata but what a cache needs to find what it
 * stored (RFC 9110 §15.4.5). */
static int send_variant(struct context *context, const struct variant *variant, struct text tag)
{
    struct validators validators = {.exists = true, .tag = tag};
    int code = conditional_reply(context, &validators, media_type(variant->media),
                                 content_of_variant(context->arena, variant));
    if (status_class(code) == SUCCESSFUL) {
        reply_add(context->reply, "Content-Language", text_of(variant->language));
    }
    return code;
}

/* The choice response of RFC 2295 §10.2; for a client that does not negotiate transparently, the variant with its
 * Content-Location (RFC 9110 §8.7). The tag stands for the list of variants too, which never changes (RFC 2295 §9.2).
 */
static int send_choice(struct context *context, const struct negotiable *negotiable, const struct variant *variant,
                       const struct negotiation *negotiation)
{
    struct text tag = conditional_tag(context->arena, content_of_variant(context->arena, variant));
    struct text structured = arena_printf(context->arena, "%.*s;1\"", (int)tag.length - 1, tag.at);
    int code = send_variant(context, variant, structured);
    bool sent = status_class(code) == SUCCESSFUL || code == NOT_MODIFIED;
    if (sent) {
        reply_add(context->reply, "Content-Location", text_of(variant->uri));
    }
    if (sent && negotiation->transparent) {
        reply_add(context->reply, "TCN", TEXT("choice"));
        reply_add(context->reply, "Alternates", alternates(context->arena, negotiable));
    }
    vary(context);
    return code;
}

static int negotiate(struct context *context, const struct negotiable *negotiable)
{
    struct negotiation negotiation = read_negotiate(context);
    bool alone = false;
    const struct variant *chosen = choose(context, negotiable, &alone);
    bool must_list = negotiation.transparent ? !negotiation.may_choose || !alone : negotiable->leaves_choice && !alone;
    if (chosen == NULL) {
        return list_variants(context, negotiable, 406, NULL, &negotiation);
    }
    if (must_list) {
        return list_variants(context, negotiable, 300, chosen, &negotiation);
    }
    if (chosen->negotiates && negotiation.transparent) {
        vary(context);
        return status_reply(context, 506); /* RFC 2295 §8.1; for others the page negotiates once more */
    }
    return chosen->negotiates ? negotiate(context, &page) : send_choice(context, negotiable, chosen, &negotiation);
}

static int answer_page(struct context *context)
{
    return negotiate(context, &page);
}

static int answer_choice(struct context *context)
{
    return negotiate(context, &choice);
}

static int answer_nested(struct context *context)
{
    return negotiate(context, &nested);
}

/* A variant by its own URI, whatever the client accepts: it asked for this one. */
static int answer_variant(struct context *context)
{
    for (int i = 0; i < page.count; i++) {
        const struct variant *variant = &page.variants[i];
        if (text_equal(context->request->path, text_of(variant->uri))) {
            return send_variant(context, variant,
                                conditional_tag(context->arena, content_of_variant(context->arena, variant)));
        }
    }
    return problem(context, 404, TEXT("a variant is a language, en, de or fr, and .html or .txt"),
                   text_of(page.variants[0].uri));
}

const struct route variant_routes[] = {
    {"/earn/page", EXACTLY, "GET", answer_page, NULL, "/earn/page",
     "a page in three languages and two media types, chosen by Accept and Accept-Language: 200, 304 or 406; also "
     "/earn/page/en.html and so on"},
    {"/earn/page/", SEGMENT, "GET", answer_variant, NULL, NULL, NULL},
    {"/earn/choice", EXACTLY, "GET", answer_choice, NULL, "/earn/choice",
     "the same page; 300 to a client that accepts several of its variants alike, as to Negotiate: trans (RFC 2295)"},
    {"/earn/nested", EXACTLY, "GET", answer_nested, NULL, "/earn/nested",
     "the German variant is itself negotiable: 506 to Negotiate: 1.0 and Accept-Language: de (RFC 2295)"},
    {.path = NULL},
};
