/* Clients that misbehave at the moment at which a connection passes from libmicrohttpd to a script of ours, or back. */
#include "base/buffer.h"
#include "tests/kit/expect.h"
#include "tests/kit/patience.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1000, CHUNKS = 1060, MANY = 200 };

/* --idle is off, as it would end a connection that hangs by mistake, and hide the mistake. */
static void start(void)
{
    static const char *const arguments[] = {"--idle", "0", "--max-hang", FOREVER, NULL};
    wire_start(arguments);
}

/* Uploads small valid chunks, of which the last ones go over --max-content, and then sends behind, whatever that is. */
static void upload_in_chunks(const char *behind)
{
    reconnect();
    struct buffer chunks = buffer_in(&client->arena);
    for (int i = 0; i < CHUNKS; i++) {
        buffer_print(&chunks, "3E8\r\n%0*d\r\n", CHUNK, i);
    }
    buffer_print(&chunks, "%s", behind);
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    client_try(client, buffer_text(&chunks).at, buffer_text(&chunks).length);
    expect_problem(client_read(client, "POST"), 413);
    ck_assert_int_ne(client_wait_for_end(client), OPEN); /* and not a byte more */
}

START_TEST(small_chunks_over_the_limit)
{
    static const char *const behind[] = {"0\r\n\r\n", "nonsense\r\n", "3E8\r\n", ""};
    for (int i = 0; i < 3 * COUNT(behind); i++) {
        upload_in_chunks(behind[i % COUNT(behind)]);
    }
    expect_serving(wire_port());
}

/* A thread that asks for the target, and reads and counts what comes as fast as it can. */
struct reader {
    pthread_t thread;
    const char *target;
    atomic_ulong length;
    atomic_bool stop;
};

static void *read_fast(void *of)
{
    struct reader *reader = of;
    static _Thread_local char bytes[256 * 1024];
    struct client *fast = client_open(wire_port());
    client_request(fast, "GET", reader->target, "");
    for (ssize_t got; !reader->stop && (got = recv(fast->fd, bytes, sizeof bytes, 0)) > 0;) {
        reader->length += (unsigned long)got;
    }
    client_close(fast);
    return NULL;
}

static void reader_start(struct reader *reader, const char *target)
{
    reader->target = target;
    ck_assert_int_eq(pthread_create(&reader->thread, NULL, read_fast, reader), 0);
    while (reader->length == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

enum { WHOLE = 100 * 1024 * 1024 };

/* A client that connects while another one reads a long answer gets its own before the other has read all. That shows
 * in the order of things, however fast the machine is. */
START_TEST(fast_reader_lets_others_through)
{
    struct reader reader = {.length = 0};
    reader_start(&reader, "/status/200?size=100M&chunked=1&reason=x");
    reconnect();
    expect_code(client_get(client, "/status/200?delay=10ms", ""), 200);
    ck_assert_msg(reader.length < WHOLE, "the answer had to wait for all of another client's");
    reader.stop = true;
    pthread_join(reader.thread, NULL);
}

/* The client, whose answer hangs, sends as much as is taken all the while; another one is served. */
START_TEST(flooded_hang_lets_others_through)
{
    struct client *other = client_open(wire_port());
    client_request(client, "GET", "/status/200?fault=hang&at=head", "");
    static char bytes[64 * 1024];
    for (int i = 0; i < 50; i++) {
        for (int j = 0; j < 16 && client_push(client, bytes, sizeof bytes) > 0; j++) {
        }
        expect_code(client_get(other, "/status/200?delay=1ms", ""), 200);
    }
    client_close(other);
}

/* Milliseconds of processor time that the server has used. */
static long processor_time(void)
{
    char name[64], text[512] = "";
    unsigned long user = 0, system = 0;
    snprintf(name, sizeof name, "/proc/%d/stat", (int)server->pid);
    FILE *file = fopen(name, "r");
    ck_assert(file != NULL && fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    ck_assert_int_eq(
        sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system), 2);
    return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

/* The clients read nothing. The server waits until it can send again, and does not try all the time. */
START_TEST(unread_interims_cost_nothing)
{
    enum { CLIENTS = 50, PIPELINED = 1000 };
    static const char request[] =
        "GET /status/200?interim=103,103,103,103,103,103,103,103 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        int small = 4096;
        clients[i] = client_open(wire_port());
        setsockopt(clients[i]->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        for (int j = 0; j < PIPELINED; j++) {
            client_push(clients[i], request, sizeof request - 1);
        }
    }
    long before, after = processor_time();
    int turns = 0;
    do { /* until it is quiet: the buffers are full */
        before = after;
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
        after = processor_time();
    } while (after - before > 200 && ++turns < 20);
    ck_assert_msg(turns < 20, "%ld ms of processor time in a second, with nothing to do", after - before);
    for (int i = 0; i < CLIENTS; i++) {
        client_close(clients[i]);
    }
}

/* RFC 9112 §9.6: a client may close its half as soon as it has asked. It still gets what it asked for. */
START_TEST(half_closed_clients_get_their_answers)
{
    static const char *const targets[] = {
        "/status/200?delay=50ms",
        "/status/200?interim=103,102&gap=20ms",
        "/status/200?size=64k&pace=16k/s",
        "/status/200?delay=20ms&reason=x",
        "/status/200?chunked=1k&size=4k&pace=10ms",
        "/delay/50ms",
    };
    enum { CLIENTS = 5 * COUNT(targets) };
    struct client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = client_open(wire_port());
        client_request(clients[i], "GET", targets[i % COUNT(targets)], "");
        client_finish(clients[i]);
    }
    for (int i = 0; i < CLIENTS; i++) {
        struct message *message = client_read(clients[i], "GET");
        while (message->code < 200) {
            message = client_read(clients[i], "GET");
        }
        expect_code(message, 200);
        expect_closed(clients[i]);
        client_close(clients[i]);
    }
}

/* So many close their half at once that the server falls behind. It still ends every connection. */
START_TEST(half_closed_clients_are_let_go)
{
    for (int round = 0; round < 10; round++) {
        struct client *clients[MANY];
        for (int i = 0; i < MANY; i++) {
            clients[i] = client_open(wire_port());
            client_request(clients[i], "GET", "/status/200", "");
            client_finish(clients[i]);
        }
        for (int i = 0; i < MANY; i++) {
            expect_code(client_read(clients[i], "GET"), 200);
            expect_closed(clients[i]);
            client_close(clients[i]);
        }
    }
}

static int descriptors(void)
{
    char name[64];
    int count = 0;
    snprintf(name, sizeof name, "/proc/%d/fd", (int)server->pid);
    DIR *folder = opendir(name);
    ck_assert_ptr_nonnull(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* The server notices a RST while the answer waits, long before the wait is over, and closes its end. */
START_TEST(resets_end_a_wait)
{
    static const char *const targets[] = {"/status/200?delay=" FOREVER, "/status/200?interim=103&gap=" FOREVER,
                                          "/status/200?size=2&pace=1/s&delay=" FOREVER, "/status/200?fault=hang",
                                          "/status/200?size=1000&pace=1/s"};
    /* The library looks at its oldest connection often, and at no other: client is that one, and none that leaves is.
     */
    expect_code(client_get(client, "/status/200", ""), 200);
    int before = descriptors();
    for (int i = 0; i < MANY; i++) {
        struct client *leaving = client_open(wire_port());
        client_request(leaving, "GET", targets[i % COUNT(targets)], "");
        client_reset(leaving);
    }
    for (int waited = 0; descriptors() > before && waited < PATIENCE; waited += 20) {
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
    }
    ck_assert_int_le(descriptors(), before);
}

/* libmicrohttpd sends the last chunk and its trailer fields only where they fit into its memory for heads. Those that
 * do not are sent by statusd itself. */
START_TEST(long_trailers_arrive)
{
    static const int lengths[] = {10, 3000, 6000};
    for (int i = 0; i < COUNT(lengths); i++) {
        reconnect();
        char *target = arena_alloc(&client->arena, 8000);
        int at = sprintf(target, "/status/200?chunked=1&trailer=X-A:");
        memset(target + at, 't', (size_t)lengths[i]);
        struct message *message = client_get(client, target, "");
        expect_code(message, 200);
        EXPECT(message, message->trailer_count == 1 && strlen(message->trailers[0].value) == (size_t)lengths[i],
               "its trailer field should have %d bytes", lengths[i]);
    }
}

/* Whatever is under way, SIGTERM ends the server: with 0, and without a word on its standard error. */
START_TEST(stops_under_load)
{
    static const char *const targets[] = {
        "/status/200?size=50M",
        "/status/200?size=50M&reason=x",
        "/status/200?delay=60s",
        "/status/200?fault=hang",
        "/status/200?interim=103,103&gap=30s",
        "/status/200?size=1M&pace=1k/s",
        "/status/200?size=50M&chunked=8k",
    };
    enum { CLIENTS = 3 * COUNT(targets) };
    static const char *const nothing[] = {NULL};
    for (int round = 0; round < 10; round++) {
        struct statusd *own = statusd_start(nothing);
        struct client *clients[CLIENTS + 1];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = client_open(own->ports[0]);
            client_request(clients[i], "GET", targets[i % COUNT(targets)], "");
        }
        clients[CLIENTS] = client_open(own->ports[0]);
        client_print(clients[CLIENTS], "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf");
        nanosleep(&(struct timespec){.tv_nsec = round * 2000000}, NULL);
        struct statusd_end end = statusd_end(own, SIGTERM);
        ck_assert_int_eq(end.status, 0);
        ck_assert_str_eq(end.errors, "");
        for (int i = 0; i <= CLIENTS; i++) {
            client_close(clients[i]);
        }
    }
}

SUITE("seam (wire)")
{
    TCase *tcase = wire_case_with(suite, "seam", start);
    tcase_add_test(tcase, small_chunks_over_the_limit);
    tcase_add_test(tcase, fast_reader_lets_others_through);
    tcase_add_test(tcase, flooded_hang_lets_others_through);
    tcase_add_test(tcase, unread_interims_cost_nothing);
    tcase_add_test(tcase, half_closed_clients_get_their_answers);
    tcase_add_test(tcase, half_closed_clients_are_let_go);
    tcase_add_test(tcase, resets_end_a_wait);
    tcase_add_test(tcase, long_trailers_arrive);
    tcase_add_test(tcase, stops_under_load);
}
