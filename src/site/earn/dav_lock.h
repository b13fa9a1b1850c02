/* Write locks (RFC 4918 §6, §7). Private to src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_LOCK_H
#define STATUSD_SITE_EARN_DAV_LOCK_H

#include "base/buffer.h"
#include "site/earn/dav_tree.h"

enum { DAV_LOCK_SECONDS = 600 }; /* the longest timeout */

/* Removes the locks whose time is over at now, in milliseconds, and marks no token as submitted. All that is below is
 * about the locks that are left. */
void dav_locks_begin(struct dav_tree *tree, int64_t now);

/* Whether the lock covers node: it is of it, or of a collection above it with infinite depth. */
bool dav_lock_covers(const struct dav_lock *lock, const struct dav_node *node);

/* The lock with that token, or NULL. */
struct dav_lock *dav_lock_find(struct dav_tree *tree, struct arena *arena, struct text token);

/* A lock that covers node, where none of those that do was submitted; else NULL. */
const struct dav_lock *dav_lock_blocks(const struct dav_tree *tree, const struct dav_node *node);

/* The lock of which the request submitted the token, and which covers node; else NULL. */
struct dav_lock *dav_lock_submitted(struct dav_tree *tree, const struct dav_node *node);

/* The first lock that forbids a new one of root with this scope and depth (RFC 4918 §6.2); NULL where none does. */
const struct dav_lock *dav_lock_conflicts(const struct dav_tree *tree, const struct dav_node *root, bool shared,
                                          bool infinite);

/* Whether there is a place for one more. */
bool dav_lock_is_room(const struct dav_tree *tree);

/* A new lock, with a token of its own. There has to be a place for it. The caller sets its scope, depth and owner. */
struct dav_lock *dav_lock_add(struct dav_tree *tree, struct dav_node *root);

/* The seconds of a Timeout field (RFC 4918 §10.7): its first value that can be read, at most DAV_LOCK_SECONDS. */
int64_t dav_lock_timeout(struct text field);

/* Lets the lock end so many seconds after now. */
void dav_lock_extend(struct dav_lock *lock, int64_t seconds, int64_t now);

/* Adds the lock as DAV:activelock; href is that of its root. */
void dav_lock_print(struct buffer *buffer, const struct dav_lock *lock, struct text href, int64_t now);

#endif
