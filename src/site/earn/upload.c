/* /earn/upload: uploads that can be resumed after a break, as draft-ietf-httpbis-resumable-upload has it (its sections
 * are those of the draft with interop version 8). What is
 * uploaded is counted, not kept. A key has one upload at a time: /earn/upload/1, then /earn/upload/2 and so on. */
#include "base/number.h"
#include "http/media.h"
#include "site/earn/earn.h"
#include "site/problem.h"

#include <inttypes.h>

enum { UPLOAD_MAX = 256 * 1024 /* bytes */ };

#define LIMIT "max-size=262144"

_Static_assert(UPLOAD_MAX == 262144, "LIMIT says what UPLOAD_MAX is");

/* The upload of a key. */
struct upload {
    uint64_t number; /* 0: there was none yet */
    bool active;     /* it was neither cancelled nor found to be longer than it should be */
    bool complete;
    uint64_t offset;
    bool has_length; /* the client has said how long it will be */
    uint64_t length;
};

const struct state_kind upload_kind = {.size = sizeof(struct upload)};

static const struct text append_type = TEXT("application/partial-upload");

/* What the fields of a request say; what is no Item of its type (RFC 9651 §3.3) is as if it were not there. */
struct announcement {
    bool says_complete, complete;
    bool has_length, has_offset;
    uint64_t length, offset;
};

/* An Integer that is not negative (RFC 9651 §3.3.1): at most 15 digits. One with parameters is taken too. */
static bool read_integer(const struct request *request, struct arena *arena, const char *name, uint64_t *value)
{
    struct text field = request_field(request, arena, name);
    struct text item = text_trim((struct text){field.at, text_find(field, ';')});
    return item.length <= 15 && number_parse(item, UINT64_MAX, value);
}

/* A Boolean (RFC 9651 §3.3.6). */
static bool read_boolean(const struct request *request, struct arena *arena, const char *name, bool *value)
{
    struct text field = request_field(request, arena, name);
    struct text item = text_trim((struct text){field.at, text_find(field, ';')});
    *value = text_equal(item, TEXT("?1"));
    return *value || text_equal(item, TEXT("?0"));
}

static struct announcement read_announcement(struct context *context)
{
    struct announcement found = {0};
    const struct request *request = context->request;
    found.says_complete = read_boolean(request, context->arena, "Upload-Complete", &found.complete);
    found.has_length = read_integer(request, context->arena, "Upload-Length", &found.length);
    found.has_offset = read_integer(request, context->arena, "Upload-Offset", &found.offset);
    return found;
}

/* The URI of the upload; a client with a key in the query keeps it. */
static struct text location(struct context *context, const struct upload *upload)
{
    struct text query = context->request->query;
    struct text path = arena_printf(context->arena, "/earn/upload/%" PRIu64, upload->number);
    return query.length > 0 ? arena_printf(context->arena, "%s?%.*s", path.at, (int)query.length, query.at) : path;
}

static void add_number(struct context *context, const char *name, uint64_t number)
{
    reply_set(context->reply, name, arena_printf(context->arena, "%" PRIu64, number));
}

static void add_complete(struct context *context, bool complete)
{
    reply_set(context->reply, "Upload-Complete", complete ? TEXT("?1") : TEXT("?0"));
}

/* A draft's 104 is for those who know the same draft, and never for HTTP/1.0 (RFC 9110 §15.2). */
static void announce(struct context *context, const struct upload *upload)
{
    struct text version = request_field(context->request, context->arena, "Upload-Draft-Interop-Version");
    struct reply *reply = context->reply;
    if (text_equal(text_trim(version), TEXT("8")) && context->request->minor > 0 &&
        reply_add_interim(reply, 104, context->request)) {
        struct fields *fields = &reply->interims[reply->interim_count - 1].fields;
        fields_set(context->arena, fields, TEXT("Location"), location(context, upload));
        fields_set(context->arena, fields, TEXT("Upload-Limit"), TEXT(LIMIT));
    }
}

static int answer_inconsistent(struct context *context)
{
    return problem(
        context, 400,
        TEXT("Upload-Length, the bytes that came and what was said before disagree about the length of the upload"),
        TEXT("Upload-Length: 5"));
}

static int answer_too_large(struct context *context)
{
    int code = problem(context, 413, TEXT("an upload has 262144 bytes at most"), TEXT("Upload-Length: 262144"));
    reply_add(context->reply, "Upload-Limit", TEXT(LIMIT));
    return code;
}

/* What the upload's target makes of it when it is complete. */
static int answer_uploaded(struct context *context, const struct upload *upload)
{
    reply_content(context->reply, media_type(MEDIA_TEXT),
                  arena_printf(context->arena, "%" PRIu64 " bytes were uploaded.\n", upload->offset));
    return 200;
}

/* What is wrong with count more bytes, as announced; 0 where nothing is. Two lengths that are told, by whatever means,
 * have to agree (§4.1.3 of the draft); *length is set to the one that is known then. */
static int check_length(struct context *context, const struct upload *upload, const struct announcement *said,
                        uint64_t *length)
{
    uint64_t after = upload->offset + context->request->content.length;
    bool is_known = upload->has_length || said->has_length || said->complete;
    *length = upload->has_length ? upload->length : said->has_length ? said->length : after;
    if ((said->has_length && said->length != *length) || (said->complete && after != *length) ||
        (is_known && after > *length)) {
        return answer_inconsistent(context);
    }
    return (is_known && *length > UPLOAD_MAX) || after > UPLOAD_MAX ? answer_too_large(context) : 0;
}

static void take(struct context *context, struct upload *upload, const struct announcement *said, uint64_t length)
{
    upload->offset += context->request->content.length;
    upload->complete = said->complete;
    upload->has_length = upload->has_length || said->has_length || said->complete;
    upload->length = upload->has_length ? length : 0;
}

/* An upload begins, and may be over at once. A POST that says nothing of resuming is an ordinary one. */
static int create(struct context *context, struct upload *upload)
{
    struct announcement said = read_announcement(context);
    struct upload made = {.number = upload->number + 1, .active = true};
    bool resumable = said.says_complete;
    uint64_t length;
    said = resumable ? said : (struct announcement){.complete = true};
    int refused = check_length(context, &made, &said, &length);
    if (refused != 0) {
        return refused;
    }
    take(context, &made, &said, length);
    if (!resumable) {
        return answer_uploaded(context, &made);
    }
    *upload = made;
    announce(context, upload);
    reply_add(context->reply, "Location", location(context, upload));
    reply_add(context->reply, "Upload-Limit", TEXT(LIMIT));
    add_complete(context, upload->complete);
    if (upload->complete) {
        return answer_uploaded(context, upload);
    }
    add_number(context, "Upload-Offset", upload->offset);
    reply_content(context->reply, media_type(MEDIA_TEXT), TEXT("The upload has begun; PATCH its Location.\n"));
    return 201;
}

static int retrieve(struct context *context, struct upload *upload)
{
    add_number(context, "Upload-Offset", upload->offset);
    add_complete(context, upload->complete);
    if (upload->has_length) {
        add_number(context, "Upload-Length", upload->length);
    }
    reply_add(context->reply, "Upload-Limit", TEXT(LIMIT));
    reply_add(context->reply, "Cache-Control", TEXT("no-store"));
    return 204;
}

/* What is wrong with an append, besides its length; 0 where nothing is. */
static int check_append(struct context *context, const struct upload *upload, const struct announcement *said)
{
    if (!media_type_is(request_field(context->request, context->arena, "Content-Type"), append_type)) {
        int code = problem(context, 415, TEXT("Content-Type: an upload is continued with application/partial-upload"),
                           append_type);
        reply_add(context->reply, "Accept-Patch", append_type);
        return code;
    }
    if (!said->has_offset || !said->says_complete) {
        return problem(context, 400, TEXT("an append has an Upload-Offset and an Upload-Complete, ?0 or ?1"),
                       TEXT("Upload-Offset: 5, with Upload-Complete: ?1"));
    }
    if (said->offset != upload->offset) {
        int code = problem(context, 409, TEXT("Upload-Offset is not where the upload has got to"),
                           arena_printf(context->arena, "Upload-Offset: %" PRIu64, upload->offset));
        add_number(context, "Upload-Offset", upload->offset);
        return code;
    }
    return upload->complete ? problem(context, 400, TEXT("this upload is complete"), TEXT("POST /earn/upload")) : 0;
}

/* An upload that has got longer than its length is over: the draft wants every further request to be refused. */
static int append(struct context *context, struct upload *upload)
{
    struct announcement said = read_announcement(context);
    uint64_t length;
    int refused = check_append(context, upload, &said);
    if (refused == 0) {
        refused = check_length(context, upload, &said, &length);
        upload->active = !upload->has_length || upload->offset + context->request->content.length <= upload->length;
    }
    if (refused != 0) {
        return refused;
    }
    take(context, upload, &said, length);
    add_complete(context, upload->complete);
    add_number(context, "Upload-Offset", upload->offset);
    return upload->complete ? answer_uploaded(context, upload) : 204;
}

static int cancel(struct context *context, struct upload *upload)
{
    (void)context;
    upload->active = false;
    return 204;
}

static const struct {
    const char *method;
    int (*answer)(struct context *context, struct upload *upload);
} methods[] = {{"HEAD", retrieve}, {"PATCH", append}, {"DELETE", cancel}};

static int answer_inside(struct context *context, struct upload *upload)
{
    uint64_t number;
    size_t method = 0;
    if (!number_parse(context->rest, UINT64_MAX, &number) || number == 0 || number > upload->number) {
        return problem(context, 404, TEXT("no upload with this number was begun with this key"),
                       TEXT("POST /earn/upload"));
    }
    if (number < upload->number || !upload->active) {
        return problem(context, 410, TEXT("this upload is over"), TEXT("POST /earn/upload"));
    }
    while (!text_equal(context->request->method, text_of(methods[method].method))) {
        method++; /* the route lets no other through */
    }
    return methods[method].answer(context, upload);
}

static int with_upload(struct context *context, int (*answer)(struct context *context, struct upload *upload))
{
    int code;
    struct upload *upload = state_enter(context, UPLOADS, &code);
    if (upload != NULL) {
        code = answer(context, upload);
        state_leave(context, UPLOADS);
    }
    return code;
}

/* Answers OPTIONS by saying that uploads can be resumed here (§4.1.4 of the draft). */
static int answer_target(struct context *context)
{
    if (text_equal(context->request->method, TEXT("POST"))) {
        return with_upload(context, create);
    }
    reply_add(context->reply, "Allow", TEXT("POST, OPTIONS"));
    reply_add(context->reply, "Accept-Patch", append_type);
    reply_add(context->reply, "Upload-Limit", TEXT(LIMIT));
    return 204;
}

static int answer_upload(struct context *context)
{
    return with_upload(context, answer_inside);
}

const struct route upload_routes[] = {
    {"/earn/upload", EXACTLY, "POST, OPTIONS", answer_target, "key", "/earn/upload",
     "a POST with Upload-Complete begins an upload that can be resumed; "
     "104 to a client that sends Upload-Draft-Interop-Version: 8; HEAD, PATCH and DELETE at its Location"},
    {"/earn/upload/", SEGMENT, "HEAD, PATCH, DELETE", answer_upload, "key", NULL, NULL},
    {.path = NULL},
};
