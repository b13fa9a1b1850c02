#include "site/attempts.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A key stands in a bucket, and in the order of use: the most recent first. */
struct entry {
    struct entry *in_bucket;
    struct entry *newer, *older;
    uint64_t attempts;
    int64_t used;
    uint64_t hash;
    size_t length;
    char key[];
};

struct attempt_store {
    pthread_mutex_t lock; /* guards all below; only sequences take it */
    struct entry **buckets;
    uint64_t bucket_count;
    struct entry *newest, *oldest;
    uint64_t max_keys;
    int64_t ttl;
    struct attempt_counts counts;
};

struct attempt_store *attempt_store_new(uint64_t max_keys, int64_t ttl)
{
    struct attempt_store *store = memory_new(sizeof *store);
    pthread_mutex_init(&store->lock, NULL);
    store->max_keys = max_keys;
    store->ttl = ttl;
    for (store->bucket_count = 64; store->bucket_count < max_keys && store->bucket_count < 65536;) {
        store->bucket_count *= 2;
    }
    store->buckets = memory_new(store->bucket_count * sizeof(struct entry *));
    return store;
}

void attempt_store_free(struct attempt_store *store)
{
    for (struct entry *entry = store->newest; entry != NULL;) {
        struct entry *older = entry->older;
        free(entry);
        entry = older;
    }
    pthread_mutex_destroy(&store->lock);
    free(store->buckets);
    free(store);
}

/* FNV-1a. A client that makes keys collide slows down its own tests, and the number of keys is bounded. */
static uint64_t hash_of(struct text key)
{
    uint64_t hash = 0xCBF29CE484222325U;
    for (size_t i = 0; i < key.length; i++) {
        hash = (hash ^ (unsigned char)key.at[i]) * 0x100000001B3U;
    }
    return hash;
}

/* Where the pointer to key's entry stands, or would stand. */
static struct entry **place_of(struct attempt_store *store, struct text key, uint64_t hash)
{
    struct entry **place = &store->buckets[hash & (store->bucket_count - 1)];
    while (*place != NULL &&
           ((*place)->hash != hash || !text_equal(key, (struct text){(*place)->key, (*place)->length}))) {
        place = &(*place)->in_bucket;
    }
    return place;
}

static void unlink_use(struct attempt_store *store, struct entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &store->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &store->oldest) = entry->newer;
}

static void link_use(struct attempt_store *store, struct entry *entry, int64_t now)
{
    entry->used = now;
    entry->newer = NULL;
    entry->older = store->newest;
    *(store->newest != NULL ? &store->newest->newer : &store->oldest) = entry;
    store->newest = entry;
}

static void forget(struct attempt_store *store, struct entry **place)
{
    struct entry *entry = *place;
    if (entry == NULL) {
        return;
    }
    *place = entry->in_bucket;
    unlink_use(store, entry);
    store->counts.keys--;
    free(entry);
}

static void forget_oldest(struct attempt_store *store)
{
    struct entry *oldest = store->oldest;
    forget(store, place_of(store, (struct text){oldest->key, oldest->length}, oldest->hash));
}

static void expire(struct attempt_store *store, int64_t now)
{
    while (store->oldest != NULL && now - store->oldest->used > store->ttl) {
        forget_oldest(store);
        store->counts.expired++;
    }
}

static struct entry *add(struct attempt_store *store, struct entry **place, struct text key, uint64_t hash)
{
    struct entry *entry = memory_new(sizeof *entry + key.length);
    entry->hash = hash;
    entry->length = key.length;
    memcpy(entry->key, key.at, key.length);
    *place = entry;
    store->counts.keys++;
    return entry;
}

uint64_t attempts_count(struct attempt_store *store, struct text key, int64_t now)
{
    uint64_t hash = hash_of(key);
    pthread_mutex_lock(&store->lock);
    expire(store, now);
    struct entry **place = place_of(store, key, hash), *entry = *place;
    if (entry != NULL) {
        unlink_use(store, entry);
    } else {
        if (store->counts.keys >= store->max_keys) {
            forget_oldest(store);
            store->counts.evicted++;
            place = place_of(store, key, hash); /* what is forgotten may have stood before it */
        }
        entry = add(store, place, key, hash);
    }
    link_use(store, entry, now);
    uint64_t attempt = ++entry->attempts;
    pthread_mutex_unlock(&store->lock);
    return attempt;
}

uint64_t attempts_so_far(struct attempt_store *store, struct text key, int64_t now)
{
    pthread_mutex_lock(&store->lock);
    expire(store, now);
    struct entry **place = place_of(store, key, hash_of(key));
    uint64_t attempts = *place != NULL ? (*place)->attempts : 0;
    pthread_mutex_unlock(&store->lock);
    return attempts;
}

uint64_t attempts_forget(struct attempt_store *store, struct text key, int64_t now)
{
    uint64_t attempts = 0;
    pthread_mutex_lock(&store->lock);
    expire(store, now);
    struct entry **place = place_of(store, key, hash_of(key));
    if (*place != NULL) {
        attempts = (*place)->attempts;
    }
    forget(store, place);
    pthread_mutex_unlock(&store->lock);
    return attempts;
}

struct attempt_counts attempts_statistics(struct attempt_store *store, int64_t now)
{
    pthread_mutex_lock(&store->lock);
    expire(store, now);
    struct attempt_counts counts = store->counts;
    pthread_mutex_unlock(&store->lock);
    return counts;
}
