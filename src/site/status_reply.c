#include "site/status_reply.h"

#include "http/status.h"
#include "http/websocket.h"
#include "site/browser.h"
#include "site/explanation.h"
#include "site/prepared.h"
#include "site/sample.h"

static void put_nothing(struct context *context, const struct explanation *what, enum media media)
{
    (void)context, (void)what, (void)media;
}

static void put_explanation(struct context *context, const struct explanation *what, enum media media)
{
    bool brief = context->brief && media != MEDIA_HTML;
    struct text text = (brief ? explanation_write_brief : explanation_write)(context->arena, what, media);
    reply_content(context->reply, media_type(media), text);
    reply_add(context->reply, "Vary", TEXT("Accept"));
    if (media == MEDIA_HTML) {
        browser_confine(context->reply);
    }
}

static void put_document(struct context *context, const struct explanation *what, enum media media)
{
    (void)media;
    reply_content(context->reply, text_of(what->status->document_type), text_of(what->status->document));
}

static void put_page(struct context *context, const struct explanation *what, enum media media)
{
    if (media != MEDIA_HTML) {
        put_explanation(context, what, media);
        return;
    }
    put_document(context, what, media);
    reply_add(context->reply, "Vary", TEXT("Accept"));
}

static void put_sample(struct context *context, const struct explanation *what, enum media media)
{
    (void)what, (void)media;
    context->reply->content = content_of(context->site->sample);
}

static void put_sample_part(struct context *context, const struct explanation *what, enum media media)
{
    (void)what, (void)media;
    sample_put_part(context);
}

static void put_handshake(struct context *context, const struct explanation *what, enum media media)
{
    (void)what, (void)media;
    const struct request *request = context->request;
    struct text offered = upgrade_offered(request, context->arena);
    /* An expectation without content gets its 100 too, before the 101 (RFC 9110 §7.8). */
    if (offered.length > 0 && !request->expects_continue && fields_find(&request->fields, TEXT("Expect")) != NULL) {
        reply_add_interim(context->reply, STATUS_CONTINUE, request);
    }
    if (websocket_judge(request, context->arena) == HANDSHAKE_GOOD) {
        websocket_accept(request, context->reply);
    } else if (offered.length > 0) { /* no other protocol may be named (RFC 9110 §7.8) */
        reply_set(context->reply, "Upgrade", offered);
    }
}

/* For each kind of content: the function that makes it, whether Accept chooses its media type, and the request field on
 * which it depends, if any. */
static const struct {
    void (*put)(struct context *context, const struct explanation *what, enum media media);
    bool negotiated;
    struct text depends_on;
} makers[CONTENT_KINDS] = {
    [EXPLANATION] = {.put = put_explanation, .negotiated = true},
    [DOCUMENT] = {.put = put_document},
    [PAGE] = {.put = put_page, .negotiated = true},
    [SAMPLE] = {.put = put_sample},
    [SAMPLE_PART] = {.put = put_sample_part, .depends_on = TEXT("Range")},
    [HANDSHAKE] = {.put = put_handshake, .depends_on = TEXT("Upgrade")},
};

/* Fills the reply with the final response that what describes: the fields of its row, and the content. */
static int build_final(struct context *context, struct explanation what, enum media media)
{
    what.status = status_rules(what.code);
    reply_add_defined_fields(context->reply, what.code, context->request);
    if (changes_find(&context->changes, "location") == NULL) { /* it leads elsewhere, as will be seen */
        what.location = fields_find(&context->reply->fields, TEXT("Location"));
    }
    what.origin = request_origin(context->request, context->arena);
    bool empty = what.status->content_rule != CONTENT_ALLOWED && what.status->content_kind == EXPLANATION;
    (empty ? put_nothing : makers[what.status->content_kind].put)(context, &what, media);
    return what.code;
}

int status_reply_interim(struct context *context, int code)
{
    if (!(context->request->expects_continue && code == STATUS_CONTINUE)) {
        reply_add_interim(context->reply, code, context->request);
    }
    reply_add_defined_fields(context->reply, code, context->request);
    return 200;
}

/* Fills the reply. Over HTTP/1.0 every 1xx becomes a 200: reply_finish removes interim responses. */
static int build(struct context *context, int code, enum media media)
{
    struct explanation what = {.code = code};
    if (status_is_interim(code)) {
        what.code = status_reply_interim(context, code);
        what.interim = code;
        what.withheld = context->request->minor == 0;
    } else if (context->request->minor == 0 && status_class(code) == INFORMATIONAL) {
        what = (struct explanation){.code = 200, .interim = code, .withheld = true};
    }
    return build_final(context, what, media);
}

/* The media type of the content of code, whose row is rules. Without meaning if the content is not negotiated. */
static enum media chosen_media(struct context *context, int code, const struct status *rules)
{
    static const struct {
        enum media offers[4];
        int count;
    } menus[] = {
        {{MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML}, 3},
        {{MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML}, 4},
        {{MEDIA_TEXT, MEDIA_JSON, MEDIA_HTML}, 3}, /* as httpstat.us has it; a browser gets a page all the same */
    };
    int menu = context->brief ? 2 : status_class(code) >= CLIENT_ERROR;
    const enum media *offers = menus[menu].offers;
    int count = menus[menu].count;
    if (!makers[rules->content_kind].negotiated) {
        return MEDIA_PROBLEM;
    }
    /* If Accept allows none of them, the first is sent (RFC 9110 §12.4.1), not a 406: the client wants this code. */
    int chosen = media_choose(request_field(context->request, context->arena, "Accept"), offers, count);
    return offers[chosen < count ? chosen : 0];
}

/* Whether the reply depends only on code, method and media, so that a prepared one can be sent. A page does not: it has
 * a command with the host of the request. */
static bool is_plain(const struct context *context, const struct status *rules, enum media media)
{
    const struct request *request = context->request;
    struct text key = makers[rules->content_kind].depends_on;
    return media != MEDIA_HTML && (key.length == 0 || fields_find(&request->fields, key) == NULL) &&
           !request->expects_continue && !text_equal(request->method, TEXT("CONNECT")) && context->changes.count == 0 &&
           !context->drawn && !context->brief && context->ignored.length == 0 && context->reply->fields.count == 0;
}

/* What is answered in place of code: 426 to a client that asks for a 101 and offers a version of WebSocket that is not
 * spoken here (RFC 6455 §4.4). */
static int honest_code(const struct context *context, int code)
{
    bool switches = status_rules(code)->content_kind == HANDSHAKE;
    return switches && websocket_judge(context->request, context->arena) == HANDSHAKE_OLD_VERSION ? 426 : code;
}

int status_reply(struct context *context, int code)
{
    code = honest_code(context, code);
    const struct status *rules = status_rules(code);
    bool withheld = context->request->minor == 0 && status_class(code) == INFORMATIONAL; /* replaced by a 200 */
    enum media media = withheld ? chosen_media(context, 200, status_rules(200)) : chosen_media(context, code, rules);
    if (!withheld && is_plain(context, rules, media)) {
        context->reply->prepared = prepared_get(context, code, media, build);
        return context->reply->prepared->code;
    }
    return build(context, code, media);
}
