#include "site/prepared.h"

#include "http/status.h"
#include "site/browser.h"
#include "site/finish.h"

#include <stdatomic.h>
#include <stdlib.h>

/* The methods on which the fields of a status can depend (enum occasion); the last one stands for all others. */
static const char *const methods[] = {"GET", "HEAD", "POST", "PATCH", "QUERY", "PUT"};

enum { METHODS = sizeof methods / sizeof methods[0], CODES = STATUS_MAX - STATUS_MIN + 1 };

struct entry {
    struct arena arena;
    struct reply reply;
    struct prepared_reply prepared;
};

struct prepared_store {
    _Atomic(struct entry *) entries[CODES][METHODS][MEDIA_COUNT];
};

struct prepared_store *prepared_store_new(void)
{
    return memory_new(sizeof(struct prepared_store));
}

static void entry_free(struct entry *entry)
{
    if (entry != NULL) {
        if (entry->prepared.response_free != NULL) {
            entry->prepared.response_free(entry->prepared.response);
        }
        arena_release(&entry->arena);
        free(entry);
    }
}

void prepared_store_free(struct prepared_store *store)
{
    for (int code = 0; code < CODES; code++) {
        for (int method = 0; method < METHODS; method++) {
            for (int media = 0; media < MEDIA_COUNT; media++) {
                entry_free(store->entries[code][method][media]);
            }
        }
    }
    free(store);
}

static int method_index(struct text method)
{
    int i = 0;
    while (i < METHODS - 1 && !text_equal(method, text_of(methods[i]))) {
        i++;
    }
    return i;
}

/* Builds an entry for a request that has a method and nothing else: so it cannot depend on anything else. */
static struct entry *build_entry(const struct context *context, int code, enum media media, int method,
                                 prepared_builder build)
{
    struct entry *entry = memory_new(sizeof *entry);
    arena_init(&entry->arena, NULL, 0);
    entry->reply.arena = &entry->arena;
    struct request request = {.method = text_of(methods[method]), .minor = 1};
    struct context own = {.site = context->site, .request = &request, .reply = &entry->reply, .arena = &entry->arena};
    entry->prepared.reply = &entry->reply;
    int final = build(&own, code, media);
    browser_let_read(own.reply, final);
    entry->prepared.code = finish(&own, final);
    return entry;
}

struct prepared_reply *prepared_get(struct context *context, int code, enum media media, prepared_builder build)
{
    int method = method_index(context->request->method);
    _Atomic(struct entry *) *place = &context->site->prepared->entries[code - STATUS_MIN][method][media];
    struct entry *entry = atomic_load_explicit(place, memory_order_acquire);
    if (entry == NULL) {
        struct entry *mine = build_entry(context, code, media, method, build);
        if (atomic_compare_exchange_strong(place, &entry, mine)) {
            entry = mine;
        } else {
            entry_free(mine); /* another thread came first */
        }
    }
    return &entry->prepared;
}
