/* How often each key of /sequence has been asked for. Private to src/site. */
#ifndef STATUSD_SITE_ATTEMPTS_H
#define STATUSD_SITE_ATTEMPTS_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { KEY_MAX = 256 };

struct attempt_store;

struct attempt_counts {
    uint64_t keys;    /* that are remembered now */
    uint64_t evicted; /* that had to go because there were too many */
    uint64_t expired; /* that went because nobody used them */
};

/* Remembers at most max_keys keys (at least 1), each for ttl milliseconds after its last use. */
struct attempt_store *attempt_store_new(uint64_t max_keys, int64_t ttl);
void attempt_store_free(struct attempt_store *store);

/* Counts one more attempt with this key, of at most KEY_MAX bytes, at the moment now (milliseconds), and returns
 * which it is, from 1. Of many threads each gets its own number. When the store is full, the least recently used
 * key is forgotten. */
uint64_t attempts_count(struct attempt_store *store, struct text key, int64_t now);

/* How many attempts with this key there have been; this is none. */
uint64_t attempts_so_far(struct attempt_store *store, struct text key, int64_t now);

/* Forgets a key, and returns how many attempts there were. */
uint64_t attempts_forget(struct attempt_store *store, struct text key, int64_t now);

struct attempt_counts attempts_statistics(struct attempt_store *store, int64_t now);

#endif
