/* LOCK and UNLOCK (RFC 4918 §9.10, §9.11). */
#include "site/earn/dav_methods.h"
#include "site/earn/dav_property.h"
#include "site/problem.h"

#include <string.h>

struct wish {
    bool shared, infinite;
    struct text owner; /* the element; empty: none */
};

static int answer_locked(struct dav *dav, int code, const struct dav_node *resource)
{
    struct buffer document = dav_document(dav);
    buffer_add(&document, TEXT("<D:prop xmlns:D=\"DAV:\">"));
    dav_add_lockdiscovery(dav, &document, resource);
    buffer_add(&document, TEXT("</D:prop>\n"));
    return dav_answer_document(dav, code, &document);
}

static int64_t asked_timeout(struct dav *dav)
{
    return dav_lock_timeout(request_field(dav->context->request, dav->context->arena, "Timeout"));
}

/* A LOCK without content (RFC 4918 §9.10.2). */
static int refresh(struct dav *dav)
{
    const struct dav_place *at = &dav->at;
    if (fields_find(&dav->context->request->fields, TEXT("If")) == NULL) {
        return problem(dav->context, 400, TEXT("a LOCK without content refreshes a lock, whose token is in If"),
                       TEXT("If: (<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>)"));
    }
    struct dav_lock *lock = at->resource != NULL ? dav_lock_submitted(dav->tree, at->resource) : NULL;
    if (lock == NULL) {
        return dav_error(dav, 412, "lock-token-matches-request-uri", TEXT(""));
    }
    int refused = dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    dav_lock_extend(lock, asked_timeout(dav), dav->now);
    return answer_locked(dav, 200, at->resource);
}

/* Reads the lock that root, a DAV:lockinfo, asks for. Returns 0, or the code of a problem. */
static int read_wish(struct dav *dav, const struct xml *root, struct wish *wish)
{
    const struct xml *scope = xml_child(root, "lockscope"), *type = xml_child(root, "locktype");
    const struct xml *owner = xml_child(root, "owner");
    enum dav_depth depth = dav_depth(dav);
    bool exclusive = scope != NULL && xml_child(scope, "exclusive") != NULL;
    struct buffer element = buffer_in(dav->context->arena);
    wish->shared = scope != NULL && xml_child(scope, "shared") != NULL;
    wish->infinite = depth == DAV_DEPTH_INFINITY;
    if (exclusive == wish->shared || type == NULL || xml_child(type, "write") == NULL) {
        return problem(dav->context, 422, TEXT("a lock is exclusive or shared, and for write"),
                       TEXT("<lockinfo xmlns=\"DAV:\"><lockscope><exclusive/></lockscope><locktype><write/></locktype>"
                            "</lockinfo>"));
    }
    if (depth != DAV_DEPTH_0 && depth != DAV_DEPTH_INFINITY) {
        return problem(dav->context, 400, TEXT("Depth: it is 0 or infinity for a LOCK"), TEXT("Depth: 0"));
    }
    if (owner != NULL) {
        xml_add(&element, owner);
    }
    wish->owner = element.length > 0 ? buffer_text(&element) : TEXT("");
    return wish->owner.length <= DAV_OWNER ? 0 : dav_error_full(dav);
}

/* Where the lock of something below stands in the way of a lock with infinite depth, the answer is a 207: 423 for what
 * is locked, 424 for the target (RFC 4918 §9.10.3). */
static int answer_conflict(struct dav *dav, const struct dav_lock *lock)
{
    if (dav_lock_covers(lock, dav->at.resource)) {
        return dav_error(dav, 423, "no-conflicting-lock", dav_href(dav, lock->root));
    }
    struct buffer document = dav_document(dav);
    buffer_add(&document, TEXT("<D:multistatus xmlns:D=\"DAV:\">\n"));
    dav_add_outcome(dav, &document, dav_href(dav, lock->root), 423, NULL);
    dav_add_outcome(dav, &document, dav_href(dav, dav->at.resource), 424, NULL);
    buffer_add(&document, TEXT("</D:multistatus>\n"));
    return dav_answer_document(dav, 207, &document);
}

/* Makes an empty member for a lock of what is not there (RFC 4918 §7.3). Returns 0, or the code of the answer. */
static int make_member(struct dav *dav)
{
    struct dav_place *at = &dav->at;
    if (at->slash) {
        return problem(dav->context, 409, TEXT("a name with a slash at its end is a collection's"),
                       TEXT("MKCOL " DAV_ROOT "new/"));
    }
    if (at->parent == NULL) {
        return dav_error_no_parent(dav);
    }
    int refused = dav_check_lock(dav, at->parent);
    if (refused == 0) {
        at->resource = at->bound = dav_add(dav->tree, at->parent, at->name, DAV_MEMBER, dav->date);
        refused = at->resource == NULL ? dav_error_full(dav) : 0;
    }
    if (refused == 0) {
        dav_store(at->resource, TEXT(""), TEXT(""), dav->date);
    }
    return refused;
}

static int set_lock(struct dav *dav, const struct wish *wish)
{
    bool is_new = dav->at.resource == NULL;
    const struct dav_lock *other =
        is_new ? NULL : dav_lock_conflicts(dav->tree, dav->at.resource, wish->shared, wish->infinite);
    if (other != NULL) {
        return answer_conflict(dav, other);
    }
    if (!dav_lock_is_room(dav->tree)) {
        return dav_error_full(dav);
    }
    int refused = dav_check_preconditions(dav);
    refused = refused == 0 && is_new ? make_member(dav) : refused;
    if (refused != 0) {
        return refused;
    }
    struct dav_lock *lock = dav_lock_add(dav->tree, dav->at.resource);
    lock->shared = wish->shared;
    lock->infinite = wish->infinite;
    memcpy(lock->owner, wish->owner.at, wish->owner.length);
    dav_lock_extend(lock, asked_timeout(dav), dav->now);
    reply_add(dav->context->reply, "Lock-Token",
              arena_printf(dav->context->arena, "<%s>", dav_urn(dav->context->arena, lock->id).at));
    return answer_locked(dav, is_new ? 201 : 200, dav->at.resource);
}

int dav_lock(struct dav *dav)
{
    const struct xml *root;
    struct wish wish = {.owner = TEXT("")};
    int refused = dav_content(dav, "lockinfo", &root);
    if (refused == 0 && root == NULL) {
        return refresh(dav);
    }
    refused = refused != 0 ? refused : read_wish(dav, root, &wish);
    return refused != 0 ? refused : set_lock(dav, &wish);
}

int dav_unlock(struct dav *dav)
{
    struct context *context = dav->context;
    struct text token = text_trim(request_field(context->request, context->arena, "Lock-Token"));
    if (token.length < 3 || token.at[0] != '<' || token.at[token.length - 1] != '>') {
        return problem(context, 400, TEXT("Lock-Token: it has the token of the lock, in angle brackets"),
                       TEXT("Lock-Token: <urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"));
    }
    struct dav_lock *lock = dav_lock_find(dav->tree, context->arena, (struct text){token.at + 1, token.length - 2});
    if (lock == NULL || !dav_lock_covers(lock, dav->at.resource)) { /* RFC 4918 §9.11.1 */
        return dav_error(dav, 409, "lock-token-matches-request-uri", TEXT(""));
    }
    int refused = dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    *lock = (struct dav_lock){.root = NULL};
    return 204;
}
