/* /earn/documents/<name>: JSON documents, kept as a careful origin server keeps them. Each key has its own documents,
 * with one of the name "first" to begin with. */
#include "http/media.h"
#include "http/precondition.h"
#include "site/conditional.h"
#include "site/earn/earn.h"
#include "site/json.h"
#include "site/problem.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_LENGTH = 64, DOCUMENTS_MAX = 8, DOCUMENT_MAX = 4096 /* bytes */ };

struct document {
    char name[NAME_LENGTH + 1]; /* empty: the place is free */
    char *bytes;                /* from malloc; NULL: it was deleted */
    size_t length;
    time_t modified;
};

/* The state of a key. */
struct documents {
    bool begun;
    struct document at[DOCUMENTS_MAX];
};

static void release(void *state)
{
    struct documents *documents = state;
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        free(documents->at[i].bytes);
    }
}

/* 33 KB at most, so that 10,000 keys would take 330 MB. */
const struct state_kind document_kind = {sizeof(struct documents), release, .one_in = 16};

static const struct text json_type = TEXT("application/json"), patch_type = TEXT("application/merge-patch+json");

static const struct text first =
    TEXT("{\n  \"title\": \"The first document\",\n  \"text\": \"It can be read in whole and "
         "in part, replaced, patched and deleted.\"\n}\n");

enum { FIRST_MODIFIED = 784111777 }; /* Sun, 06 Nov 1994 08:49:37 GMT, as in the examples of RFC 9110 */

static void store(struct document *document, struct text bytes, time_t modified)
{
    char *copy = memory_grow(NULL, bytes.length + 1);
    memcpy(copy, bytes.at, bytes.length);
    free(document->bytes);
    document->bytes = copy;
    document->length = bytes.length;
    document->modified = modified;
}

static struct document *find(struct documents *documents, struct text name)
{
    for (int i = 0; i < DOCUMENTS_MAX; i++) {
        if (text_equal(name, text_of(documents->at[i].name))) {
            return &documents->at[i];
        }
    }
    return NULL;
}

/* A place for a document of that name; NULL where all are taken. */
static struct document *make(struct documents *documents, struct text name)
{
    struct document *place = find(documents, TEXT(""));
    if (place != NULL) {
        memcpy(place->name, name.at, name.length);
    }
    return place;
}

static struct text bytes_of(const struct document *document)
{
    return (struct text){document->bytes, document->length};
}

static bool is_there(const struct document *document)
{
    return document != NULL && document->bytes != NULL;
}

static struct validators validators_of(struct arena *arena, const struct document *document)
{
    if (!is_there(document)) {
        return (struct validators){.exists = false};
    }
    return (struct validators){true, conditional_tag(arena, bytes_of(document)), document->modified};
}

static int answer_missing(struct context *context, const struct document *document)
{
    return document != NULL ? problem(context, 410, TEXT("this document was deleted"), TEXT("PUT it again"))
                            : problem(context, 404, TEXT("there is no such document; a PUT makes it"),
                                      TEXT("/earn/documents/first"));
}

/* What a 200 would have told of caching and of the choice by Accept is told by a 304 too (RFC 9110 §15.4.5). */
static int read(struct context *context, struct documents *documents, struct document *document)
{
    const struct request *request = context->request;
    struct validators validators = validators_of(context->arena, document);
    (void)documents;
    if (!is_there(document)) {
        return answer_missing(context, document);
    }
    if (!media_is_accepted(request_field(request, context->arena, "Accept"), json_type)) {
        int code = problem(context, 406, TEXT("the document is application/json, and nothing else"),
                           TEXT("Accept: application/json"));
        reply_add(context->reply, "Vary", TEXT("Accept"));
        return code;
    }
    int code = conditional_reply(context, &validators, json_type, arena_copy(context->arena, bytes_of(document)));
    reply_add(context->reply, "Cache-Control", TEXT("no-cache"));
    reply_add(context->reply, "Vary", TEXT("Accept"));
    reply_add(context->reply, "Accept-Ranges", TEXT("bytes"));
    return code;
}

/* What is wrong with content of that media type, whatever it is to do; 0 where nothing is. */
static int check_content(struct context *context, struct text type, const char *accept)
{
    const struct request *request = context->request;
    const struct text *coding = fields_find(&request->fields, TEXT("Content-Encoding"));
    if (fields_find(&request->fields, TEXT("Content-Length")) == NULL) {
        return problem(context, 411, TEXT("this resource takes no content without a Content-Length"),
                       TEXT("Content-Length: 17"));
    }
    if (coding != NULL && !text_same(*coding, TEXT("identity"))) {
        int code = problem(context, 415, TEXT("Content-Encoding: no coding is known here"), TEXT("identity"));
        reply_add(context->reply, "Accept-Encoding", TEXT("identity"));
        return code;
    }
    if (request->content.length > DOCUMENT_MAX) { /* before it is read: others wait for the store meanwhile */
        return problem(context, 413, TEXT("a document, or a change of one, has 4096 bytes at most"),
                       TEXT("{\"title\":\"Mine\"}"));
    }
    if (!media_type_is(request_field(request, context->arena, "Content-Type"), type)) {
        int code = problem(context, 415, arena_printf(context->arena, "Content-Type: only %s is taken", type.at), type);
        reply_add(context->reply, accept, type);
        return code;
    }
    return 0;
}

/* What is wrong with a document that is to be, NULL where it is no JSON; 0 where nothing is. */
static int check_document(struct context *context, const cJSON *json)
{
    if (json == NULL) {
        return problem(context, 400, TEXT("the content is not JSON"), TEXT("{\"title\":\"Mine\"}"));
    }
    if (!cJSON_IsString(cJSON_GetObjectItemCaseSensitive(json, "title"))) {
        return problem(context, 422, TEXT("the document would have no title, which is a string"),
                       TEXT("{\"title\":\"Mine\"}"));
    }
    return 0;
}

static int check_length(struct context *context, size_t length)
{
    return length <= DOCUMENT_MAX
               ? 0
               : problem(context, 413, TEXT("the document would have more than 4096 bytes"), TEXT("{\"text\":null}"));
}

static int answer_stored(struct context *context, const struct document *document, bool is_new)
{
    reply_add(context->reply, "ETag", validators_of(context->arena, document).tag);
    if (is_new) {
        reply_add(context->reply, "Location", context->request->target);
        reply_content(context->reply, media_type(MEDIA_TEXT), TEXT("The document is there now.\n"));
    }
    return is_new ? 201 : 204;
}

static int put(struct context *context, struct documents *documents, struct document *document)
{
    struct text content = context->request->content, name = percent_decode(context->arena, context->rest);
    struct validators validators = validators_of(context->arena, document);
    bool is_new = !is_there(document);
    int refused = check_content(context, json_type, "Accept");
    if (refused == 0 && text_find(name, '/') < name.length) {
        refused =
            problem(context, 409, TEXT("a document lies in a collection that is not there"), TEXT("a name without /"));
    }
    if (refused == 0 && fields_find(&context->request->fields, TEXT("Content-Range")) != NULL) {
        refused = problem(context, 400, TEXT("Content-Range: a document is replaced in whole (RFC 9110 §14.5)"),
                          TEXT("PATCH"));
    }
    cJSON *json = json_parse(content);
    refused = refused != 0 ? refused : check_document(context, json);
    cJSON_Delete(json);
    if (refused == 0 && precondition_check(context->request, context->arena, &validators) != PRECONDITIONS_HOLD) {
        refused = conditional_failure(context, &validators);
    }
    if (refused != 0) {
        return refused;
    }
    document = document != NULL ? document : make(documents, name);
    if (document == NULL) {
        return problem(context, 507, TEXT("there is room for 8 documents of a key"), TEXT("DELETE /earn?key=my-test"));
    }
    store(document, content, time(NULL));
    return answer_stored(context, document, is_new);
}

/* RFC 7396 §2. target is used up. */
static cJSON *merge(cJSON *target, const cJSON *patch)
{
    const cJSON *member;
    if (!cJSON_IsObject(patch)) {
        cJSON_Delete(target);
        return cJSON_Duplicate(patch, true);
    }
    if (!cJSON_IsObject(target)) {
        cJSON_Delete(target);
        target = cJSON_CreateObject();
    }
    cJSON_ArrayForEach(member, patch)
    {
        cJSON *old = cJSON_DetachItemFromObjectCaseSensitive(target, member->string);
        if (cJSON_IsNull(member)) {
            cJSON_Delete(old);
        } else {
            cJSON_AddItemToObject(target, member->string, merge(old, member));
        }
    }
    return target;
}

/* A change of what the client has not seen would be lost or lose another's: so it has to say what it has seen
 * (RFC 6585 §3). */
static int patch(struct context *context, struct documents *documents, struct document *document)
{
    struct validators validators = validators_of(context->arena, document);
    (void)documents;
    if (!is_there(document)) {
        return answer_missing(context, document);
    }
    int refused = check_content(context, patch_type, "Accept-Patch");
    if (refused == 0 && fields_find(&context->request->fields, TEXT("If-Match")) == NULL) {
        refused = problem(context, 428, TEXT("a PATCH takes If-Match, with the ETag of what it is to change"),
                          arena_printf(context->arena, "If-Match: %s", validators.tag.at));
    }
    if (refused == 0 && precondition_check(context->request, context->arena, &validators) != PRECONDITIONS_HOLD) {
        refused = conditional_failure(context, &validators);
    }
    if (refused != 0) {
        return refused;
    }
    cJSON *change = json_parse(context->request->content);
    cJSON *merged = change != NULL ? merge(json_parse(bytes_of(document)), change) : NULL;
    refused = check_document(context, merged);
    struct text bytes = json_print(context->arena, merged, JSON_PRETTY);
    refused = refused != 0 ? refused : check_length(context, bytes.length);
    cJSON_Delete(change);
    if (refused != 0) {
        return refused;
    }
    store(document, bytes, time(NULL));
    return answer_stored(context, document, false);
}

static int delete (struct context *context, struct documents *documents, struct document *document)
{
    struct validators validators = validators_of(context->arena, document);
    (void)documents;
    if (!is_there(document)) {
        return answer_missing(context, document);
    }
    if (precondition_check(context->request, context->arena, &validators) != PRECONDITIONS_HOLD) {
        return conditional_failure(context, &validators);
    }
    free(document->bytes);
    document->bytes = NULL;
    return 204;
}

static const struct {
    const char *method;
    int (*answer)(struct context *context, struct documents *documents, struct document *document);
} methods[] = {{"GET", read}, {"HEAD", read}, {"PUT", put}, {"PATCH", patch}, {"DELETE", delete}};

static int answer_inside(struct context *context, struct documents *documents, struct text name)
{
    size_t method = 0;
    if (!documents->begun) {
        documents->begun = true;
        store(make(documents, TEXT("first")), first, FIRST_MODIFIED);
    }
    while (!text_equal(context->request->method, text_of(methods[method].method))) {
        method++; /* the route lets no other through */
    }
    return methods[method].answer(context, documents, find(documents, name));
}

static int answer(struct context *context)
{
    struct text name = percent_decode(context->arena, context->rest);
    int code;
    if (name.length == 0 || name.length > NAME_LENGTH || text_find(name, '\0') < name.length) {
        return problem(context, 404, TEXT("a document has a name of 1 to 64 bytes"), TEXT("/earn/documents/first"));
    }
    struct documents *documents = state_enter(context, DOCUMENTS, &code);
    if (documents != NULL) {
        code = answer_inside(context, documents, name);
        state_leave(context, DOCUMENTS);
    }
    return code;
}

const struct route document_routes[] = {
    {"/earn/documents/", SEGMENT, "GET, PUT, PATCH, DELETE", answer, "key", "/earn/documents/<name>",
     "a JSON document with a title; the one named first exists; GET, PUT, PATCH (which takes If-Match), DELETE"},
    {.path = NULL},
};
