/* /status/<code>: the status that is asked for, exactly. */
#include "http/status.h"

#include "base/number.h"
#include "http/websocket.h"
#include "site/call.h"
#include "site/note.h"
#include "site/problem.h"
#include "site/sample.h"
#include "site/shared.h"

static void put_nothing(struct call *call, const struct note *note, enum media media)
{
    (void)call, (void)note, (void)media;
}

static void put_note(struct call *call, const struct note *note, enum media media)
{
    reply_content(call->reply, media_type(media), note_write(call->arena, note, media));
    reply_add(call->reply, "Vary", TEXT("Accept"));
}

static void put_document(struct call *call, const struct note *note, enum media media)
{
    const struct status *status = status_rules(note->code);
    (void)media;
    reply_content(call->reply, text_of(status->document_type), text_of(status->document));
}

static void put_page(struct call *call, const struct note *note, enum media media)
{
    if (media != MEDIA_HTML) {
        put_note(call, note, media);
        return;
    }
    put_document(call, note, media);
    reply_add(call->reply, "Vary", TEXT("Accept"));
}

static void put_sample(struct call *call, const struct note *note, enum media media)
{
    (void)note, (void)media;
    call->reply->content = content_of(call->site->sample);
}

static void put_sample_part(struct call *call, const struct note *note, enum media media)
{
    (void)note, (void)media;
    sample_put_part(call);
}

static void put_handshake(struct call *call, const struct note *note, enum media media)
{
    struct text accept;
    (void)note, (void)media;
    if (websocket_offered(call->request, call->arena, &accept)) {
        reply_add(call->reply, "Sec-WebSocket-Accept", accept);
        call->reply->switched = websocket_close_frame();
    }
}

/* How each kind of content is made, whether Accept has a say, and which request field makes it that request's own. */
static const struct {
    void (*put)(struct call *call, const struct note *note, enum media media);
    bool negotiated;
    struct text keyed_by;
} kinds[CONTENT_KINDS] = {
    [NOTE] = {.put = put_note, .negotiated = true},
    [DOCUMENT] = {.put = put_document},
    [PAGE] = {.put = put_page, .negotiated = true},
    [SAMPLE] = {.put = put_sample},
    [SAMPLE_PART] = {.put = put_sample_part, .keyed_by = TEXT("Range")},
    [HANDSHAKE] = {.put = put_handshake, .keyed_by = TEXT("Sec-WebSocket-Key")},
};

/* The reply to the final code of a note. */
static int build_final(struct call *call, const struct note *note, enum media media)
{
    const struct status *rules = status_rules(note->code);
    struct note located = *note;
    reply_add_defined_fields(call->reply, note->code, call->request);
    located.location = fields_find(&call->reply->fields, TEXT("Location"));
    bool empty = rules->content_rule != CONTENT_ALLOWED && rules->content_kind == NOTE;
    (empty ? put_nothing : kinds[rules->content_kind].put)(call, &located, media);
    return note->code;
}

/* The reply to a status that is asked for: interim ones are followed by a 200 that says so (RFC 9110 §15.2), unless
 * they went already (a 100, at the client's expectation) or may not go (over HTTP/1.0). */
static int build(struct call *call, int code, enum media media)
{
    struct note note = {.code = code};
    if (status_is_interim(code)) {
        note = (struct note){.code = 200, .interim = code, .withheld = call->request->minor == 0};
        if (!(call->request->continued && code == STATUS_CONTINUE)) {
            reply_add_interim(call->reply, code, call->request);
        }
    } else if (call->request->minor == 0 && code / 100 == 1) {
        note = (struct note){.code = 200, .interim = code, .withheld = true};
    }
    return build_final(call, &note, media);
}

static enum media chosen_media(struct call *call, int code)
{
    static const enum media error_offers[] = {MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML};
    const enum media *offers = code >= 400 ? error_offers : error_offers + 1;
    int count = code >= 400 ? 4 : 3;
    if (!kinds[status_rules(code)->content_kind].negotiated) {
        return MEDIA_PROBLEM;
    }
    /* Where nothing suits, the favourite is sent all the same (RFC 9110 §12.4.1): the status was asked for. */
    int chosen = media_choose(request_field(call->request, call->arena, "Accept"), offers, count);
    return offers[chosen < count ? chosen : 0];
}

/* Whether the answer depends on nothing but code, method and media. */
static bool is_plain(const struct call *call, int code)
{
    const struct request *request = call->request;
    struct text key = kinds[status_rules(code)->content_kind].keyed_by;
    return (key.length == 0 || fields_find(&request->fields, key) == NULL) && !request->continued &&
           (request->minor > 0 || code >= 200) && !text_equal(request->method, TEXT("CONNECT"));
}

static int answer_code(struct call *call, int code)
{
    enum media media = chosen_media(call, code);
    if (is_plain(call, code)) {
        call->reply->shared = shared_get(call, code, media, build);
        return call->reply->shared->code;
    }
    return build(call, code, media);
}

int answer_status(struct call *call)
{
    uint64_t code;
    if (call->rest.length != 3 || !number_parse(call->rest, STATUS_MAX, &code) || code < STATUS_MIN) {
        return problem(call, 400,
                       arena_printf(call->arena, "\"%.*s\" is not a status code: that is a number from 100 to 999",
                                    (int)call->rest.length, call->rest.at),
                       TEXT("/status/404"));
    }
    return answer_code(call, (int)code);
}
