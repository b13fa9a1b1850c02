/* --max-memory: a bound on the content of all requests under way together, and on what their answers make of it. */
#include "base/buffer.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { PART = 200 * 1024 };

static void start(void)
{
    static const char *const arguments[] = {"--max-memory", "300k", "--max-content", "250k", NULL};
    wire_start(arguments);
}

/* Sends the head of a POST. */
static void post(struct client *poster, const char *target, const char *fields)
{
    client_print(poster, "POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, fields);
}

/* Sends so much content, or less where the server ends the connection meanwhile. */
static void send_content(struct client *poster, size_t length)
{
    char *content = arena_alloc(&poster->arena, length);
    memset(content, 'x', length);
    client_try(poster, content, length);
}

/* RFC 9110 §15.6.4: a 503 that tells the client to come again soon. */
static void expect_no_room(struct client *poster)
{
    struct message *message = client_read(poster, "POST");
    expect_problem(message, 503);
    expect_field(message, "Retry-After", "1");
    expect_member(message, "Connection", "close");
    ck_assert_int_ne(client_wait_for_end(poster), OPEN);
}

/* Announces PART of content, and returns the head of the first answer that is no 503. The server may still be about to
 * give back what clients that have left took up, so client connects and asks again until then. */
static struct message *post_when_free(void)
{
    for (;;) {
        post(client, "/anything", "Content-Length: 204800\r\nExpect: 100-continue\r\n");
        struct message *message = client_read_head(client);
        if (message->code != 503) {
            return message;
        }
        reconnect();
    }
}

/* A request takes up room for its content from the moment at which it announces it, and
 * until it is answered. */
START_TEST(announced_content_counts)
{
    struct client *refused = client_open(wire_port());
    post(client, "/earn/upload", "Content-Length: 204800\r\nExpect: 100-continue\r\n");
    expect_code(client_read_head(client), 100);
    post(refused, "/earn/upload", "Content-Length: 204800\r\n");
    expect_no_room(refused);
    client_close(refused);
    send_content(client, PART);
    expect_code(client_read(client, "POST"), 200);
    struct client *next = client_open(wire_port()); /* while client, answered, stays connected */
    post(next, "/earn/upload", "Content-Length: 204800\r\n");
    send_content(next, PART);
    expect_code(client_read(next, "POST"), 200);
    client_close(next);
}

/* Content that was not announced takes up room as it comes. */
START_TEST(chunked_content_counts)
{
    expect_code(post_when_free(), 100);
    struct client *chunked = client_open(wire_port());
    post(chunked, "/anything", "Transfer-Encoding: chunked\r\n");
    client_print(chunked, "32000\r\n");
    send_content(chunked, PART);
    expect_no_room(chunked);
    client_close(chunked);
}

/* What a preview took up is given back: the room that is left is the same whether the length is announced. */
START_TEST(preview_counts_once)
{
    struct buffer target = buffer_in(&client->arena);
    buffer_add(&target, TEXT("/status/200?a"));
    for (int i = 0; i < 700; i++) { /* some 100 kB of changes */
        buffer_add(&target, TEXT("&header=A:"));
    }
    char *asked = strndup(buffer_text(&target).at, buffer_text(&target).length);
    for (int announced = 0; announced < 2; announced++) {
        struct message *message;
        do { /* what the request before this one took up may still be about to be given back */
            reconnect();
            post(client, asked, announced ? "Content-Length: 204800\r\n" : "Transfer-Encoding: chunked\r\n");
            client_print(client, "%s", announced ? "" : "32000\r\n");
            send_content(client, PART);
            client_print(client, "%s", announced ? "" : "\r\n0\r\n\r\n");
            message = client_read(client, "POST");
        } while (message->code == 503);
        expect_code(message, 200);
    }
    free(asked);
}

/* An answer that repeats the content, and more, is counted too. */
START_TEST(echo_counts)
{
    struct message *message = post_when_free();
    expect_code(message, 100);
    send_content(client, PART);
    message = client_read(client, "POST");
    expect_problem(message, 413); /* no 503: the answer would be too much even if it were the only one */
    expect_no_field(message, "Retry-After");
    reconnect();
    post(client, "/anything", "Content-Length: 20480\r\n");
    send_content(client, PART / 10);
    expect_code(client_read(client, "POST"), 200);
    expect_alive(client);
}

/* Clients that leave in the middle of their content give back what they took up. */
START_TEST(given_back)
{
    for (int i = 0; i < 20; i++) {
        expect_code(post_when_free(), 100);
        send_content(client, PART / 2);
        reconnect();
    }
}

SUITE("memory (wire)")
{
    TCase *tcase = wire_case_with(suite, "memory", start);
    tcase_add_test(tcase, announced_content_counts);
    tcase_add_test(tcase, chunked_content_counts);
    tcase_add_test(tcase, preview_counts_once);
    tcase_add_test(tcase, echo_counts);
    tcase_add_test(tcase, given_back);
}
