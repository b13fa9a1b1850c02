/* State that is remembered for each key, which clients choose, so that parallel test runs do not meet. Private to
 * src/site.
 *
 * There are bounds to the number of keys and to the time for which one is remembered after its last use; when the store
 * is full, the least recently used key is forgotten. A store may be used by many threads: one at a time is inside.
 */
#ifndef STATUSD_SITE_KEYED_H
#define STATUSD_SITE_KEYED_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_MAX = 256 }; /* bytes of a key that a client gives; a store takes any */

struct keyed_store;

struct keyed_counts {
    uint64_t keys;    /* that are remembered now */
    uint64_t evicted; /* that had to go because there were too many */
    uint64_t expired; /* that went because nobody used them */
};

/* A store whose states have size bytes; release, unless it is NULL, gives back what a state that is forgotten points
 * to. Remembers at most max_keys keys (at least 1), each for ttl milliseconds after its last use. */
struct keyed_store *keyed_store_new(size_t size, void (*release)(void *state), uint64_t max_keys, int64_t ttl);
void keyed_store_free(struct keyed_store *store);

/* The state of key at the moment now (milliseconds), zeroed where the key is new. The caller is inside of the store
 * from here to keyed_leave: it may use the state only so long, and must not wait meanwhile. */
void *keyed_enter(struct keyed_store *store, struct text key, int64_t now);

/* As keyed_enter, but this is no use of the key; NULL where there is none of that name, and the caller is inside all
 * the same. */
void *keyed_look(struct keyed_store *store, struct text key, int64_t now);

void keyed_leave(struct keyed_store *store);

/* Forgets a key, if there is one of that name. From inside. */
void keyed_forget(struct keyed_store *store, struct text key);

/* Not from inside. */
struct keyed_counts keyed_count(struct keyed_store *store, int64_t now);

#endif
