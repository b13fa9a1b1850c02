#include "site/earn/dav_tree.h"

#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

enum { BEGINNING = 784111777 }; /* Sun, 06 Nov 1994 08:49:37 GMT, as in the examples of RFC 9110 */

static char *keep(struct text text)
{
    char *copy = memory_grow(NULL, text.length + 1);
    if (text.length > 0) {
        memcpy(copy, text.at, text.length);
    }
    copy[text.length] = '\0';
    return copy;
}

void dav_give_id(char id[33])
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    memcpy(id, digest_nonce(&arena).at, 33);
    arena_release(&arena);
}

void dav_tree_begin(struct dav_tree *tree)
{
    static const struct {
        int in; /* the row of its collection, counted from the root's */
        enum dav_kind kind;
        struct text name, bytes;
        size_t quota;
    } rows[] = {
        {0, DAV_COLLECTION, TEXT(""), TEXT(""), DAV_ROOM},
        {0, DAV_MEMBER, TEXT("readme.txt"), TEXT("A WebDAV corner of statusd. All in it can be changed.\n"), 0},
        {0, DAV_COLLECTION, TEXT("folder"), TEXT(""), 0},
        {2, DAV_MEMBER, TEXT("one.txt"), TEXT("one\n"), 0},
        {2, DAV_MEMBER, TEXT("two words.txt"), TEXT("two words\n"), 0},
        {0, DAV_COLLECTION, TEXT("loop"), TEXT(""), 0},
        {5, DAV_LOOP, TEXT("again"), TEXT(""), 0},
        {0, DAV_COLLECTION, TEXT("full"), TEXT(""), 64},
        {7, DAV_MEMBER, TEXT("letter.txt"), TEXT("This collection may hold 64 bytes; here they are, so it is full\n"),
         0},
    };
    struct dav_node *nodes = tree->nodes;
    tree->begun = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct dav_node *node = dav_add(tree, i > 0 ? &nodes[rows[i].in] : NULL, rows[i].name, rows[i].kind, BEGINNING);
        node->quota = rows[i].quota;
        if (rows[i].kind == DAV_MEMBER) {
            dav_store(node, rows[i].bytes, TEXT("text/plain; charset=utf-8"), BEGINNING);
        }
    }
}

static void drop_property(struct dav_property *property)
{
    free(property->space);
    free(property->name);
    free(property->xml);
    *property = (struct dav_property){.node = NULL};
}

void dav_tree_release(void *state)
{
    struct dav_tree *tree = state;
    for (int i = 0; i < DAV_NODES; i++) {
        free(tree->nodes[i].bytes);
    }
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        drop_property(&tree->properties[i]);
    }
}

struct dav_node *dav_member(struct dav_tree *tree, const struct dav_node *collection, struct text name)
{
    for (int i = 0; i < DAV_NODES; i++) {
        struct dav_node *node = &tree->nodes[i];
        if (node->kind != DAV_NOTHING && node->parent == collection && text_equal(text_of(node->name), name)) {
            return node;
        }
    }
    return NULL;
}

struct dav_node *dav_resource(struct dav_node *node)
{
    return node != NULL && node->kind == DAV_LOOP ? node->parent : node;
}

bool dav_within(const struct dav_node *node, const struct dav_node *root)
{
    while (node != NULL && node != root) {
        node = node->parent;
    }
    return root != NULL && node == root;
}

/* Writes text into room for it and its end. */
static void write_text(char *into, size_t room, struct text text)
{
    memset(into, 0, room);
    if (text.length > 0) {
        memcpy(into, text.at, text.length);
    }
}

void dav_put_into(struct dav_node *node, struct dav_node *collection, struct text name)
{
    node->parent = collection;
    write_text(node->name, sizeof node->name, name);
}

struct dav_node *dav_add(struct dav_tree *tree, struct dav_node *collection, struct text name, enum dav_kind kind,
                         time_t date)
{
    for (int i = 0; i < DAV_NODES; i++) {
        struct dav_node *node = &tree->nodes[i];
        if (node->kind == DAV_NOTHING) {
            *node = (struct dav_node){.kind = kind, .modified = date};
            dav_put_into(node, collection, name);
            dav_give_id(node->id);
            return node;
        }
    }
    return NULL;
}

static bool is_type(struct text type)
{
    for (size_t i = 0; i < type.length; i++) {
        if (type.at[i] < ' ' || type.at[i] > '~') {
            return false;
        }
    }
    return type.length > 0 && type.length <= DAV_TYPE;
}

void dav_store(struct dav_node *member, struct text bytes, struct text type, time_t date)
{
    char *copy = keep(bytes); /* bytes may be those that it has */
    type = !is_type(type) ? TEXT("application/octet-stream") : type;
    free(member->bytes);
    member->bytes = copy;
    member->length = bytes.length;
    member->modified = date;
    write_text(member->type, sizeof member->type, type);
}

static void forget(struct dav_tree *tree, struct dav_node *node)
{
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        if (tree->properties[i].node == node) {
            drop_property(&tree->properties[i]);
        }
    }
    for (int i = 0; i < DAV_LOCKS; i++) {
        if (tree->locks[i].root == node) {
            tree->locks[i] = (struct dav_lock){.root = NULL};
        }
    }
    free(node->bytes);
    *node = (struct dav_node){.kind = DAV_NOTHING};
}

void dav_remove(struct dav_tree *tree, struct dav_node *node)
{
    bool doomed[DAV_NODES];
    for (int i = 0; i < DAV_NODES; i++) { /* before the first goes, as its parents lead to node */
        doomed[i] = tree->nodes[i].kind != DAV_NOTHING && dav_within(&tree->nodes[i], node);
    }
    for (int i = 0; i < DAV_NODES; i++) {
        if (doomed[i]) {
            forget(tree, &tree->nodes[i]);
        }
    }
}

struct dav_property *dav_find_property(struct dav_tree *tree, const struct dav_node *node, struct text space,
                                       struct text name)
{
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        struct dav_property *property = &tree->properties[i];
        if (property->node == node && (node == NULL || (text_equal(text_of(property->space), space) &&
                                                        text_equal(text_of(property->name), name)))) {
            return property;
        }
    }
    return NULL;
}

bool dav_set_property(struct dav_tree *tree, struct dav_node *node, struct text space, struct text name,
                      struct text xml)
{
    struct dav_property *property = dav_find_property(tree, node, space, name);
    if (property != NULL) {
        drop_property(property);
    }
    if (xml.length == 0) {
        return true;
    }
    property = dav_find_property(tree, NULL, space, name);
    if (property != NULL) {
        *property = (struct dav_property){node, keep(space), keep(name), keep(xml)};
    }
    return property != NULL;
}

void dav_copy_properties(struct dav_tree *tree, const struct dav_node *from, struct dav_node *to)
{
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        const struct dav_property *property = &tree->properties[i];
        if (property->node == from) {
            dav_set_property(tree, to, text_of(property->space), text_of(property->name), text_of(property->xml));
        }
    }
}

/* Adds what node takes up alone. */
static void add_load(const struct dav_tree *tree, const struct dav_node *node, struct dav_load *load)
{
    load->nodes++;
    load->bytes += node->length;
    for (int i = 0; i < DAV_PROPERTIES; i++) {
        if (tree->properties[i].node == node) {
            load->properties++;
            load->bytes += strlen(tree->properties[i].xml);
        }
    }
}

struct dav_load dav_load(const struct dav_tree *tree, const struct dav_node *node, bool below)
{
    struct dav_load load = {.bytes = 0};
    for (int i = 0; i < DAV_NODES; i++) {
        if (&tree->nodes[i] == node || (below && dav_within(&tree->nodes[i], node))) {
            add_load(tree, &tree->nodes[i], &load);
        }
    }
    return load;
}

/* What is in root, except what is within one of the two others; root NULL: in all of the tree. */
static struct dav_load load_left(const struct dav_tree *tree, const struct dav_node *root,
                                 const struct dav_node *replaced, const struct dav_node *moved)
{
    struct dav_load load = {.bytes = 0};
    for (int i = 0; i < DAV_NODES; i++) {
        const struct dav_node *node = &tree->nodes[i];
        if (node->kind != DAV_NOTHING && (root == NULL || dav_within(node, root)) && !dav_within(node, replaced) &&
            !dav_within(node, moved)) {
            add_load(tree, node, &load);
        }
    }
    return load;
}

struct dav_load dav_room(const struct dav_tree *tree, const struct dav_node *collection,
                         const struct dav_node *replaced, const struct dav_node *moved)
{
    struct dav_load all = load_left(tree, NULL, replaced, moved);
    struct dav_load room = {DAV_ROOM, DAV_NODES - all.nodes, DAV_PROPERTIES - all.properties};
    for (; collection != NULL; collection = collection->parent) {
        if (collection->quota > 0) {
            size_t used = load_left(tree, collection, replaced, moved).bytes;
            size_t here = collection->quota > used ? collection->quota - used : 0;
            room.bytes = here < room.bytes ? here : room.bytes;
        }
    }
    return room;
}

bool dav_fits(struct dav_load load, struct dav_load room)
{
    return load.bytes <= room.bytes && load.nodes <= room.nodes && load.properties <= room.properties;
}

/* RFC 4122 §4.4: the version and the variant of random numbers. */
struct text dav_urn(struct arena *arena, const char *id)
{
    return arena_printf(arena, "urn:uuid:%.8s-%.4s-4%.3s-8%.3s-%.12s", id, id + 8, id + 13, id + 17, id + 20);
}
