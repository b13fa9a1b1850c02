#include "site/earn/dav_request.h"

#include "http/if_field.h"
#include "http/media.h"
#include "http/status.h"
#include "site/conditional.h"
#include "site/problem.h"

static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        if ((unsigned char)name.at[i] < ' ' || name.at[i] == 0x7F || name.at[i] == '/') {
            return false;
        }
    }
    return name.length > 0 && name.length <= DAV_NAME && text_is_utf8(name) && !text_equal(name, TEXT(".")) &&
           !text_equal(name, TEXT(".."));
}

bool dav_locate(struct dav *dav, struct text path, struct dav_place *place)
{
    struct arena *arena = dav->context->arena;
    struct buffer names = buffer_in(arena);
    struct text piece;
    *place = (struct dav_place){.bound = &dav->tree->nodes[0], .slash = path.length == 0};
    if (path.length == 0) {
        path.at = NULL; /* no name, not an empty one */
    } else if (path.at[path.length - 1] == '/') {
        place->slash = true;
        path.length--;
    }
    while (text_cut(&path, '/', &piece)) {
        place->name = percent_decode(arena, piece);
        place->parent = dav_resource(place->bound);
        if (!is_name(place->name)) {
            return false;
        }
        if (place->parent != NULL && place->parent->kind != DAV_COLLECTION) {
            place->parent = NULL;
        }
        place->bound = place->parent != NULL ? dav_member(dav->tree, place->parent, place->name) : NULL;
        buffer_add(&names, names.length > 0 ? TEXT("/") : TEXT(""));
        buffer_add(&names, percent_encode(arena, place->name));
    }
    place->resource = dav_resource(place->bound);
    place->path = buffer_text(&names);
    return true;
}

/* Whether the target is of the key that the request is of. Clients that make a URI from a path leave the key out. */
static bool has_own_key(const struct dav *dav, const struct request *target)
{
    struct text key = request_parameter(target, dav->context->arena, "key");
    return key.at == NULL || text_equal(key, request_parameter(dav->context->request, dav->context->arena, "key"));
}

bool dav_refer(struct dav *dav, struct text reference, struct dav_place *place)
{
    struct request target = {.minor = 1};
    if (!request_owns_target(dav->context->request, reference)) {
        return false;
    }
    reference.length = text_find(reference, '#');
    request_set_target(&target, dav->context->arena, reference);
    return text_skip(&target.raw_path, TEXT(DAV_ROOT)) && has_own_key(dav, &target) &&
           dav_locate(dav, target.raw_path, place);
}

struct text dav_href_of_path(const struct dav *dav, struct text path, const struct dav_node *resource)
{
    bool slash = path.length > 0 && resource != NULL && resource->kind == DAV_COLLECTION;
    return arena_printf(dav->context->arena, DAV_ROOT "%.*s%s%.*s", (int)path.length, path.length > 0 ? path.at : "",
                        slash ? "/" : "", (int)dav->key.length, dav->key.length > 0 ? dav->key.at : "");
}

struct text dav_href(const struct dav *dav, const struct dav_node *node)
{
    struct arena *arena = dav->context->arena;
    struct text path = {NULL, 0};
    for (const struct dav_node *at = node; at->parent != NULL; at = at->parent) {
        struct text name = percent_encode(arena, text_of(at->name));
        path = at == node ? name : arena_printf(arena, "%s/%s", name.at, path.at);
    }
    return dav_href_of_path(dav, path, node);
}

void dav_name_collection(struct dav *dav)
{
    if (dav->at.resource->kind == DAV_COLLECTION && !dav->at.slash) {
        reply_add(dav->context->reply, "Content-Location", dav_href_of_path(dav, dav->at.path, dav->at.resource));
    }
}

enum dav_depth dav_depth(const struct dav *dav)
{
    static const struct text values[] = {TEXT("0"), TEXT("1"), TEXT("infinity")};
    struct text depth = request_field(dav->context->request, dav->context->arena, "Depth");
    int found = 0;
    while (found < DAV_DEPTH_WRONG && !text_same(depth, values[found])) {
        found++;
    }
    return depth.length > 0 ? (enum dav_depth)found : DAV_DEPTH_INFINITY;
}

/* RFC 4918 §8.2: both media types are taken. Content of which none is said is looked at (RFC 9110 §8.3). */
static bool is_xml(const struct request *request)
{
    const struct text *type = fields_find(&request->fields, TEXT("Content-Type"));
    return type == NULL || media_type_is(*type, TEXT("application/xml")) || media_type_is(*type, TEXT("text/xml"));
}

int dav_content(struct dav *dav, const char *name, const struct xml **root)
{
    struct context *context = dav->context;
    const char *wrong;
    struct text example = arena_printf(context->arena, "<%s xmlns=\"DAV:\">...</%s>", name, name);
    *root = NULL;
    if (context->request->content.length == 0) {
        return 0;
    }
    if (!is_xml(context->request)) {
        int code = problem(context, 415, TEXT("Content-Type: only XML is taken"), TEXT("application/xml"));
        reply_add(context->reply, "Accept", TEXT("application/xml, text/xml"));
        return code;
    }
    *root = xml_read(context->arena, context->request->content, &wrong);
    if (*root == NULL) {
        return problem(context, 400, arena_printf(context->arena, "the content is no XML that is taken: %s", wrong),
                       example);
    }
    return xml_is_dav(*root, name)
               ? 0
               : problem(context, 422, arena_printf(context->arena, "the content is XML, but no DAV:%s", name),
                         example);
}

struct buffer dav_document(struct dav *dav)
{
    struct buffer document = buffer_in(dav->context->arena);
    buffer_add(&document, TEXT("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
    return document;
}

int dav_answer_document(struct dav *dav, int code, const struct buffer *document)
{
    reply_content(dav->context->reply, TEXT("application/xml; charset=\"utf-8\""), buffer_text(document));
    return code;
}

static void add_condition(struct buffer *document, const char *attributes, const char *condition, struct text href)
{
    buffer_print(document, "<D:error%s><D:%s>", attributes, condition);
    if (href.length > 0) {
        buffer_print(document, "<D:href>%s</D:href>", href.at);
    }
    buffer_print(document, "</D:%s></D:error>", condition);
}

int dav_error(struct dav *dav, int code, const char *condition, struct text href)
{
    struct buffer document = dav_document(dav);
    add_condition(&document, " xmlns:D=\"DAV:\"", condition, href);
    buffer_add(&document, TEXT("\n"));
    return dav_answer_document(dav, code, &document);
}

int dav_error_full(struct dav *dav)
{
    return dav_error(dav, 507, "quota-not-exceeded", TEXT(""));
}

int dav_error_no_parent(struct dav *dav)
{
    return problem(dav->context, 409, TEXT("the collection in which it would be is not there"),
                   TEXT("MKCOL " DAV_ROOT "new/"));
}

void dav_add_outcome(struct dav *dav, struct buffer *document, struct text href, int code, const struct dav_lock *lock)
{
    buffer_print(document, "<D:response><D:href>%s</D:href><D:status>HTTP/1.1 %d %s</D:status>", href.at, code,
                 status_phrase(code));
    if (lock != NULL) {
        add_condition(document, "", "lock-token-submitted", dav_href(dav, lock->root));
    }
    buffer_add(document, TEXT("</D:response>\n"));
}

struct validators dav_validators(struct dav *dav, const struct dav_node *resource)
{
    if (resource == NULL || resource->kind != DAV_MEMBER) {
        return (struct validators){.exists = resource != NULL};
    }
    struct text bytes = {resource->bytes, resource->length};
    return (struct validators){true, conditional_tag(dav->context->arena, bytes), resource->modified};
}

/* What has no resource behind it has no tag and no lock (RFC 4918 §10.4.4); neither does what is not here. */
static bool holds(void *about, const struct if_condition *condition)
{
    struct dav *dav = about;
    struct dav_place place = dav->at;
    bool here = condition->resource.at == NULL || dav_refer(dav, condition->resource, &place);
    if (condition->is_tag) {
        struct validators validators = dav_validators(dav, here ? place.resource : NULL);
        return validators.tag.length > 0 && text_equal(validators.tag, condition->value);
    }
    struct dav_lock *lock = dav_lock_find(dav->tree, dav->context->arena, condition->value);
    if (lock != NULL) {
        lock->submitted = true;
    }
    return lock != NULL && here && place.resource != NULL && dav_lock_covers(lock, place.resource);
}

int dav_check_if(struct dav *dav)
{
    struct context *context = dav->context;
    if (fields_find(&context->request->fields, TEXT("If")) == NULL) {
        return 0;
    }
    enum if_result result = if_evaluate(request_field(context->request, context->arena, "If"), holds, dav);
    if (result == IF_MALFORMED) {
        return problem(context, 400, TEXT("If: it has lists of at most 64 conditions in all (RFC 4918 §10.4)"),
                       TEXT("If: (<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>)"));
    }
    return result == IF_TRUE ? 0
                             : problem(context, 412, TEXT("If: no list of it holds"), TEXT("If: (Not <DAV:no-lock>)"));
}

int dav_check_preconditions(struct dav *dav)
{
    struct validators validators = dav_validators(dav, dav->at.resource);
    bool hold = precondition_check(dav->context->request, dav->context->arena, &validators) == PRECONDITIONS_HOLD;
    return hold ? 0 : conditional_failure(dav->context, &validators);
}

int dav_check_lock(struct dav *dav, const struct dav_node *node)
{
    const struct dav_lock *lock = node != NULL ? dav_lock_blocks(dav->tree, node) : NULL;
    return lock != NULL ? dav_error(dav, 423, "lock-token-submitted", dav_href(dav, lock->root)) : 0;
}
