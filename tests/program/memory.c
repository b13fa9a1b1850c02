/* Memory that is refused: one line, and the end; never a crash, a hang or half an answer. */
#include "base/buffer.h"
#include "tests/kit/client.h"
#include "tests/kit/expect.h"
#include "tests/kit/harness.h"
#include "tests/kit/suite.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char out_of_memory[] = "statusd: out of memory\n";

enum { MIB = 1024 * 1024, ABORTED = 1000 + SIGABRT, LIBRARY_MISSING = 127 };

static const struct rlimit none = {0, 0};
static rlim_t limit; /* of the address space of the next program */

static void take_limit(void)
{
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit});
}

/* Sanitizers reserve terabytes, which leaves nothing to limit. */
static bool can_be_limited(void)
{
    unsigned long pages = 0;
    char name[32];
    struct statusd *statusd = statusd_start(ARGUMENTS("--threads", "1"));
    snprintf(name, sizeof name, "/proc/%d/statm", (int)statusd->pid);
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%lu", &pages), 1);
    fclose(file);
    ck_assert_int_eq(statusd_end(statusd, SIGTERM).status, 0);
    return pages < 1024UL * 1024 * 1024;
}

/* It ended by itself, and said why in one line. The loader and GnuTLS may have said theirs before ours. */
static void expect_excuse(const struct statusd_end *end)
{
    size_t length = strlen(end->errors), ours = sizeof out_of_memory - 1;
    bool excused = length >= ours && strcmp(end->errors + length - ours, out_of_memory) == 0;
    ck_assert_msg(end->status == ABORTED ? excused : end->status == 1 || end->status == LIBRARY_MISSING,
                  "%d MiB: ended with %d: %s", (int)(limit / MIB), end->status, end->errors);
    ck_assert_msg(length > 0 && end->errors[length - 1] == '\n', "%d MiB: %s", (int)(limit / MIB), end->errors);
}

/* Starts one in so little memory; NULL where that is too little, which it then says. */
static struct statusd *start_within(rlim_t size)
{
    limit = size;
    struct statusd *statusd = statusd_launch(ARGUMENTS("--listen", "http://127.0.0.1:0", "--threads", "1"), take_limit);
    ssize_t length = read(statusd->out, statusd->ready, sizeof statusd->ready - 1);
    if (length > 0) {
        const char *port = strstr(statusd->ready, "127.0.0.1:");
        ck_assert_ptr_nonnull(port);
        statusd->ports[0] = atoi(port + strlen("127.0.0.1:"));
        return statusd;
    }
    struct statusd_end end = statusd_end(statusd, 0);
    expect_excuse(&end);
    return NULL;
}

static bool starts_within(rlim_t size)
{
    struct statusd *statusd = start_within(size);
    if (statusd != NULL) {
        ck_assert_int_eq(statusd_end(statusd, SIGTERM).status, 0);
    }
    return statusd != NULL;
}

START_TEST(too_little_to_start)
{
    rlim_t size = 4 * MIB;
    if (!can_be_limited()) {
        return;
    }
    while (!starts_within(size)) {
        size += MIB;
    }
    ck_assert_uint_lt(size, (rlim_t)256 * MIB);
}

/* A size in which it starts, while it does not in a mebibyte less. */
static rlim_t just_enough(void)
{
    rlim_t low = 4, high = 256;
    while (low + 1 < high) {
        rlim_t middle = (low + high) / 2;
        if (starts_within(middle * MIB)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high * MIB;
}

static void send_all(struct client *client, struct text bytes)
{
    ssize_t sent = 1;
    for (; bytes.length > 0 && sent > 0; bytes = text_from(bytes, (size_t)(sent > 0 ? sent : 0))) {
        sent = send(client->fd, bytes.at, bytes.length, MSG_NOSIGNAL);
    }
}

/* Content that becomes much JSON, in each of the ways that there are. */
static struct text form_content(struct arena *arena)
{
    struct buffer content = buffer_in(arena);
    for (int i = 0; i < 50 * 1000; i++) {
        buffer_print(&content, "a%d=b&", i);
    }
    return buffer_text(&content);
}

static struct text array_content(struct arena *arena)
{
    struct buffer content = buffer_in(arena);
    for (int i = 0; i < 300 * 1000; i++) {
        buffer_add(&content, i == 0 ? TEXT("[1") : TEXT(",1"));
    }
    buffer_add(&content, TEXT("]"));
    return buffer_text(&content);
}

static const struct {
    const char *target, *type;
    struct text (*content)(struct arena *arena);
} dear[] = {
    {"/post", "application/x-www-form-urlencoded", form_content},
    {"/post", "application/json", array_content},
    {"/anything", "text/plain", form_content},
};

/* Whether a plain request is answered. If it is not, there is no memory even for libmicrohttpd's buffer of a
 * connection, which it then closes without a word: what that leaves to us cannot be told. */
static bool has_room_for_connections(const struct statusd *statusd)
{
    struct client *client = client_open(statusd->ports[0]);
    client_request(client, "GET", "/healthz", "");
    bool answered = client_receive(client);
    client_close(client);
    return answered;
}

/* The answer came whole, or the server has aborted. */
static void ask_within(rlim_t size, int nth)
{
    struct statusd *statusd = start_within(size);
    if (statusd == NULL) {
        return;
    }
    if (!has_room_for_connections(statusd)) {
        statusd_end(statusd, SIGTERM);
        return;
    }
    struct client *client = client_open(statusd->ports[0]);
    struct text content = dear[nth].content(&client->arena);
    struct text head =
        arena_printf(&client->arena, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                     dear[nth].target, dear[nth].type, content.length);
    send_all(client, head);
    send_all(client, content);
    if (client_receive(client)) {
        struct message *message = client_read(client, "POST");
        expect_code(message, 200);
        EXPECT(message, message->content[0] == '{' && message->content[message->length - 2] == '}', "in %d MiB: %s",
               (int)(size / MIB), message->content);
    }
    bool answered = client->ending == OPEN;
    client_close(client);
    struct statusd_end end = statusd_end(statusd, SIGTERM);
    if (answered) {
        ck_assert_int_eq(end.status, 0);
        ck_assert_str_eq(end.errors, "");
    } else {
        ck_assert_msg(end.status == ABORTED && strcmp(end.errors, out_of_memory) == 0, "in %d MiB: %d: %s",
                      (int)(size / MIB), end.status, end.errors);
    }
}

/* What cJSON is refused is refused to us: no answer with holes in it, and no NULL that somebody forgot. */
START_TEST(too_little_to_answer)
{
    if (!can_be_limited()) {
        return;
    }
    rlim_t enough = just_enough();
    for (int more = 0; more < 12; more++) {
        ask_within(enough + (rlim_t)more * MIB, _i);
    }
}

/* Many that ask at once, and content larger than what malloc has in reserve. Each has been answered once before there
 * is no more memory, so that libmicrohttpd has what it needs for its connection. */
START_TEST(too_little_for_content)
{
    enum { CLIENTS = 4, MUCH = 100 * MIB };
    struct client *clients[CLIENTS];
    if (!can_be_limited()) {
        return;
    }
    struct statusd *statusd = statusd_start(ARGUMENTS("--max-content", "200M", "--max-memory", "4000M"));
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = client_open(statusd->ports[0]);
        expect_code(client_get(clients[i], "/healthz", ""), 200);
    }
    ck_assert_int_eq(prlimit(statusd->pid, RLIMIT_CORE, &none, NULL), 0);
    ck_assert_int_eq(prlimit(statusd->pid, RLIMIT_AS, &none, NULL), 0);
    for (int i = 0; i < CLIENTS; i++) {
        client_print(clients[i], "POST /anything HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", MUCH);
    }
    ck_assert_msg(!client_flood(clients[0], MUCH) || !client_receive(clients[0]), "it found the memory");
    for (int i = 0; i < CLIENTS; i++) {
        client_close(clients[i]);
    }
    struct statusd_end end = statusd_end(statusd, 0);
    ck_assert_int_eq(end.status, ABORTED);
    ck_assert_str_eq(end.errors, out_of_memory);
}

SUITE("out of memory")
{
    TCase *tcase = tcase_create("out of memory");
    tcase_add_test(tcase, too_little_to_start);
    tcase_add_loop_test(tcase, too_little_to_answer, 0, COUNT(dear));
    tcase_add_test(tcase, too_little_for_content);
    suite_add_tcase(suite, tcase);
}
