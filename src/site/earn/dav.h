/* The WebDAV corner as a function of its state and of the time. Private to src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_H
#define STATUSD_SITE_EARN_DAV_H

#include "site/context.h"
#include "site/earn/dav_tree.h"

/* Answers the context's request, whose rest of the path is context->rest, from a key's tree (zeroed: it begins), at the
 * moment now in milliseconds, by which locks end. Returns the code. */
int dav_answer(struct context *context, struct dav_tree *tree, int64_t now);

#endif
