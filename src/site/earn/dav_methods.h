/* The methods below /earn/dav/. Private to src/site/earn. */
#ifndef STATUSD_SITE_EARN_DAV_METHODS_H
#define STATUSD_SITE_EARN_DAV_METHODS_H

#include "site/earn/dav_request.h"

/* Each answers a request for dav->at with the method of its name, whose If holds already, and returns the code.
 * What stands there is of a kind that dav.c has in the method's row. */
int dav_get(struct dav *dav);
int dav_put(struct dav *dav);
int dav_delete(struct dav *dav);
int dav_mkcol(struct dav *dav);
int dav_copy(struct dav *dav);
int dav_move(struct dav *dav);
int dav_propfind(struct dav *dav);
int dav_proppatch(struct dav *dav);
int dav_lock(struct dav *dav);
int dav_unlock(struct dav *dav);

#endif
