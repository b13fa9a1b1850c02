/* The WebDAV corner: requests as in request.h, one after the other on the tree of one key, with a line "%%" between
 * two. A second passes with each. "Timeout: Second-1" so makes a lock that ends. */
#include "http/guard.h"
#include "site/earn/dav.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/request.h"

#include <expat.h>
#include <string.h>

/* The bounds hold, and all that is there is in a collection that is there. */
static void check_tree(const struct dav_tree *tree)
{
    PROMISE(tree->nodes[0].kind == DAV_COLLECTION && tree->nodes[0].parent == NULL);
    PROMISE(dav_load(tree, &tree->nodes[0], true).bytes <= DAV_ROOM);
    for (int i = 1; i < DAV_NODES; i++) {
        const struct dav_node *node = &tree->nodes[i];
        PROMISE(node->kind == DAV_NOTHING || dav_within(node, &tree->nodes[0]));
        PROMISE(node->kind == DAV_NOTHING || node->parent->kind == DAV_COLLECTION);
        PROMISE((node->bytes != NULL) == (node->kind == DAV_MEMBER));
    }
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        PROMISE(tree->properties[i].node == NULL || tree->properties[i].node->kind != DAV_NOTHING);
    }
    for (int i = 0; i < DAV_LOCKS; i++) {
        PROMISE(tree->locks[i].root == NULL || tree->locks[i].root->kind != DAV_NOTHING);
    }
}

/* What is said to be XML is well-formed. */
static void check_xml(const struct reply *reply)
{
    const struct text *type = fields_find(&reply->fields, TEXT("Content-Type"));
    if (type != NULL && text_equal(*type, TEXT("application/xml; charset=\"utf-8\""))) {
        XML_Parser parser = XML_ParserCreateNS(NULL, '\n');
        PROMISE(XML_Parse(parser, reply->content.unit.at, (int)reply->content.length, XML_TRUE) == XML_STATUS_OK);
        XML_ParserFree(parser);
    }
}

static void ask(struct arena *arena, struct dav_tree *tree, struct text input, int64_t now)
{
    static const struct guard_limits limits = {.target = 8000, .head = 8192, .content = 1024 * 1024};
    struct request request = request_from(arena, input);
    struct reply reply = {.arena = arena};
    struct context context = {.request = &request, .reply = &reply, .arena = arena, .rest = request.raw_path};
    if (guard_check(&request, &limits).code == 0 && text_skip(&context.rest, TEXT("/earn/dav/"))) {
        int code = dav_answer(&context, tree, now);
        PROMISE(code >= 200 && code <= 599);
        PROMISE(reply.content.length <= (uint64_t)16 * 1024 * 1024);
        check_tree(tree);
        check_xml(&reply);
        for (size_t i = 0; i < reply.fields.count; i++) {
            PROMISE(field_value_is_valid(reply.fields.at[i].value));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct dav_tree *tree = memory_new(sizeof *tree);
    struct text rest = {(const char *)data, size};
    for (int64_t now = 0; rest.length > 0; now += 1000) {
        const char *end = memmem(rest.at, rest.length, "%%\n", 3);
        size_t length = end != NULL ? (size_t)(end - rest.at) : rest.length;
        arena_init(&arena, NULL, 0);
        ask(&arena, tree, (struct text){rest.at, length}, now);
        arena_release(&arena);
        rest = text_from(rest, length + 3);
    }
    dav_tree_release(tree);
    free(tree);
    return 0;
}
