/* Modifiers that say when an answer is sent; and seed. */
#include "base/number.h"
#include "site/modifiers/modifier.h"

static const char *read_duration(struct context *context, struct change *change, struct text value)
{
    struct duration *time = &change->time;
    size_t dash = text_find(value, '-');
    struct text low = {value.at, dash}, high = dash < value.length ? text_from(value, dash + 1) : low;
    if (!number_parse_duration(low, &time->low) || !number_parse_duration(high, &time->high)) {
        return "not a duration: a number with ms or s behind it (seconds without), or two with a hyphen between";
    }
    if (time->low > time->high) {
        return "the range is backwards: the shorter duration comes first";
    }
    int64_t limit = context->site->config.max_delay;
    return time->high > limit ? modifier_over_time(context, "max-delay", "", limit) : NULL;
}

static int64_t draw(struct context *context, struct duration time)
{
    return time.low == time.high ? time.low : random_between(context_random(context), time.low, time.high);
}

static const char *apply_delay(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->delay = draw(context, change->time);
    return NULL;
}

static const char *apply_gap(struct context *context, const struct change *change, int code)
{
    (void)code;
    context->reply->gap = draw(context, change->time);
    return NULL;
}

/* A rate such as "100k/s" becomes 100 pieces a second, or single bytes if it is below 200 bytes a second. A pause such
 * as "10ms" follows each piece; the size of the pieces is left 0 here and set by apply_pace. */
static const char *read_pace(struct context *context, struct change *change, struct text value)
{
    struct text rate = value;
    uint64_t bytes;
    int64_t pause;
    (void)context;
    if (value.length > 2 && text_equal(text_from(value, value.length - 2), TEXT("/s"))) {
        rate.length -= 2;
        if (number_parse_size(rate, &bytes) && bytes > 0) {
            uint64_t piece = bytes >= 200 ? bytes / 100 : 1;
            change->pace = (struct pace){piece, (int64_t)(1e9 * (double)piece / (double)bytes)};
            return NULL;
        }
    } else if (value.length > 0 && value.at[value.length - 1] == 's' && number_parse_duration(value, &pause) &&
               pause > 0) {
        change->pace = (struct pace){0, pause * 1000000};
        return NULL;
    }
    return "not a pace: a rate such as 10k/s, or a pause such as 10ms";
}

static const char *apply_pace(struct context *context, const struct change *change, int code)
{
    enum { LINE = 64 };
    struct reply *reply = context->reply;
    struct pace pace = change->pace;
    double limit = (double)context->site->config.max_delay * 1e6;
    (void)code;
    if (pace.piece == 0) {
        pace.piece = reply->chunk > 0 ? reply->chunk : LINE;
    }
    if ((double)reply->content.length / (double)pace.piece * (double)pace.pause > limit) {
        return modifier_over_time(context, "max-delay", " for all of the content", context->site->config.max_delay);
    }
    reply->pace = pace;
    return NULL;
}

/* seed has no apply function: context_random reads it when something is drawn. */
static const char *read_seed(struct context *context, struct change *change, struct text value)
{
    bool negative = text_skip(&value, TEXT("-"));
    uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : UINT64_MAX, number;
    (void)context;
    if (!number_parse(value, most, &number)) {
        return "not a whole number of 64 bits";
    }
    change->number = negative ? 0 - number : number;
    return NULL;
}

const struct modifier time_modifiers[] = {
    {"delay", "200ms-1s", "wait before the first byte; a range is drawn", .phase = PHASE_DELIVERY,
     .read = read_duration, .apply = apply_delay},
    {"gap", "200ms", "the time behind each interim response", .phase = PHASE_ARRIVAL, .read = read_duration,
     .apply = apply_gap},
    {"pace", "10k/s", "slow content: a rate, or a pause such as 10ms behind each 64 bytes or each chunk",
     .phase = PHASE_DELIVERY, .read = read_pace, .apply = apply_pace},
    {"seed", "42", "repeat the draw that had this seed", .phase = PHASE_DELIVERY, .read = read_seed},
    {.name = NULL},
};
