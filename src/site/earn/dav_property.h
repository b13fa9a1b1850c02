/* Properties (RFC 4918 §4, §15): live ones, which the server computes, and the dead ones of the tree. Private to
 * src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_PROPERTY_H
#define STATUSD_SITE_EARN_DAV_PROPERTY_H

#include "site/earn/dav_request.h"

/* Whether a client cannot set it: all live properties are protected here. */
bool dav_is_live(struct text space, struct text name);

/* Adds the property of resource with its value, as an element; false where the resource has none of that name. */
bool dav_add_property(struct dav *dav, struct buffer *buffer, const struct dav_node *resource, struct text space,
                      struct text name);

/* Adds all properties of resource, or only their names. DAV:allprop leaves out the live ones that are costly, or mean
 * little, to a client that did not ask for them (RFC 4331 §3, §4, RFC 5842 §3.1); DAV:propname names all (RFC 4918
 * §9.1). */
void dav_add_properties(struct dav *dav, struct buffer *buffer, const struct dav_node *resource, bool names_only);

/* Adds DAV:lockdiscovery. */
void dav_add_lockdiscovery(struct dav *dav, struct buffer *buffer, const struct dav_node *resource);

/* Adds a DAV:propstat: properties, which are elements, that share a code; nothing where there are none. condition,
 * unless NULL, is the precondition that they did not meet. */
void dav_add_propstat(struct buffer *document, const struct buffer *properties, int code, const char *condition);

#endif
