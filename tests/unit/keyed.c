/* The store of states by key, with a clock of our own: what the wire cannot show without watching the time. */
#include "site/keyed.h"

#include "base/arena.h"
#include "tests/kit/suite.h"

#include <pthread.h>
#include <stdio.h>

static uint64_t attempt(struct keyed_store *store, const char *key, int64_t now)
{
    uint64_t number = ++*(uint64_t *)keyed_enter(store, text_of(key), now);
    keyed_leave(store);
    return number;
}

/* Forgets the key, and returns how many attempts there were. */
static uint64_t forget(struct keyed_store *store, const char *key, int64_t now)
{
    const uint64_t *attempts = keyed_look(store, text_of(key), now);
    uint64_t count = attempts != NULL ? *attempts : 0;
    keyed_forget(store, text_of(key));
    keyed_leave(store);
    return count;
}

/* The time to live begins anew with each use. */
START_TEST(time_to_live)
{
    struct keyed_store *store = keyed_store_new(sizeof(uint64_t), NULL, 10, 100);
    ck_assert_uint_eq(attempt(store, "a", 1000), 1);
    ck_assert_uint_eq(attempt(store, "a", 1100), 2);
    ck_assert_uint_eq(attempt(store, "b", 1150), 1);
    ck_assert_uint_eq(attempt(store, "a", 1200), 3);
    ck_assert_uint_eq(keyed_count(store, 1201).keys, 2);
    ck_assert_uint_eq(keyed_count(store, 1260).keys, 1); /* b, unused since 1150 */
    ck_assert_uint_eq(attempt(store, "a", 1301), 1);
    ck_assert_uint_eq(keyed_count(store, 1301).expired, 2);
    ck_assert_uint_eq(keyed_count(store, 1301).evicted, 0);
    ck_assert_uint_eq(forget(store, "a", 9999), 0);
    keyed_store_free(store);
}

START_TEST(the_least_recently_used_goes)
{
    struct keyed_store *store = keyed_store_new(sizeof(uint64_t), NULL, 3, 1000);
    attempt(store, "a", 0);
    attempt(store, "b", 0);
    attempt(store, "c", 0);
    attempt(store, "a", 0);
    attempt(store, "d", 0); /* b goes */
    ck_assert_uint_eq(attempt(store, "a", 0), 3);
    ck_assert_uint_eq(attempt(store, "c", 0), 2);
    ck_assert_uint_eq(attempt(store, "d", 0), 2);
    ck_assert_uint_eq(attempt(store, "b", 0), 1); /* a goes */
    ck_assert_uint_eq(attempt(store, "a", 0), 1); /* c goes */
    struct keyed_counts counts = keyed_count(store, 0);
    ck_assert_uint_eq(counts.keys, 3);
    ck_assert_uint_eq(counts.evicted, 3);
    ck_assert_uint_eq(forget(store, "d", 0), 2);
    ck_assert_uint_eq(keyed_count(store, 0).keys, 2);
    keyed_store_free(store);
}

/* More keys than buckets, so that many share one, and all go and come. */
START_TEST(many_keys)
{
    struct keyed_store *store = keyed_store_new(sizeof(uint64_t), NULL, 1000, 1000);
    char key[32];
    int right = 0;
    for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 1000; i++) {
            snprintf(key, sizeof key, "key-%d", i);
            right += attempt(store, key, 0) == (uint64_t)round;
        }
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "other-%d", i);
        right += attempt(store, key, 0) == 1;
    }
    ck_assert_int_eq(right, 3 * 1000 + 5000);
    ck_assert_uint_eq(keyed_count(store, 0).evicted, 5000);
    for (int i = 4000; i < 5000; i += 2) {
        snprintf(key, sizeof key, "other-%d", i);
        ck_assert_uint_eq(forget(store, key, 0), 1);
    }
    ck_assert_uint_eq(keyed_count(store, 0).keys, 500);
    ck_assert_uint_eq(keyed_count(store, 2000).keys, 0);
    keyed_store_free(store);
}

static int released;

static void release(void *state)
{
    released += *(const int *)state;
}

/* Whatever way a state goes, what it points to is given back once: forgotten, pushed out, expired, or at the end. */
START_TEST(states_are_released)
{
    struct keyed_store *store = keyed_store_new(sizeof(int), release, 2, 100);
    static const char *const keys[] = {"a", "b", "c"};
    released = 0;
    for (int i = 0; i < COUNT(keys); i++) { /* a is pushed out */
        *(int *)keyed_enter(store, text_of(keys[i]), i * 90) = 1 << i * 4;
        keyed_leave(store);
    }
    ck_assert_int_eq(released, 0x001);
    keyed_count(store, 195); /* b expires */
    ck_assert_int_eq(released, 0x011);
    keyed_store_free(store);
    ck_assert_int_eq(released, 0x111);
}

enum { THREADS = 100, EACH = 200 };

struct asker {
    struct keyed_store *store;
    uint64_t attempts[EACH];
};

static void *ask_often(void *argument)
{
    struct asker *asker = argument;
    for (int i = 0; i < EACH; i++) {
        asker->attempts[i] = attempt(asker->store, "one", 0);
    }
    return NULL;
}

START_TEST(every_number_is_given_out_once)
{
    static struct asker askers[THREADS];
    static int seen[THREADS * EACH + 1];
    pthread_t threads[THREADS];
    int once = 0;
    struct keyed_store *store = keyed_store_new(sizeof(uint64_t), NULL, 1, 1000);
    for (int i = 0; i < THREADS; i++) {
        askers[i].store = store;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_often, &askers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    for (int i = 0; i < THREADS * EACH; i++) {
        uint64_t number = askers[i / EACH].attempts[i % EACH];
        once += number >= 1 && number <= THREADS * EACH && ++seen[number] == 1;
    }
    ck_assert_int_eq(once, THREADS * EACH);
    keyed_store_free(store);
}

SUITE("keyed")
{
    TCase *tcase = tcase_create("keyed");
    tcase_add_test(tcase, time_to_live);
    tcase_add_test(tcase, the_least_recently_used_goes);
    tcase_add_test(tcase, many_keys);
    tcase_add_test(tcase, states_are_released);
    tcase_add_test(tcase, every_number_is_given_out_once);
    suite_add_tcase(suite, tcase);
}
