#include "tests/abuse/acts.h"

#include "base/arena.h"
#include "base/clock.h"

#include <string.h>

static int members(const struct act acts[])
{
    int count = 0;
    for (const struct act *act = acts; act->bytes.length > 0; act++) {
        count += act->count;
    }
    return count;
}

/* Lets everybody join who has not yet, or has ended and is to begin anew. */
static void join(const struct act acts[], struct crowd *crowd, bool first)
{
    int place = 0;
    for (const struct act *act = acts; act->bytes.length > 0; act++) {
        for (int i = 0; i < act->count; i++, place++) {
            if (crowd_member(crowd, place)->course != GOING && (first || act->anew)) {
                crowd_join(crowd, place, act->bytes, &act->manner);
            }
        }
    }
}

struct crowd *acts_begin(const struct act acts[], int port)
{
    struct crowd *crowd = crowd_new(port, members(acts));
    join(acts, crowd, true);
    return crowd;
}

void acts_go_on(const struct act acts[], struct crowd *crowd, struct subject *server, int64_t duration)
{
    int64_t until = clock_nanoseconds() + duration;
    while (clock_nanoseconds() < until && !subject_ended(server)) {
        crowd_turn(crowd, MILLISECOND);
        join(acts, crowd, false);
    }
}

bool acts_stop(const struct act acts[], struct trial *trial, int64_t after, struct samples *samples)
{
    struct subject server;
    if (!trial_start(trial, &server)) {
        return false;
    }
    struct crowd *crowd = acts_begin(acts, server.port);
    acts_go_on(acts, crowd, &server, after);
    int64_t asked = clock_nanoseconds();
    subject_tell_to_stop(&server);
    acts_go_on(acts, crowd, &server, PATIENCE_SECONDS * SECOND);
    samples_add(samples, clock_nanoseconds() - asked);
    bool in_time = subject_ended(&server);
    subject_stop(&server);
    server.end.in_time = in_time;
    crowd_free(crowd);
    return subject_ended_well(&server);
}

struct text text_repeat(struct text text, size_t count)
{
    char *all = memory_new(text.length * count + 1);
    for (size_t i = 0; i < count; i++) {
        memcpy(all + i * text.length, text.at, text.length);
    }
    return (struct text){all, text.length * count};
}
