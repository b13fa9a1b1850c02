/* What a key has below /earn/dav/: resources and the collections that they are in, with their dead properties and
 * locks, all of it bounded. Private to src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_TREE_H
#define STATUSD_SITE_EARN_DAV_TREE_H

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
    DAV_NODES = 48,
    DAV_PROPERTIES = 32,
    DAV_LOCKS = 8,
    DAV_NAME = 64,   /* bytes of a name */
    DAV_TYPE = 64,   /* of a media type */
    DAV_OWNER = 512, /* of the XML that says who has a lock */
    DAV_ROOM = 16384 /* of all content and properties */
};

enum dav_kind {
    DAV_NOTHING,    /* the place is free */
    DAV_MEMBER,     /* has content, and no members */
    DAV_COLLECTION, /* has members */
    DAV_LOOP,       /* one more name, in a collection, of that collection itself: a binding (RFC 5842 §2) */
};

struct dav_node {
    enum dav_kind kind;
    struct dav_node *parent; /* a collection; NULL: it is the root */
    char name[DAV_NAME + 1];
    char type[DAV_TYPE + 1];
    char *bytes; /* from malloc */
    size_t length;
    time_t modified;
    size_t quota; /* bytes that a collection may have in all that is below it; 0: not limited */
    char id[33];  /* hexadecimal digits that no other resource has (RFC 5842 §3.1) */
};

/* All texts are from malloc; xml is the whole element. */
struct dav_property {
    struct dav_node *node; /* NULL: the place is free */
    char *space, *name, *xml;
};

struct dav_lock {
    struct dav_node *root; /* NULL: the place is free */
    bool shared, infinite; /* its scope; its depth */
    bool submitted;        /* the request under way has its token in If */
    char id[33];           /* hexadecimal digits: its token is the dav_urn of them */
    int64_t seconds, ends; /* its timeout; when it ends, in milliseconds */
    char owner[DAV_OWNER + 1];
};

/* The state of a key; nodes[0] is the root. */
struct dav_tree {
    bool begun;
    struct dav_node nodes[DAV_NODES];
    struct dav_property properties[DAV_PROPERTIES];
    struct dav_lock locks[DAV_LOCKS];
};

/* Gives a zeroed tree the members with which each begins. */
void dav_tree_begin(struct dav_tree *tree);

/* Frees what the tree points to. */
void dav_tree_release(void *tree);

/* The member of that name in a collection, or NULL. */
struct dav_node *dav_member(struct dav_tree *tree, const struct dav_node *collection, struct text name);

/* What the name of node stands for: a loop stands for the collection that it is in. */
struct dav_node *dav_resource(struct dav_node *node);

/* Whether node is root or below it. */
bool dav_within(const struct dav_node *node, const struct dav_node *root);

/* A new node in a collection, at the moment date; NULL where there is no place left. */
struct dav_node *dav_add(struct dav_tree *tree, struct dav_node *collection, struct text name, enum dav_kind kind,
                         time_t date);

/* Puts node, which is not the root, into a collection under that name, where there is nothing of it. */
void dav_put_into(struct dav_node *node, struct dav_node *collection, struct text name);

/* Replaces the content of a member. A type that is empty, of more than DAV_TYPE bytes, or of other characters than
 * those of ASCII, which XML might not take, becomes application/octet-stream. */
void dav_store(struct dav_node *member, struct text bytes, struct text type, time_t date);

/* Removes node with all that is below it, and their properties and locks. */
void dav_remove(struct dav_tree *tree, struct dav_node *node);

/* Copies the dead properties of one node to another, for which there is room. */
void dav_copy_properties(struct dav_tree *tree, const struct dav_node *from, struct dav_node *to);

/* The dead property of that name; for node NULL, a place that is free. NULL where there is none. */
struct dav_property *dav_find_property(struct dav_tree *tree, const struct dav_node *node, struct text space,
                                       struct text name);

/* Sets a dead property, or removes it where xml is empty. False where there is no place for it. */
bool dav_set_property(struct dav_tree *tree, struct dav_node *node, struct text space, struct text name,
                      struct text xml);

/* What there is, or what there is room for. */
struct dav_load {
    size_t bytes; /* of content and dead properties */
    int nodes, properties;
};

/* What node takes up, with all that is below it or alone. */
struct dav_load dav_load(const struct dav_tree *tree, const struct dav_node *node, bool below);

/* What more may be put into collection, or onto it. What is within replaced, and within moved, is not counted, as it
 * will be gone from there; either may be NULL. */
struct dav_load dav_room(const struct dav_tree *tree, const struct dav_node *collection,
                         const struct dav_node *replaced, const struct dav_node *moved);

bool dav_fits(struct dav_load load, struct dav_load room);

/* Writes 32 hexadecimal digits that nobody can guess, terminated. */
void dav_give_id(char id[33]);

/* "urn:uuid:…" made of 32 hexadecimal digits. */
struct text dav_urn(struct arena *arena, const char *id);

#endif
