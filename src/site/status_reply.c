#include "site/status_reply.h"

#include "http/status.h"
#include "http/websocket.h"
#include "site/explanation.h"
#include "site/prepared.h"
#include "site/sample.h"

static void put_nothing(struct context *context, const struct explanation *what, enum media media)
{
    (void)context, (void)what, (void)media;
}

static void put_explanation(struct context *context, const struct explanation *what, enum media media)
{
    struct text text = (context->brief ? explanation_write_brief : explanation_write)(context->arena, what, media);
    reply_content(context->reply, media_type(media), text);
    reply_add(context->reply, "Vary", TEXT("Accept"));
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
    struct text accept;
    (void)what, (void)media;
    if (websocket_offered(context->request, context->arena, &accept)) {
        reply_add(context->reply, "Sec-WebSocket-Accept", accept);
        context->reply->switched = websocket_close_frame();
    }
}

/* How each kind of content is made, whether Accept has a say, and which request field makes it that request's own. */
static const struct {
    void (*put)(struct context *context, const struct explanation *what, enum media media);
    bool negotiated;
    struct text keyed_by;
} kinds[CONTENT_KINDS] = {
    [EXPLANATION] = {.put = put_explanation, .negotiated = true},
    [DOCUMENT] = {.put = put_document},
    [PAGE] = {.put = put_page, .negotiated = true},
    [SAMPLE] = {.put = put_sample},
    [SAMPLE_PART] = {.put = put_sample_part, .keyed_by = TEXT("Range")},
    [HANDSHAKE] = {.put = put_handshake, .keyed_by = TEXT("Sec-WebSocket-Key")},
};

/* The final reply that an explanation is about: the fields of its row, and the content. */
static int build_final(struct context *context, struct explanation what, enum media media)
{
    what.status = status_rules(what.code);
    reply_add_defined_fields(context->reply, what.code, context->request);
    what.location = fields_find(&context->reply->fields, TEXT("Location"));
    bool empty = what.status->content_rule != CONTENT_ALLOWED && what.status->content_kind == EXPLANATION;
    (empty ? put_nothing : kinds[what.status->content_kind].put)(context, &what, media);
    return what.code;
}

/* The reply to a status that is asked for: interim ones are followed by a 200 that says so (RFC 9110 §15.2), unless
 * they went already (a 100, at the client's expectation) or may not go (over HTTP/1.0). */
static int build(struct context *context, int code, enum media media)
{
    struct explanation what = {.code = code};
    if (status_is_interim(code)) {
        what = (struct explanation){.code = 200, .interim = code, .withheld = context->request->minor == 0};
        if (!(context->request->continued && code == STATUS_CONTINUE)) {
            reply_add_interim(context->reply, code, context->request);
        }
        /* What it hints at comes true: the same Link after a 103 (RFC 8297 §2), the same Location after a 104. */
        reply_add_defined_fields(context->reply, code, context->request);
    } else if (context->request->minor == 0 && status_class(code) == INFORMATIONAL) {
        what = (struct explanation){.code = 200, .interim = code, .withheld = true};
    }
    return build_final(context, what, media);
}

/* The media type of the content of code, which rules tells about. */
static enum media chosen_media(struct context *context, int code, const struct status *rules)
{
    static const struct {
        enum media offers[4];
        int count;
    } menus[] = {
        {{MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML}, 3},
        {{MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML}, 4},
        {{MEDIA_TEXT, MEDIA_JSON}, 2}, /* as httpstat.us has it */
    };
    int menu = context->brief ? 2 : status_class(code) >= CLIENT_ERROR;
    const enum media *offers = menus[menu].offers;
    int count = menus[menu].count;
    if (!kinds[rules->content_kind].negotiated) {
        return MEDIA_PROBLEM;
    }
    /* Where nothing suits, the favourite is sent all the same (RFC 9110 §12.4.1): the status was asked for. */
    int chosen = media_choose(request_field(context->request, context->arena, "Accept"), offers, count);
    return offers[chosen < count ? chosen : 0];
}

/* Whether the answer depends on nothing but code, method and media. */
static bool is_plain(const struct context *context, const struct status *rules)
{
    const struct request *request = context->request;
    struct text key = kinds[rules->content_kind].keyed_by;
    return (key.length == 0 || fields_find(&request->fields, key) == NULL) && !request->continued &&
           !text_equal(request->method, TEXT("CONNECT")) && context->changes.count == 0 && !context->drawn &&
           !context->brief && context->ignored.length == 0 && context->reply->fields.count == 0;
}

int status_reply(struct context *context, int code)
{
    const struct status *rules = status_rules(code);
    bool withheld = context->request->minor == 0 && status_class(code) == INFORMATIONAL; /* the answer is a 200 then */
    enum media media = withheld ? chosen_media(context, 200, status_rules(200)) : chosen_media(context, code, rules);
    if (!withheld && is_plain(context, rules)) {
        context->reply->prepared = prepared_get(context, code, media, build);
        return context->reply->prepared->code;
    }
    return build(context, code, media);
}
