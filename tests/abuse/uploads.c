/* Content: a little too much of it, and very much of it at a time. */
#include "tests/abuse/acts.h"
#include "tests/abuse/scenarios.h"

#include "base/arena.h"
#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum { UPLOADS = 50, CHUNK = 1000, CHUNKS = 1060, FITTING = 1024 * 1024 / CHUNK, ECHOES = 500 };

/* So many chunks, of which the last one that fits is followed by one too many; behind that, one that is none. */
static struct text upload(struct arena *arena, bool malformed)
{
    char content[CHUNK];
    struct buffer bytes = buffer_in(arena);
    memset(content, 'u', sizeof content);
    buffer_print(&bytes, "POST /anything HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < CHUNKS; i++) {
        buffer_print(&bytes, "%s\r\n", malformed && i == FITTING + 1 ? "no size" : "3e8");
        buffer_add(&bytes, (struct text){content, sizeof content});
        buffer_print(&bytes, "\r\n");
    }
    buffer_print(&bytes, "0\r\n\r\n");
    return buffer_text(&bytes);
}

static void upload_often(struct trial *trial, struct text bytes)
{
    const struct manner manner = {.read_piece = 64 * 1024, .patience = SECOND};
    int right = 0, none = 0, more = 0, other = 0, reset = 0;
    for (int i = 0; i < UPLOADS && !subject_ended(&trial->server); i++) {
        struct crowd *crowd = crowd_new(trial->server.port, 1);
        if (crowd_join(crowd, 0, bytes, &manner)) {
            crowd_until(crowd, PATIENCE_SECONDS * SECOND);
        }
        const struct member *member = crowd_member(crowd, 0);
        right += member->heads.finals == 1 && member->heads.last == 413;
        none += member->heads.finals == 0;
        more += member->heads.finals > 1;
        other += member->heads.finals == 1 && member->heads.last != 413;
        reset += member->course == RESET;
        crowd_free(crowd);
    }
    trial_expect(trial, right == UPLOADS,
                 "%d of %d got exactly one 413 (no answer: %d, more than one: %d, another: %d; reset: %d)", right,
                 UPLOADS, none, more, other, reset);
    trial_expect(trial, !subject_ended(&trial->server), "the server lives");
}

static void upload_with(struct trial *trial, bool malformed)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    upload_often(trial, upload(&arena, malformed));
    arena_release(&arena);
}

void run_upload_over(struct trial *trial)
{
    upload_with(trial, false);
}

void run_upload_malformed(struct trial *trial)
{
    upload_with(trial, true);
}

void run_big_echo(struct trial *trial)
{
    static const char head[] = "POST /anything HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n";
    struct text bytes = text_repeat(TEXT("\xC3\xA9\"\n"), (1024 * 1024 + sizeof head) / 4);
    struct act acts[] = {{.bytes = bytes, .count = ECHOES}, {.count = 0}};
    memcpy((char *)bytes.at, head, sizeof head - 1);
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    double spent = -1, now = 0;
    /* What was sent may be in the system's hands for long: until the server has nothing to do any more. */
    for (int i = 0; i < PATIENCE_SECONDS && now > spent + 0.02; i++) {
        acts_go_on(acts, crowd, &trial->server, 2 * SECOND);
        spent = now;
        now = trial_look(trial).processor;
    }
    double most = trial_look(trial).most_memory;
    if (trial_offers(trial, "--max-memory")) {
        trial_expect(trial, most < 256 + 128, "at most %.0f MB resident (--max-memory 256M)", most);
    } else {
        trial_note("at most %.0f MB resident, which nothing bounds (no --max-memory)", most);
    }
    crowd_free(crowd);
    free((char *)bytes.at);
}
