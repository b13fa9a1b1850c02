/* Where a connection passes from libmicrohttpd to a script and back: what clients do there that is not nice. */
#include "base/buffer.h"
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/patience.h"
#include "tests/raw.h"
#include "tests/suites.h"

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

static struct statusd *statusd;

/* A connection that hangs would be found only by --idle, which is off here. */
static void start(void)
{
    static const char *const arguments[] = {"--idle", "0", "--max-hang", FOREVER, NULL};
    statusd = statusd_start(arguments);
}

static void stop(void)
{
    statusd_stop(statusd);
}

static struct client *open_client(void)
{
    return client_open(statusd->ports[0]);
}

/* Sends as much as the server takes; it may end the connection under it. */
static void push(int fd, const char *bytes, size_t length)
{
    for (ssize_t sent; length > 0 && (sent = send(fd, bytes, length, MSG_NOSIGNAL)) > 0; length -= (size_t)sent) {
        bytes += sent;
    }
}

/* A chunked upload in small valid chunks that goes over --max-content, and then on with what comes behind. */
static void upload_in_chunks(const char *behind)
{
    struct client *client = open_client();
    struct buffer chunks = buffer_in(&client->arena);
    for (int i = 0; i < CHUNKS; i++) {
        buffer_print(&chunks, "3E8\r\n%0*d\r\n", CHUNK, i);
    }
    buffer_print(&chunks, "%s", behind);
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    push(client->fd, buffer_text(&chunks).at, buffer_text(&chunks).length);
    expect_problem(client_read(client, "POST"), 413);
    ck_assert_int_ne(client_wait_for_end(client), OPEN); /* and not a byte more */
    client_close(client);
}

START_TEST(small_chunks_over_the_limit)
{
    static const char *const behind[] = {"0\r\n\r\n", "nonsense\r\n", "3E8\r\n", ""};
    for (int i = 0; i < 12; i++) {
        upload_in_chunks(behind[i % 4]);
    }
    expect_serving(statusd->ports[0]);
}

/* Reads and counts what comes to the target, as fast as it can. */
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
    struct client *client = open_client();
    client_request(client, "GET", reader->target, "");
    for (ssize_t got; !reader->stop && (got = recv(client->fd, bytes, sizeof bytes, 0)) > 0;) {
        reader->length += (unsigned long)got;
    }
    client_close(client);
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

/* By order, not by the clock: the other client's answer is there before the reader has all of it. */
START_TEST(fast_reader_lets_others_through)
{
    struct reader reader = {.length = 0};
    reader_start(&reader, "/status/200?size=100M&chunked=1&reason=x");
    struct client *client = open_client();
    expect_code(client_get(client, "/status/200?delay=10ms", ""), 200);
    ck_assert_msg(reader.length < WHOLE, "the answer had to wait for all of another client's");
    reader.stop = true;
    pthread_join(reader.thread, NULL);
    client_close(client);
}

/* The flood lasts as long as the hang does. */
START_TEST(flooded_hang_lets_others_through)
{
    struct client *hanging = open_client(), *client = open_client();
    client_request(hanging, "GET", "/status/200?fault=hang&at=head", "");
    static char bytes[64 * 1024];
    for (int i = 0; i < 50; i++) {
        for (int j = 0; j < 16 && send(hanging->fd, bytes, sizeof bytes, MSG_NOSIGNAL | MSG_DONTWAIT) > 0; j++) {
        }
        expect_code(client_get(client, "/status/200?delay=1ms", ""), 200);
    }
    client_close(hanging);
    client_close(client);
}

/* Milliseconds of processor time that the server has used. */
static long processor_time(void)
{
    char name[64], text[512] = "";
    unsigned long user = 0, system = 0;
    snprintf(name, sizeof name, "/proc/%d/stat", (int)statusd->pid);
    FILE *file = fopen(name, "r");
    ck_assert(file != NULL && fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    ck_assert_int_eq(
        sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system), 2);
    return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

/* What cannot be sent is waited for, not tried again and again. */
START_TEST(unread_interims_cost_nothing)
{
    enum { CLIENTS = 50, PIPELINED = 1000 };
    static const char request[] =
        "GET /status/200?interim=103,103,103,103,103,103,103,103 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        int small = 4096;
        clients[i] = open_client();
        setsockopt(clients[i]->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        for (int j = 0; j < PIPELINED; j++) {
            (void)!send(clients[i]->fd, request, sizeof request - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
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
    enum { TARGETS = sizeof targets / sizeof targets[0], CLIENTS = 5 * TARGETS };
    struct client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = open_client();
        client_request(clients[i], "GET", targets[i % TARGETS], "");
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

/* Many at a time, so that the server falls behind: none is forgotten. */
START_TEST(half_closed_clients_are_let_go)
{
    for (int round = 0; round < 10; round++) {
        struct client *clients[MANY];
        for (int i = 0; i < MANY; i++) {
            clients[i] = open_client();
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
    snprintf(name, sizeof name, "/proc/%d/fd", (int)statusd->pid);
    DIR *folder = opendir(name);
    ck_assert_ptr_nonnull(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* A reset is heard while the answer waits, which would be for longer than this test has patience. */
START_TEST(resets_end_a_wait)
{
    static const char *const targets[] = {"/status/200?delay=" FOREVER, "/status/200?interim=103&gap=" FOREVER,
                                          "/status/200?size=2&pace=1/s&delay=" FOREVER, "/status/200?fault=hang",
                                          "/status/200?size=1000&pace=1/s"};
    struct client *other = open_client(); /* the library looks at its oldest connection often, and at no other */
    expect_code(client_get(other, "/status/200", ""), 200);
    int before = descriptors();
    for (int i = 0; i < MANY; i++) {
        struct client *client = open_client();
        struct linger reset = {1, 0};
        client_request(client, "GET", targets[i % 5], "");
        setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        client_close(client);
    }
    for (int waited = 0; descriptors() > before && waited < PATIENCE; waited += 20) {
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
    }
    ck_assert_int_le(descriptors(), before);
    client_close(other);
}

/* The last chunk and its trailer fields have to fit into what libmicrohttpd has for heads, or go out by hand. */
START_TEST(long_trailers_arrive)
{
    static const int lengths[] = {10, 3000, 6000};
    for (int i = 0; i < 3; i++) {
        struct client *client = open_client();
        char *target = arena_alloc(&client->arena, 8000);
        int at = sprintf(target, "/status/200?chunked=1&trailer=X-A:");
        memset(target + at, 't', (size_t)lengths[i]);
        struct message *message = client_get(client, target, "");
        expect_code(message, 200);
        EXPECT(message, message->trailer_count == 1 && strlen(message->trailers[0].value) == (size_t)lengths[i],
               "its trailer field should have %d bytes", lengths[i]);
        client_close(client);
    }
}

/* Whatever is under way, the end comes, with 0 and without a word. */
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
    enum { TARGETS = sizeof targets / sizeof targets[0], CLIENTS = 3 * TARGETS };
    static const char *const nothing[] = {NULL};
    for (int round = 0; round < 10; round++) {
        struct statusd *own = statusd_start(nothing);
        struct client *clients[CLIENTS + 1];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = client_open(own->ports[0]);
            client_request(clients[i], "GET", targets[i % TARGETS], "");
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

Suite *seam_wire_suite(void)
{
    Suite *suite = suite_create("seam (wire)");
    TCase *tcase = tcase_create("seam");
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_test(tcase, small_chunks_over_the_limit);
    tcase_add_test(tcase, fast_reader_lets_others_through);
    tcase_add_test(tcase, flooded_hang_lets_others_through);
    tcase_add_test(tcase, unread_interims_cost_nothing);
    tcase_add_test(tcase, half_closed_clients_get_their_answers);
    tcase_add_test(tcase, half_closed_clients_are_let_go);
    tcase_add_test(tcase, resets_end_a_wait);
    tcase_add_test(tcase, long_trailers_arrive);
    tcase_add_test(tcase, stops_under_load);
    suite_add_tcase(suite, tcase);
    return suite;
}
