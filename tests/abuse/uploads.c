/* Content: a little too much of it, and very much of it at a time. */
#include "tests/abuse/acts.h"
#include "tests/abuse/scenarios.h"

#include "base/arena.h"
#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum { UPLOADS = 50, CHUNK = 1000, CHUNKS = 1060, FITTING = 1024 * 1024 / CHUNK, ECHOES = 500, ECHO = 1024 * 1024 };

enum { BOUND = 256, BESIDES = 128 }; /* megabytes: of --max-memory, and what is not content */

/* So many chunks, of which the last one that fits is followed by one too many; behind that, one that is none. A field
 * of that length in the head moves all of them to other places in the server's buffer. */
static struct text upload(struct arena *arena, bool malformed, int length)
{
    char content[CHUNK];
    struct buffer bytes = buffer_in(arena);
    memset(content, 'u', sizeof content);
    buffer_print(&bytes, "POST /anything HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX: %0*d\r\n\r\n", length,
                 0);
    for (int i = 0; i < CHUNKS; i++) {
        buffer_print(&bytes, "%s\r\n", malformed && i == FITTING + 1 ? "no size" : "3e8");
        buffer_add(&bytes, (struct text){content, sizeof content});
        buffer_print(&bytes, "\r\n");
    }
    buffer_print(&bytes, "0\r\n\r\n");
    return buffer_text(&bytes);
}

/* What became of uploads. */
struct answers {
    int right, none, more, other, reset;
};

static void upload_once(int port, struct text bytes, struct answers *answers)
{
    const struct manner manner = {.read_piece = 64 * 1024, .patience = SECOND};
    struct crowd *crowd = crowd_new(port, 1);
    if (crowd_join(crowd, 0, bytes, &manner)) {
        crowd_until(crowd, PATIENCE_SECONDS * SECOND);
    }
    const struct member *member = crowd_member(crowd, 0);
    answers->right += member->heads.finals == 1 && member->heads.last == 413;
    answers->none += member->heads.finals == 0;
    answers->more += member->heads.finals > 1;
    answers->other += member->heads.finals == 1 && member->heads.last != 413;
    answers->reset += member->course == RESET;
    crowd_free(crowd);
}

static void upload_often(struct trial *trial, bool malformed)
{
    struct answers answers = {0};
    struct arena arena;
    arena_init(&arena, NULL, 0);
    for (int i = 0; i < UPLOADS && !subject_ended(&trial->server); i++) {
        upload_once(trial->server.port, upload(&arena, malformed, 1 + i * 41), &answers);
        arena_release(&arena);
    }
    trial_expect(trial, answers.right == UPLOADS,
                 "%d of %d got exactly one 413 (no answer: %d, more than one: %d, another: %d; reset: %d)",
                 answers.right, UPLOADS, answers.none, answers.more, answers.other, answers.reset);
    trial_expect(trial, !subject_ended(&trial->server), "the server lives");
}

void run_upload_over(struct trial *trial)
{
    upload_often(trial, false);
}

void run_upload_malformed(struct trial *trial)
{
    upload_often(trial, true);
}

/* The same content for all: characters that an echo has to escape. */
static struct text echo_request(void)
{
    static const char head[] = "POST /anything HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n";
    struct text bytes = text_repeat(TEXT("\xC3\xA9\"\n"), (ECHO + sizeof head) / 4 + 1);
    memcpy((char *)bytes.at, head, sizeof head - 1);
    bytes.length = ECHO + sizeof head - 1;
    return bytes;
}

void run_big_echo(struct trial *trial)
{
    struct text bytes = echo_request();
    const struct act acts[] = {{.bytes = bytes, .count = ECHOES}, {.count = 0}};
    struct crowd *crowd = acts_begin(acts, trial->server.port);
    double most = 0, before = -1;
    /* What was sent may be in the system's hands for long: until it needs no more than before. */
    for (int i = 0; i < PATIENCE_SECONDS && most > before; i++) {
        acts_go_on(acts, crowd, &trial->server, 3 * SECOND);
        before = most;
        most = trial_look(trial).most_memory;
    }
    if (trial_offers(trial, "--max-memory")) {
        trial_expect(trial, most < BOUND + BESIDES, "at most %.0f MB resident (--max-memory is %d MB)", most, BOUND);
    } else {
        trial_note("at most %.0f MB resident, which nothing bounds (no --max-memory)", most);
    }
    crowd_free(crowd);
    free((char *)bytes.at);
}
