/* COPY and MOVE (RFC 4918 §9.8, §9.9). */
#include "http/media.h"
#include "site/earn/dav_methods.h"
#include "site/problem.h"

/* Where a request leads to, besides dav->at. */
struct transfer {
    struct dav_node *source;
    struct dav_place to;
    bool infinite; /* the members of source too */
};

/* The first lock in the way of what would change node or anything below it. */
static int check_locks_below(struct dav *dav, const struct dav_node *node)
{
    int refused = 0;
    for (int i = 0; i < DAV_NODES && refused == 0; i++) {
        if (dav_within(&dav->tree->nodes[i], node)) {
            refused = dav_check_lock(dav, &dav->tree->nodes[i]);
        }
    }
    return refused;
}

/* Reads Destination. Returns 0, or the code of a problem. */
static int read_destination(struct dav *dav, struct transfer *transfer)
{
    struct context *context = dav->context;
    const struct text *destination = fields_find(&context->request->fields, TEXT("Destination"));
    const struct text *overwrite = fields_find(&context->request->fields, TEXT("Overwrite"));
    if (destination == NULL) {
        return problem(context, 400, TEXT("Destination: this method needs it (RFC 4918 §10.3)"),
                       TEXT("Destination: " DAV_ROOT "copy.txt"));
    }
    if (overwrite != NULL && !text_same(*overwrite, TEXT("T")) && !text_same(*overwrite, TEXT("F"))) {
        return problem(context, 400, TEXT("Overwrite: it is T or F (RFC 4918 §10.6)"), TEXT("Overwrite: F"));
    }
    if (!dav_refer(dav, *destination, &transfer->to)) { /* RFC 4918 §9.8.5 */
        return problem(context, 502,
                       TEXT("Destination: it is not below " DAV_ROOT
                            " of this server, is of another key, or has a name that nothing can "
                            "have"),
                       TEXT("Destination: " DAV_ROOT "copy.txt"));
    }
    if (transfer->to.parent == NULL && transfer->to.bound == NULL) {
        return dav_error_no_parent(dav);
    }
    if (overwrite != NULL && text_same(*overwrite, TEXT("F")) && transfer->to.bound != NULL) {
        return problem(context, 412, TEXT("Overwrite: there is something already"), TEXT("Overwrite: T"));
    }
    return 0;
}

/* Neither may be in the other: it would be a copy of itself without end, or be gone before it is copied. The 403 is
 * that of RFC 4918 §9.8.5. */
static int check_apart(struct dav *dav, const struct transfer *transfer)
{
    const struct dav_place *to = &transfer->to;
    bool inside = dav_within(to->parent, transfer->source) && transfer->infinite;
    bool around = to->bound != NULL && dav_within(transfer->source, to->bound);
    return inside || around ? problem(dav->context, 403, TEXT("Destination: one of them would be in the other"),
                                      TEXT("Destination: " DAV_ROOT "copy.txt"))
                            : 0;
}

/* Nothing at the destination changes, and nothing is added to its collection, without the tokens for it. */
static int check_destination(struct dav *dav, const struct transfer *transfer)
{
    int refused = transfer->to.bound != NULL ? check_locks_below(dav, transfer->to.bound) : 0;
    return refused != 0 ? refused : dav_check_lock(dav, transfer->to.parent);
}

static int answer_done(struct dav *dav, const struct transfer *transfer, const struct dav_node *made)
{
    if (transfer->to.bound != NULL) {
        return 204;
    }
    reply_add(dav->context->reply, "Location", dav_href(dav, made));
    reply_content(dav->context->reply, media_type(MEDIA_TEXT), TEXT("It is there now.\n"));
    return 201;
}

/* Copies node, and what is in it if infinite, into collection. There is room. A loop becomes a loop of the copy (RFC
 * 5842 §2.3), so that this ends. */
static struct dav_node *copy_node(struct dav *dav, const struct dav_node *node, struct dav_node *collection,
                                  struct text name, bool infinite)
{
    struct dav_node *copy = dav_add(dav->tree, collection, name, node->kind, dav->date);
    if (node->kind == DAV_MEMBER) {
        dav_store(copy, (struct text){node->bytes, node->length}, text_of(node->type), dav->date);
    }
    dav_copy_properties(dav->tree, node, copy);
    for (int i = 0; i < DAV_NODES && infinite; i++) {
        const struct dav_node *member = &dav->tree->nodes[i];
        if (member->kind != DAV_NOTHING && member->parent == node && member != copy) {
            copy_node(dav, member, copy, text_of(member->name), true);
        }
    }
    return copy;
}

int dav_copy(struct dav *dav)
{
    enum dav_depth depth = dav_depth(dav);
    struct transfer transfer = {.source = dav->at.resource, .infinite = depth == DAV_DEPTH_INFINITY};
    if (depth != DAV_DEPTH_0 && depth != DAV_DEPTH_INFINITY) {
        return problem(dav->context, 400, TEXT("Depth: it is 0 or infinity for a COPY"), TEXT("Depth: infinity"));
    }
    int refused = read_destination(dav, &transfer);
    refused = refused != 0 ? refused : check_apart(dav, &transfer);
    refused = refused != 0 ? refused : check_destination(dav, &transfer);
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    const struct dav_place *to = &transfer.to;
    if (!dav_fits(dav_load(dav->tree, transfer.source, transfer.infinite),
                  dav_room(dav->tree, to->parent, to->bound, NULL))) {
        return dav_error_full(dav);
    }
    if (to->bound != NULL) {
        dav_remove(dav->tree, to->bound);
    }
    return answer_done(dav, &transfer, copy_node(dav, transfer.source, to->parent, to->name, transfer.infinite));
}

/* A lock stays where it was, and so ends with what was there (RFC 4918 §7.7). */
static void drop_locks_below(struct dav *dav, const struct dav_node *node)
{
    for (int i = 0; i < DAV_LOCKS; i++) {
        if (dav_within(dav->tree->locks[i].root, node)) {
            dav->tree->locks[i] = (struct dav_lock){.root = NULL};
        }
    }
}

int dav_move(struct dav *dav)
{
    struct dav_node *source = dav->at.bound;
    struct transfer transfer = {.source = source, .infinite = true};
    if (source->parent == NULL || source->kind == DAV_LOOP) {
        return problem(dav->context, 403, TEXT("the root stays, and a loop stays in its collection"),
                       TEXT("MOVE " DAV_ROOT "folder/"));
    }
    if (source->kind == DAV_COLLECTION && dav_depth(dav) != DAV_DEPTH_INFINITY) {
        return problem(dav->context, 400, TEXT("Depth: a collection moves with all that is in it (RFC 4918 §9.9.2)"),
                       TEXT("Depth: infinity"));
    }
    int refused = read_destination(dav, &transfer);
    refused = refused != 0 ? refused : check_apart(dav, &transfer);
    refused = refused != 0 ? refused : check_locks_below(dav, source);
    refused = refused != 0 ? refused : dav_check_lock(dav, source->parent);
    refused = refused != 0 ? refused : check_destination(dav, &transfer);
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    const struct dav_place *to = &transfer.to;
    if (!dav_fits(dav_load(dav->tree, source, true), dav_room(dav->tree, to->parent, to->bound, source))) {
        return dav_error_full(dav);
    }
    if (to->bound != NULL) {
        dav_remove(dav->tree, to->bound);
    }
    drop_locks_below(dav, source);
    dav_put_into(source, to->parent, to->name);
    return answer_done(dav, &transfer, source);
}
