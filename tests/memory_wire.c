/* --max-memory: the content of all requests under way, and what answers make of it, is bounded as a whole. */
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/suites.h"

#include <string.h>
#include <sys/socket.h>

enum { PART = 200 * 1024 };

static struct statusd *statusd;

static void start(void)
{
    static const char *const arguments[] = {"--max-memory", "300k", "--max-content", "250k", NULL};
    statusd = statusd_start(arguments);
}

static void stop(void)
{
    statusd_stop(statusd);
}

static struct client *post(const char *target, const char *fields)
{
    struct client *client = client_open(statusd->ports[0]);
    client_print(client, "POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, fields);
    return client;
}

static void send_content(struct client *client, size_t length)
{
    char *content = arena_alloc(&client->arena, length);
    memset(content, 'x', length);
    for (ssize_t sent; length > 0 && (sent = send(client->fd, content, length, MSG_NOSIGNAL)) > 0;) {
        length -= (size_t)sent;
    }
}

/* RFC 9110 §15.6.4: come again soon. */
static void expect_no_room(struct client *client)
{
    struct message *message = client_read(client, "POST");
    expect_problem(message, 503);
    expect_field(message, "Retry-After", "1");
    expect_member(message, "Connection", "close");
    ck_assert_int_ne(client_wait_for_end(client), OPEN);
    client_close(client);
}

/* Asks until there is room, as the clients of a test before may still be let go; what is said then. */
static struct message *post_when_free(struct client **client)
{
    for (;;) {
        *client = post("/anything", "Content-Length: 204800\r\nExpect: 100-continue\r\n");
        struct message *message = client_read_head(*client);
        if (message->code != 503) {
            return message;
        }
        client_close(*client);
    }
}

/* The first has its room from the moment at which it announced its content, until it is answered. */
START_TEST(announced_content_counts)
{
    struct client *first = post("/status/200", "Content-Length: 204800\r\nExpect: 100-continue\r\n");
    expect_code(client_read_head(first), 100);
    expect_no_room(post("/status/200", "Content-Length: 204800\r\n"));
    send_content(first, PART);
    expect_code(client_read(first, "POST"), 200);
    struct client *next = post("/status/200", "Content-Length: 204800\r\n");
    send_content(next, PART);
    expect_code(client_read(next, "POST"), 200);
    client_close(first);
    client_close(next);
}

START_TEST(chunked_content_counts)
{
    struct client *first;
    expect_code(post_when_free(&first), 100);
    struct client *chunked = post("/status/200", "Transfer-Encoding: chunked\r\n");
    client_print(chunked, "32000\r\n");
    send_content(chunked, PART);
    expect_no_room(chunked);
    client_close(first);
}

/* An answer that repeats the content, and more, is counted too. */
START_TEST(echo_counts)
{
    struct client *client;
    struct message *message = post_when_free(&client);
    expect_code(message, 100);
    send_content(client, PART);
    message = client_read(client, "POST");
    expect_problem(message, 413); /* alone it is more than there is: to come again is no use */
    expect_no_field(message, "Retry-After");
    client_close(client);
    client = post("/anything", "Content-Length: 20480\r\n");
    send_content(client, PART / 10);
    expect_code(client_read(client, "POST"), 200);
    expect_alive(client);
    client_close(client);
}

/* Clients that leave take nothing with them. */
START_TEST(given_back)
{
    for (int i = 0; i < 20; i++) {
        struct client *client;
        expect_code(post_when_free(&client), 100);
        send_content(client, PART / 2);
        client_close(client);
    }
}

Suite *memory_wire_suite(void)
{
    Suite *suite = suite_create("memory (wire)");
    TCase *tcase = tcase_create("memory");
    tcase_add_unchecked_fixture(tcase, start, stop);
    tcase_add_test(tcase, announced_content_counts);
    tcase_add_test(tcase, chunked_content_counts);
    tcase_add_test(tcase, echo_counts);
    tcase_add_test(tcase, given_back);
    suite_add_tcase(suite, tcase);
    return suite;
}
