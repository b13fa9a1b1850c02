/* A request below /earn/dav/: what it is about, what it says in fields and in XML, and the answers that all methods
 * have in common. Private to src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_REQUEST_H
#define STATUSD_SITE_EARN_DAV_REQUEST_H

#include "http/precondition.h"
#include "site/context.h"
#include "site/earn/dav_lock.h"
#include "site/earn/dav_tree.h"
#include "site/xml.h"

#define DAV_ROOT "/earn/dav/"

/* Where a URI leads. */
struct dav_place {
    struct dav_node *parent; /* the collection in which its last name stands; NULL: there is none, or it is the root */
    struct dav_node *bound;  /* what has that name; NULL: nothing */
    struct dav_node *resource; /* what it stands for (dav_resource) */
    struct text name;          /* the last name, decoded */
    struct text path;          /* all names, encoded, without slashes at the end */
    bool slash;                /* the URI ends with a slash */
};

struct dav {
    struct context *context;
    struct dav_tree *tree;
    int64_t now;     /* of the clock that the locks go by, in milliseconds */
    time_t date;     /* the same moment, for what is modified */
    struct text key; /* what a URI of this key has at its end: "?key=…", or nothing */
    struct dav_place at;
};

/* Finds where the path below DAV_ROOT, not decoded, leads. False where nothing can have such a name: one that is too
 * long or empty, "." or "..", or has a slash or a control character in it. */
bool dav_locate(struct dav *dav, struct text path, struct dav_place *place);

/* Finds where a URI or a path leads. False where that is not below DAV_ROOT on this server, is of another key, or is
 * a name that nothing can have (dav_locate). */
bool dav_refer(struct dav *dav, struct text reference, struct dav_place *place);

/* The path with which to ask for node, as a DAV:href has it. */
struct text dav_href(const struct dav *dav, const struct dav_node *node);

/* The path with which to ask for what has this path below DAV_ROOT; a collection's ends with a slash (RFC 4918 §5.2).
 */
struct text dav_href_of_path(const struct dav *dav, struct text path, const struct dav_node *resource);

/* Where the target is a collection and lacks the slash at its end, adds Content-Location with the slash (RFC 4918
 * §5.2).
 */
void dav_name_collection(struct dav *dav);

enum dav_depth { DAV_DEPTH_0, DAV_DEPTH_1, DAV_DEPTH_INFINITY, DAV_DEPTH_WRONG };

/* The Depth of the request (RFC 4918 §10.2): infinity where there is none. */
enum dav_depth dav_depth(const struct dav *dav);

/* Reads the request's content. Returns 0, and in *root its first element, NULL where there is no content; or the code
 * of a problem. name is that which the element has to have in "DAV:". */
int dav_content(struct dav *dav, const char *name, const struct xml **root);

/* An empty buffer for an XML document. */
struct buffer dav_document(struct dav *dav);

/* Answers with the document, and returns code. */
int dav_answer_document(struct dav *dav, int code, const struct buffer *document);

/* Answers with a DAV:error that names the precondition (RFC 4918 §16), with an href in it unless that is empty. */
int dav_error(struct dav *dav, int code, const char *condition, struct text href);

/* The 507 where a key, or a collection, has no room left (RFC 4331 §6), and the 409 where the collection in which
 * something is to be made is not there (RFC 4918 §9.7.1). */
int dav_error_full(struct dav *dav);
int dav_error_no_parent(struct dav *dav);

/* What conditional requests compare resource with; resource may be NULL, or a collection, which has no tag. */
struct validators dav_validators(struct dav *dav, const struct dav_node *resource);

/* Adds a DAV:response for a whole resource that could not be treated: a DAV:status, and the lock that stopped it unless
 * that is NULL. */
void dav_add_outcome(struct dav *dav, struct buffer *document, struct text href, int code, const struct dav_lock *lock);

/* What the field If makes of the request (RFC 4918 §10.4): 0 where it holds, or the code of the answer. From here on
 * the locks know whether their tokens were submitted. */
int dav_check_if(struct dav *dav);

/* What the preconditions of RFC 9110 §13 make of a request that would be a success without them: 0 where they hold, or
 * the 412. Not for GET and HEAD. */
int dav_check_preconditions(struct dav *dav);

/* 0, or the 423 to a request that would write to node without the token of a lock that covers it. */
int dav_check_lock(struct dav *dav, const struct dav_node *node);

#endif
