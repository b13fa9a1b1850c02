/* /earn/limited: a resource that each key may ask for twice at once, and then once a minute: a token bucket. */
#include "base/clock.h"
#include "site/earn/earn.h"
#include "site/status_reply.h"

enum { BUCKET = 2, REFILL = 60 /* seconds for a token */ };

/* A zeroed bucket is full: taken counts from there. */
struct bucket {
    double taken;  /* tokens, in parts as time refills them */
    int64_t since; /* milliseconds: when taken was right */
};

const struct state_kind bucket_kind = {.size = sizeof(struct bucket)};

static void refill(struct bucket *bucket, int64_t now)
{
    double refilled = (double)(now - bucket->since) / 1000 / REFILL;
    bucket->taken = bucket->taken > refilled ? bucket->taken - refilled : 0;
    bucket->since = now;
}

/* Whole seconds until one more token is there, rounded up: Retry-After must not be too short. */
static int seconds_left(const struct bucket *bucket)
{
    double tokens = bucket->taken - (BUCKET - 1);
    return tokens > 0 ? (int)(tokens * REFILL) + 1 : 0;
}

/* The fields are those of draft-ietf-httpapi-ratelimit-headers-10: r is what is left of the quota q, w its window and t
 * the time until there is more, in seconds. */
static void add_fields(struct context *context, const struct bucket *bucket)
{
    int left = (int)(BUCKET - bucket->taken);
    reply_add(context->reply, "RateLimit-Policy",
              arena_printf(context->arena, "\"key\";q=%d;w=%d", BUCKET, BUCKET * REFILL));
    reply_add(context->reply, "RateLimit",
              arena_printf(context->arena, "\"key\";r=%d;t=%d", left, left > 0 ? 0 : seconds_left(bucket)));
}

static int answer(struct context *context)
{
    int refused;
    struct bucket *bucket = state_enter(context, BUCKETS, &refused);
    if (bucket == NULL) {
        return refused;
    }
    refill(bucket, clock_milliseconds());
    bool allowed = bucket->taken <= BUCKET - 1;
    bucket->taken += allowed;
    add_fields(context, bucket);
    if (!allowed) {
        reply_add(context->reply, "Retry-After", arena_printf(context->arena, "%d", seconds_left(bucket)));
    }
    state_leave(context, BUCKETS);
    return status_reply(context, allowed ? 200 : 429);
}

const struct route limit_routes[] = {
    {"/earn/limited", EXACTLY, NULL, answer, "key", "/earn/limited",
     "200 to two requests at once, then to one a minute; 429 to the others"},
    {.path = NULL},
};
