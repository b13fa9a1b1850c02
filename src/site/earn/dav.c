/* /earn/dav/: a small WebDAV server (RFC 4918, classes 1 to 3; RFC 5689). Each key has a tree of its own. */
#include "site/earn/dav.h"

#include "base/clock.h"
#include "site/browser.h"
#include "site/earn/dav_methods.h"
#include "site/earn/earn.h"
#include "site/problem.h"

/* A tree takes 15 KB, and up to 16 KB for content and properties, as much as a key's documents do: so it has their
 * share of the keys. */
const struct state_kind dav_kind = {sizeof(struct dav_tree), dav_tree_release, .one_in = 16};

/* To add a method, add its row here. The last three say what it can be used on: a name that is free, a member, a
 * collection. On a free name a method that needs something there gets 404; all else that does not fit gets 405. */
static const struct method {
    struct text name;
    int (*answer)(struct dav *dav);
    bool on_nothing, on_member, on_collection;
} methods[] = {
    {TEXT("GET"), dav_get, false, true, true},
    {TEXT("HEAD"), dav_get, false, true, true},
    {TEXT("PUT"), dav_put, true, true, false},
    {TEXT("DELETE"), dav_delete, false, true, true},
    {TEXT("MKCOL"), dav_mkcol, true, false, false},
    {TEXT("COPY"), dav_copy, false, true, true},
    {TEXT("MOVE"), dav_move, false, true, true},
    {TEXT("PROPFIND"), dav_propfind, false, true, true},
    {TEXT("PROPPATCH"), dav_proppatch, false, true, true},
    {TEXT("LOCK"), dav_lock, true, true, true},
    {TEXT("UNLOCK"), dav_unlock, false, true, true},
};

enum { METHODS = sizeof methods / sizeof methods[0] };

static bool takes(const struct method *method, const struct dav_node *resource)
{
    return resource == NULL                   ? method->on_nothing
           : resource->kind == DAV_COLLECTION ? method->on_collection
                                              : method->on_member;
}

static const struct method *find(struct text name)
{
    for (int i = 0; i < METHODS; i++) {
        if (text_equal(name, methods[i].name)) {
            return &methods[i];
        }
    }
    return NULL;
}

static void add_allow(struct dav *dav)
{
    struct buffer allow = buffer_in(dav->context->arena);
    buffer_add(&allow, TEXT("OPTIONS"));
    for (int i = 0; i < METHODS; i++) {
        if (takes(&methods[i], dav->at.resource)) {
            buffer_print(&allow, ", %s", methods[i].name.at);
        }
    }
    reply_add(dav->context->reply, "Allow", arena_copy(dav->context->arena, buffer_text(&allow)));
}

/* "bind" is not among the classes: that would promise BIND, UNBIND and REBIND (RFC 5842 §8.1), and here a loop is
 * found, not made. */
static int answer_options(struct dav *dav)
{
    reply_add(dav->context->reply, "DAV", TEXT("1, 2, 3, extended-mkcol"));
    add_allow(dav);
    return 204;
}

static int answer_unfit(struct dav *dav)
{
    if (dav->at.resource == NULL && find(dav->context->request->method) != NULL) {
        return problem(dav->context, 404, TEXT("there is nothing of that name"), TEXT("PUT " DAV_ROOT "new.txt"));
    }
    int code = problem(dav->context, route_knows_method(dav->context->request->method) ? 405 : 501,
                       TEXT("what is there, or could be, does not take this method"), TEXT("PROPFIND " DAV_ROOT));
    add_allow(dav);
    return code;
}

/* RFC 9110 §15.5.16: content is kept without its coding, and would be sent back without it: so none is taken. */
static int check_coding(struct dav *dav)
{
    struct text coding = request_field(dav->context->request, dav->context->arena, "Content-Encoding");
    if (coding.length == 0 || text_same(coding, TEXT("identity"))) {
        return 0;
    }
    int code = problem(dav->context, 415, TEXT("Content-Encoding: no coding is known here"), TEXT("identity"));
    reply_add(dav->context->reply, "Accept-Encoding", TEXT("identity"));
    return code;
}

static int answer_method(struct dav *dav)
{
    const struct request *request = dav->context->request;
    const struct method *method = find(request->method);
    if (text_equal(request->method, TEXT("OPTIONS"))) {
        return answer_options(dav);
    }
    if (method == NULL || !takes(method, dav->at.resource)) {
        return answer_unfit(dav);
    }
    int refused = check_coding(dav);
    refused = refused != 0 ? refused : dav_check_if(dav);
    return refused != 0 ? refused : method->answer(dav);
}

static struct text key_of(struct context *context)
{
    struct text key = request_parameter(context->request, context->arena, "key");
    return key.length > 0 ? arena_printf(context->arena, "?key=%s", percent_encode(context->arena, key).at) : TEXT("");
}

int dav_answer(struct context *context, struct dav_tree *tree, int64_t now)
{
    struct dav dav = {.context = context, .tree = tree, .now = now, .date = time(NULL), .key = key_of(context)};
    if (!tree->begun) {
        dav_tree_begin(tree);
    }
    dav_locks_begin(tree, now);
    if (!dav_locate(&dav, context->rest, &dav.at)) {
        return problem(context, 404, TEXT("a name has 1 to 64 bytes, without control characters and slashes"),
                       TEXT(DAV_ROOT "folder/"));
    }
    int code = answer_method(&dav);
    browser_distrust(context->reply); /* a client made what is in it */
    return code;
}

static int answer(struct context *context)
{
    int code;
    struct dav_tree *tree = state_enter(context, DAV_TREES, &code);
    if (tree != NULL) {
        code = dav_answer(context, tree, clock_milliseconds());
        state_leave(context, DAV_TREES);
    }
    return code;
}

const struct route dav_routes[] = {
    {DAV_ROOT, BELOW, NULL, answer, "key", DAV_ROOT,
     "a small WebDAV server: collections, properties, locks; /earn/dav/loop/ contains itself, /earn/dav/full/ is full"},
    {.path = NULL},
};
