/* GET, PUT, MKCOL and DELETE (RFC 4918 §9.3, §9.4, §9.6, §9.7). */
#include "http/media.h"
#include "site/conditional.h"
#include "site/earn/dav_methods.h"
#include "site/earn/dav_update.h"
#include "site/problem.h"

static int get_collection(struct dav *dav)
{
    struct buffer page = buffer_in(dav->context->arena);
    buffer_add(&page, TEXT("<!DOCTYPE html>\n<title>A collection</title>\n<ul>\n"));
    for (int i = 0; i < DAV_NODES; i++) {
        struct dav_node *member = &dav->tree->nodes[i];
        if (member->kind != DAV_NOTHING && member->parent == dav->at.resource) {
            buffer_print(&page, "<li><a href=\"%s\">", dav_href(dav, member).at);
            buffer_add_html(&page, text_of(member->name));
            buffer_add(&page, TEXT("</a>\n"));
        }
    }
    buffer_add(&page, TEXT("</ul>\n"));
    int code = conditional_content(dav->context, media_type(MEDIA_HTML), buffer_text(&page));
    dav_name_collection(dav);
    return code;
}

int dav_get(struct dav *dav)
{
    struct context *context = dav->context;
    const struct dav_node *resource = dav->at.resource;
    if (resource->kind == DAV_COLLECTION) {
        return get_collection(dav);
    }
    struct text bytes = arena_copy(context->arena, (struct text){resource->bytes, resource->length});
    struct validators validators = dav_validators(dav, resource);
    int code = conditional_reply(context, &validators, arena_copy(context->arena, text_of(resource->type)), bytes);
    reply_add(context->reply, "Cache-Control", TEXT("no-cache"));
    reply_add(context->reply, "Accept-Ranges", TEXT("bytes"));
    return code;
}

/* Why nothing can be made or replaced at dav->at; 0 where it can. */
static int check_place(struct dav *dav)
{
    if (dav->at.parent == NULL) {
        return dav_error_no_parent(dav);
    }
    int refused = dav_check_lock(dav, dav->at.resource);
    return refused != 0 || dav->at.bound != NULL ? refused : dav_check_lock(dav, dav->at.parent);
}

int dav_put(struct dav *dav)
{
    struct context *context = dav->context;
    const struct request *request = context->request;
    struct dav_node *member = dav->at.resource;
    bool is_new = member == NULL;
    if (is_new && dav->at.slash) {
        return problem(context, 409, TEXT("a name with a slash behind it is that of a collection"),
                       TEXT("MKCOL " DAV_ROOT "folder2/"));
    }
    if (fields_find(&request->fields, TEXT("Content-Range")) != NULL) {
        return problem(context, 400, TEXT("Content-Range: content is replaced in whole (RFC 9110 §14.5)"),
                       TEXT("PUT without Content-Range"));
    }
    int refused = check_place(dav);
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    struct dav_load load = {.nodes = 1};
    if (!is_new) {
        load = dav_load(dav->tree, member, false);
        load.bytes -= member->length;
    }
    load.bytes += request->content.length;
    if (!dav_fits(load, dav_room(dav->tree, dav->at.parent, member, NULL))) {
        return dav_error_full(dav);
    }
    if (is_new) {
        member = dav_add(dav->tree, dav->at.parent, dav->at.name, DAV_MEMBER, dav->date);
    }
    dav_store(member, request->content, request_field(request, context->arena, "Content-Type"), dav->date);
    struct text bytes = {member->bytes, member->length};
    reply_add(context->reply, "ETag", conditional_tag(context->arena, bytes));
    if (is_new) {
        reply_add(context->reply, "Location", dav_href(dav, member));
        reply_content(context->reply, media_type(MEDIA_TEXT), TEXT("It is there now.\n"));
    }
    return is_new ? 201 : 204;
}

/* Answers a MKCOL that failed because a property could not be set. RFC 5689 §3.2 leaves the code open. A type of
 * collection that is not known is a 403 (§3.3). Else it is a 424, as "the requested action depended on another action
 * and that action failed" (RFC 4918 §11.4), and the content has the code of each property. */
static int answer_not_made(struct dav *dav, const struct dav_update *update)
{
    struct buffer document = dav_document(dav);
    int code = 424;
    buffer_add(&document, TEXT("<D:mkcol-response xmlns:D=\"DAV:\">\n"));
    dav_update_add(&document, update);
    buffer_add(&document, TEXT("</D:mkcol-response>\n"));
    for (int i = 0; i < update->count; i++) {
        bool is_type = xml_is_dav(update->changes[i].property, "resourcetype");
        code = is_type && update->changes[i].condition != NULL ? update->changes[i].code : code;
    }
    return dav_answer_document(dav, code, &document);
}

int dav_mkcol(struct dav *dav)
{
    const struct xml *root;
    int refused = dav_content(dav, "mkcol", &root);
    refused = refused != 0 ? refused : check_place(dav);
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    struct dav_update *update = root != NULL ? dav_update_read(dav, root, dav->at.parent, true) : NULL;
    if (update != NULL && update->failed != 0) {
        return answer_not_made(dav, update);
    }
    struct dav_node *collection = dav_add(dav->tree, dav->at.parent, dav->at.name, DAV_COLLECTION, dav->date);
    if (collection == NULL) {
        return dav_error_full(dav);
    }
    if (update != NULL) {
        dav_update_make(dav, update, collection);
    }
    reply_add(dav->context->reply, "Location", dav_href(dav, collection));
    reply_content(dav->context->reply, media_type(MEDIA_TEXT), TEXT("The collection is there now.\n"));
    return 201;
}

/* Removes node with all below it that no lock protects, and adds an outcome for each member that one does. What is
 * above such a member stays, and is not mentioned (RFC 4918 §9.6.1). False where something stays. */
static bool remove_unlocked(struct dav *dav, struct dav_node *node, struct buffer *document)
{
    const struct dav_lock *lock = dav_lock_blocks(dav->tree, node);
    bool all = true;
    if (lock != NULL) {
        dav_add_outcome(dav, document, dav_href(dav, node), 423, lock);
        return false;
    }
    for (int i = 0; i < DAV_NODES; i++) {
        struct dav_node *member = &dav->tree->nodes[i];
        if (member->kind != DAV_NOTHING && member->parent == node) {
            all = remove_unlocked(dav, member, document) && all;
        }
    }
    if (all) {
        dav_remove(dav->tree, node);
    }
    return all;
}

int dav_delete(struct dav *dav)
{
    if (dav->at.bound->parent == NULL) {
        return problem(dav->context, 403, TEXT("the root stays"), TEXT("DELETE /earn?key=my-test"));
    }
    if (dav->at.resource->kind == DAV_COLLECTION && dav_depth(dav) != DAV_DEPTH_INFINITY) {
        return problem(dav->context, 400, TEXT("Depth: a collection goes with all that is in it (RFC 4918 §9.6.1)"),
                       TEXT("Depth: infinity"));
    }
    int refused = dav_check_lock(dav, dav->at.bound);
    refused = refused != 0 ? refused : dav_check_lock(dav, dav->at.parent);
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    struct buffer document = dav_document(dav);
    buffer_add(&document, TEXT("<D:multistatus xmlns:D=\"DAV:\">\n"));
    bool all = remove_unlocked(dav, dav->at.bound, &document);
    buffer_add(&document, TEXT("</D:multistatus>\n"));
    return all ? 204 : dav_answer_document(dav, 207, &document);
}
