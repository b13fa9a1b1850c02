#include "site/earn/earn.h"

#include "site/keyed.h"

#include <stdlib.h>

/* To add a kind of state, add it here, in state.h and in earn.h. */
static const struct state_kind *const kinds[STATE_KINDS] = {
    [BUCKETS] = &bucket_kind, [DAV_TREES] = &dav_kind, [DOCUMENTS] = &document_kind,
    [JOBS] = &job_kind,       [NONCES] = &nonce_kind,  [UPLOADS] = &upload_kind};

struct keyed_store **earn_stores_new(const struct site_config *config)
{
    struct keyed_store **stores = memory_new(STATE_KINDS * sizeof(struct keyed_store *));
    for (int i = 0; i < STATE_KINDS; i++) {
        uint64_t keys = kinds[i]->one_in > 0 ? config->max_keys / kinds[i]->one_in : config->max_keys;
        stores[i] = keyed_store_new(kinds[i]->size, kinds[i]->release, keys > 0 ? keys : 1, config->key_ttl);
    }
    return stores;
}

void earn_stores_free(struct keyed_store **stores)
{
    for (int i = 0; i < STATE_KINDS; i++) {
        keyed_store_free(stores[i]);
    }
    free(stores);
}

/* Forgets what all resources remember for the key. */
static int answer_reset(struct context *context)
{
    int refused = 0;
    for (int kind = 0; kind < STATE_KINDS && refused == 0; kind++) {
        refused = state_forget(context, (enum state)kind);
    }
    return refused != 0 ? refused : 204;
}

const struct route earn_routes[] = {
    {"/earn", EXACTLY, "DELETE", answer_reset, "key", "/earn",
     "DELETE forgets what the resources below it remember for ?key= or X-Statusd-Key"},
    {.path = NULL},
};
