/* Properties that a request sets and removes, all of them or none (RFC 4918 §9.2, RFC 5689 §3). Private to
 * src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_UPDATE_H
#define STATUSD_SITE_EARN_DAV_UPDATE_H

#include "site/earn/dav_request.h"

/* One property of the request. */
struct dav_change {
    const struct xml *property;
    struct text xml;       /* the element to keep; empty: it is removed */
    int code;              /* what became of it */
    const char *condition; /* why it failed; NULL: it did not, or that needs no saying */
};

struct dav_update {
    struct dav_change changes[XML_ELEMENTS];
    int count;
    int failed; /* the code of the first change that fails; 0: none does */
};

/* The changes in the DAV:set and DAV:remove of root, in arena, each with what would become of it. near is the resource
 * that they change, or the collection in which another will be made. makes_collection: for a MKCOL, which may name the
 * DAV:resourcetype of a plain collection. */
struct dav_update *dav_update_read(struct dav *dav, const struct xml *root, const struct dav_node *near,
                                   bool makes_collection);

/* Makes the changes to resource; none of them fails. */
void dav_update_make(struct dav *dav, const struct dav_update *update, struct dav_node *resource);

/* Adds what became of each as DAV:propstat elements. */
void dav_update_add(struct buffer *document, const struct dav_update *update);

#endif
