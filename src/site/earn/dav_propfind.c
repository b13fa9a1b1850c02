/* PROPFIND (RFC 4918 §9.1), over bindings that may lead back to where they are (RFC 5842 §7). */
#include "http/status.h"
#include "site/earn/dav_methods.h"
#include "site/earn/dav_property.h"
#include "site/problem.h"

/* What is asked for: the names in named or, where it is NULL, all properties and those in included (NULL: no more). */
struct question {
    const struct xml *named, *included;
    bool names_only;
    bool knows_bindings; /* the client understands a 208 */
    struct buffer document;
};

/* Whether the element's name stands in named before it: a property is told once, however often it is asked for. */
static bool is_repeated(const struct xml *named, const struct xml *element)
{
    const struct xml *at = xml_next(named, NULL);
    while (at != element && !(text_equal(at->name, element->name) && text_equal(at->space, element->space))) {
        at = xml_next(named, at);
    }
    return at != element;
}

static void add_named(struct dav *dav, const struct xml *named, const struct dav_node *resource, struct buffer *found,
                      struct buffer *missing)
{
    for (const struct xml *at = xml_next(named, NULL); at != NULL; at = xml_next(named, at)) {
        if (!is_repeated(named, at) && !dav_add_property(dav, found, resource, at->space, at->name)) {
            xml_add_empty(missing, at->space, at->name);
        }
    }
}

static void add_response(struct dav *dav, struct question *question, struct text path, const struct dav_node *resource,
                         int code)
{
    struct buffer found = buffer_in(dav->context->arena), missing = buffer_in(dav->context->arena);
    if (question->named != NULL) {
        add_named(dav, question->named, resource, &found, &missing);
    } else {
        dav_add_properties(dav, &found, resource, question->names_only);
    }
    if (question->included != NULL) {
        add_named(dav, question->included, resource, &found, &missing);
    }
    buffer_print(&question->document, "<D:response><D:href>%s</D:href>", dav_href_of_path(dav, path, resource).at);
    if (found.length + missing.length ==
        0) { /* nothing was asked for; a response has one propstat at least (RFC 4918 §14.24) */
        buffer_print(&question->document, "<D:propstat><D:prop/><D:status>HTTP/1.1 %d %s</D:status></D:propstat>", code,
                     status_phrase(code));
    }
    dav_add_propstat(&question->document, &found, code, NULL);
    dav_add_propstat(&question->document, &missing, 404, NULL);
    buffer_add(&question->document, TEXT("</D:response>\n"));
}

/* Adds the members of collection, down to depth. A loop that would be walked again has been reported by its other name
 * (RFC 5842 §7.1). Returns 207; or 508 where that cannot be said to a client that does not know of bindings (§7.2). */
static int add_members(struct dav *dav, struct question *question, struct text path, const struct dav_node *collection,
                       enum dav_depth depth)
{
    int code = 207;
    for (int i = 0; i < DAV_NODES && !dav->context->refused; i++) {
        struct dav_node *member = &dav->tree->nodes[i];
        if (member->kind == DAV_NOTHING || member->parent != collection) {
            continue;
        }
        struct text name = percent_encode(dav->context->arena, text_of(member->name));
        struct text below = arena_printf(dav->context->arena, "%.*s%s%s", (int)path.length,
                                         path.length > 0 ? path.at : "", path.length > 0 ? "/" : "", name.at);
        bool again = member->kind == DAV_LOOP && depth == DAV_DEPTH_INFINITY;
        if (again && !question->knows_bindings) {
            return problem(dav->context, 508,
                           arena_printf(dav->context->arena, "%s is a collection that contains itself",
                                        dav_href(dav, collection).at),
                           TEXT("DAV: bind, or Depth: 1"));
        }
        add_response(dav, question, below, dav_resource(member), again ? 208 : 200);
        if (member->kind == DAV_COLLECTION && depth == DAV_DEPTH_INFINITY) {
            code = add_members(dav, question, below, member, depth);
        }
    }
    return code;
}

/* Reads what is asked for; nothing means all (RFC 4918 §9.1). Returns 0, or the code of a problem. */
static int read_question(struct dav *dav, struct question *question)
{
    const struct xml *root;
    int refused = dav_content(dav, "propfind", &root);
    if (refused != 0 || root == NULL) {
        return refused;
    }
    question->named = xml_child(root, "prop");
    question->names_only = xml_child(root, "propname") != NULL;
    question->included = xml_child(root, "include");
    bool all = xml_child(root, "allprop") != NULL;
    if ((question->named != NULL) + question->names_only + all != 1 || (question->included != NULL && !all)) {
        return problem(dav->context, 422, TEXT("DAV:propfind has either DAV:prop, DAV:propname or DAV:allprop in it"),
                       TEXT("<propfind xmlns=\"DAV:\"><allprop/></propfind>"));
    }
    return 0;
}

int dav_propfind(struct dav *dav)
{
    const struct request *request = dav->context->request;
    struct question question = {.document = dav_document(dav)};
    enum dav_depth depth = dav_depth(dav);
    int refused = read_question(dav, &question);
    if (refused == 0 && depth == DAV_DEPTH_WRONG) {
        refused = problem(dav->context, 400, TEXT("Depth: it is 0, 1 or infinity"), TEXT("Depth: 1"));
    }
    refused = refused != 0 ? refused : dav_check_preconditions(dav);
    if (refused != 0) {
        return refused;
    }
    question.knows_bindings = text_lists(request_field(request, dav->context->arena, "DAV"), TEXT("bind"));
    buffer_add(&question.document, TEXT("<D:multistatus xmlns:D=\"DAV:\">\n"));
    add_response(dav, &question, dav->at.path, dav->at.resource, 200);
    int code = 207;
    if (dav->at.resource->kind == DAV_COLLECTION && depth != DAV_DEPTH_0) {
        code = add_members(dav, &question, dav->at.path, dav->at.resource, depth);
    }
    buffer_add(&question.document, TEXT("</D:multistatus>\n"));
    if (dav->context->refused) {
        return code;
    }
    dav_name_collection(dav);
    return dav_answer_document(dav, code, &question.document);
}
