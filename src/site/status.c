/* /status/<code>: the status that is asked for, exactly. */
#include "http/status.h"

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
    struct text text = (call->brief ? note_write_brief : note_write)(call->arena, note, media);
    reply_content(call->reply, media_type(media), text);
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
        /* What it hints at comes true: the same Link after a 103 (RFC 8297 §2), the same Location after a 104. */
        reply_add_defined_fields(call->reply, code, call->request);
    } else if (call->request->minor == 0 && code / 100 == 1) {
        note = (struct note){.code = 200, .interim = code, .withheld = true};
    }
    return build_final(call, &note, media);
}

static enum media chosen_media(struct call *call, int code)
{
    static const struct {
        enum media offers[4];
        int count;
    } menus[] = {
        {{MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML}, 3},
        {{MEDIA_PROBLEM, MEDIA_JSON, MEDIA_TEXT, MEDIA_HTML}, 4},
        {{MEDIA_TEXT, MEDIA_JSON}, 2}, /* as httpstat.us has it */
    };
    const enum media *offers = menus[call->brief ? 2 : code >= 400].offers;
    int count = menus[call->brief ? 2 : code >= 400].count;
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
           (request->minor > 0 || code >= 200) && !text_equal(request->method, TEXT("CONNECT")) &&
           call->shape == NULL && !call->drawn && !call->brief && call->ignored.length == 0 &&
           call->reply->fields.count == 0;
}

int call_status(struct call *call, int code)
{
    bool withheld = code / 100 == 1 && call->request->minor == 0; /* the answer is a 200 then */
    enum media media = chosen_media(call, withheld ? 200 : code);
    if (is_plain(call, code)) {
        call->reply->shared = shared_get(call, code, media, build);
        return call->reply->shared->code;
    }
    return build(call, code, media);
}

int call_codes(struct call *call, struct text text, struct codes *codes, const char *example)
{
    struct text wrong;
    const char *reason;
    if (codes_parse(call->arena, text, codes, &wrong, &reason)) {
        return 0;
    }
    return problem(call, 400, arena_printf(call->arena, "\"%.*s\": %s", (int)wrong.length, wrong.at, reason),
                   text_of(example));
}

int call_step(struct call *call, const struct step *step, bool told, int *code)
{
    if (step->parameters.length > 0) {
        int refused = call_shape_under(call, step->parameters);
        if (refused != 0) {
            return refused;
        }
    }
    *code = step->first < step->last ? step_draw(step, call_random(call)) : step->first;
    if (told) {
        reply_add(call->reply, "X-Draw", arena_printf(call->arena, "%d", *code));
    }
    return 0;
}

int call_draw(struct call *call, struct text text, int *code)
{
    struct codes codes;
    int refused = call_codes(call, text, &codes, "/status/404, /status/500-504, /status/200:9,503:1 or /status/5xx");
    if (refused != 0) {
        return refused;
    }
    const struct step *step = codes.count > 1 ? codes_draw(&codes, call_random(call)) : codes.steps;
    return call_step(call, step, codes_have_choice(&codes), code);
}

int answer_status(struct call *call)
{
    int code, refused = call_draw(call, call->rest, &code);
    return refused != 0 ? refused : call_status(call, code);
}
