/* Resources that give a status because the request deserves it, each family in a file of its name. Private to src/site.
 */
#ifndef STATUSD_SITE_EARN_H
#define STATUSD_SITE_EARN_H

#include "site/context.h"
#include "site/earn/state.h"
#include "site/route.h"

extern const struct route auth_routes[], cached_routes[], chat_routes[], dav_routes[], delta_routes[],
    digest_auth_routes[], document_routes[], earn_routes[], extended_routes[], job_routes[], limit_routes[],
    plain_routes[], proxy_routes[], query_routes[], upload_routes[], variant_routes[];

extern const struct state_kind bucket_kind, dav_kind, document_kind, job_kind, nonce_kind, upload_kind;

/* A store for each kind of state, with the bounds of config; and the end of all of them. */
struct keyed_store **earn_stores_new(const struct site_config *config);
void earn_stores_free(struct keyed_store **stores);

#endif
