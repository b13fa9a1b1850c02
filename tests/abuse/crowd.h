/* Many clients at a time, in one thread, each with manners of its own: most of them bad. */
#ifndef STATUSD_TESTS_ABUSE_CROWD_H
#define STATUSD_TESTS_ABUSE_CROWD_H

#include "base/text.h"
#include "tests/abuse/heads.h"

#include <stdbool.h>
#include <stdint.h>

/* What a member does once all its bytes are written. */
enum written { STAY, HALF_CLOSE, LEAVE };

/* How a member behaves; all zero is one that writes all at once and then neither reads nor leaves. Times are
 * nanoseconds. */
struct manner {
    size_t write_first; /* bytes at once to begin with */
    size_t write_piece; /* bytes at a time; 0: what the socket takes */
    int64_t write_gap;  /* between two pieces */
    bool again;         /* writes its bytes again and again */
    enum written written;
    size_t read_piece; /* bytes at a time; 0: never reads */
    int64_t read_gap;
    size_t enough;    /* leaves having read so many; 0: reads on */
    int64_t patience; /* leaves where nothing moves for so long; 0: stays */
    bool resets;      /* leaves by a reset, not in order */
    int buffer;       /* of its socket, for what comes; 0: the system's choice */
};

enum course { GOING, ENDED, RESET, LEFT }; /* ENDED, RESET: by the server; LEFT: by the member */

struct member {
    struct manner manner;
    struct text bytes;
    enum course course;
    size_t sent; /* of bytes, this time round */
    uint64_t received;
    struct heads heads;
    char start[512]; /* what came first, terminated */
    int64_t opened, moved, over;

    /* The crowd's own. */
    int fd;
    uint32_t interest;
    bool silenced, hung_up; /* silenced: writes no more */
    int64_t write_due, read_due;
};

struct crowd;

struct crowd *crowd_new(int port, int most);

/* Everybody leaves. */
void crowd_free(struct crowd *crowd);

/* A new member, whose bytes stay the caller's; its place is below most. False where no connection can be made. */
bool crowd_join(struct crowd *crowd, int place, struct text bytes, const struct manner *manner);

const struct member *crowd_member(const struct crowd *crowd, int place);

void crowd_leave(struct crowd *crowd, int place, bool by_reset);

/* Waits for what happens next, at most so long, and lets everybody do what is due. */
void crowd_turn(struct crowd *crowd, int64_t at_most);

/* Turns until nobody is left or the time is over; how many are left. */
int crowd_until(struct crowd *crowd, int64_t duration);

int crowd_going(const struct crowd *crowd);

/* How many of the first count members are on that course. */
int crowd_count(const struct crowd *crowd, int count, enum course course);

#endif
