#include "site/keyed.h"

#include "base/arena.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A key stands in a bucket, and in the order of use: the most recent first. */
struct entry {
    struct entry *in_bucket;
    struct entry *newer, *older;
    int64_t used;
    uint64_t hash;
    size_t length;
    char *key;
    max_align_t state[]; /* and the key behind it */
};

struct keyed_store {
    pthread_mutex_t lock; /* of whoever is inside; it guards all below */
    size_t size;          /* of a state, in whole max_align_t */
    void (*release)(void *state);
    struct entry **buckets;
    uint64_t bucket_count;
    struct entry *newest, *oldest;
    uint64_t max_keys;
    int64_t ttl;
    struct keyed_counts counts;
};

struct keyed_store *keyed_store_new(size_t size, void (*release)(void *state), uint64_t max_keys, int64_t ttl)
{
    struct keyed_store *store = memory_new(sizeof *store);
    pthread_mutex_init(&store->lock, NULL);
    store->size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    store->release = release;
    store->max_keys = max_keys;
    store->ttl = ttl;
    for (store->bucket_count = 64; store->bucket_count < max_keys && store->bucket_count < 65536;) {
        store->bucket_count *= 2;
    }
    store->buckets = memory_new(store->bucket_count * sizeof(struct entry *));
    return store;
}

static void entry_free(struct keyed_store *store, struct entry *entry)
{
    if (store->release != NULL) {
        store->release(entry->state);
    }
    free(entry);
}

void keyed_store_free(struct keyed_store *store)
{
    if (store == NULL) {
        return;
    }
    for (struct entry *entry = store->newest; entry != NULL;) {
        struct entry *older = entry->older;
        entry_free(store, entry);
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
static struct entry **place_of(struct keyed_store *store, struct text key, uint64_t hash)
{
    struct entry **place = &store->buckets[hash & (store->bucket_count - 1)];
    while (*place != NULL &&
           ((*place)->hash != hash || !text_equal(key, (struct text){(*place)->key, (*place)->length}))) {
        place = &(*place)->in_bucket;
    }
    return place;
}

static void unlink_use(struct keyed_store *store, struct entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &store->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &store->oldest) = entry->newer;
}

static void link_use(struct keyed_store *store, struct entry *entry, int64_t now)
{
    entry->used = now;
    entry->newer = NULL;
    entry->older = store->newest;
    *(store->newest != NULL ? &store->newest->newer : &store->oldest) = entry;
    store->newest = entry;
}

static void forget(struct keyed_store *store, struct entry **place)
{
    struct entry *entry = *place;
    if (entry == NULL) {
        return;
    }
    *place = entry->in_bucket;
    unlink_use(store, entry);
    store->counts.keys--;
    entry_free(store, entry);
}

static void forget_oldest(struct keyed_store *store)
{
    struct entry *oldest = store->oldest;
    forget(store, place_of(store, (struct text){oldest->key, oldest->length}, oldest->hash));
}

static void expire(struct keyed_store *store, int64_t now)
{
    while (store->oldest != NULL && now - store->oldest->used > store->ttl) {
        forget_oldest(store);
        store->counts.expired++;
    }
}

static struct entry *add(struct keyed_store *store, struct entry **place, struct text key, uint64_t hash)
{
    struct entry *entry = memory_new(sizeof *entry + store->size + key.length);
    entry->key = (char *)entry->state + store->size;
    entry->hash = hash;
    entry->length = key.length;
    memcpy(entry->key, key.at, key.length);
    *place = entry;
    store->counts.keys++;
    return entry;
}

void *keyed_enter(struct keyed_store *store, struct text key, int64_t now)
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
    return entry->state;
}

void *keyed_look(struct keyed_store *store, struct text key, int64_t now)
{
    pthread_mutex_lock(&store->lock);
    expire(store, now);
    struct entry *entry = *place_of(store, key, hash_of(key));
    return entry != NULL ? entry->state : NULL;
}

void keyed_leave(struct keyed_store *store)
{
    pthread_mutex_unlock(&store->lock);
}

void keyed_forget(struct keyed_store *store, struct text key)
{
    forget(store, place_of(store, key, hash_of(key)));
}

struct keyed_counts keyed_count(struct keyed_store *store, int64_t now)
{
    pthread_mutex_lock(&store->lock);
    expire(store, now);
    struct keyed_counts counts = store->counts;
    pthread_mutex_unlock(&store->lock);
    return counts;
}
