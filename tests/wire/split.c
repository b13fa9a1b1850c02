/* Requests in two pieces, split between any two bytes: TCP keeps no borders, so each is answered as in one piece. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { ANSWERS_MAX = 3 };

#define HOST "Host: localhost\r\n"

/* What a client sends, and the methods whose answers come for it, in order; a 100 has one too. */
static const struct exchange {
    const char *bytes;
    const char *methods[ANSWERS_MAX];
    int codes[ANSWERS_MAX];
} exchanges[] = {
    {"GET /status/404 HTTP/1.1\r\n" HOST "\r\n", {"GET"}, {404}},
    {"GET /anything/a%20b?c=%26&d HTTP/1.1\r\n" HOST
     "Accept: */*\r\nX-A:1\r\nx-a: \t2 \r\nCookie: a=b; c=\"d\"\r\n\r\n",
     {"GET"},
     {200}},
    {"\r\nHEAD /status/200?size=64k HTTP/1.1\r\n" HOST "\r\n", {"HEAD"}, {200}},
    {"OPTIONS * HTTP/1.1\r\n" HOST "\r\n", {"OPTIONS"}, {204}},
    {"GET http://other:80/anything?a HTTP/1.1\r\n" HOST "\r\n", {"GET"}, {200}},
    {"POST /anything HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nhi\r\n\r\nyou",
     {"POST"},
     {200}},
    {"POST /anything HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
     "2\r\nhi\r\n00A\r\n0123\r\n6789\r\n0\r\nX-A: 1\r\nX-B: 2\r\n\r\n",
     {"POST"},
     {200}},
    {"PUT /anything HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
     {"PUT", "PUT"},
     {100, 200}},
    {"GET /status/418 HTTP/1.1\r\n" HOST "\r\nDELETE /anything HTTP/1.1\r\n" HOST "\r\n",
     {"GET", "DELETE"},
     {418, 200}},
    {"POST /anything HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nhiGET /status/204 HTTP/1.1\r\n" HOST "\r\n",
     {"POST", "GET"},
     {200, 204}},
    {"GET /status/200?chunked=4&size=9&trailer=X-A:1 HTTP/1.1\r\n" HOST "\r\n", {"GET"}, {200}},
};

/* Lets the server read what was sent before more comes. Where it does not get to it, two pieces are read as one: then
 * less is tested, and nothing fails. */
static void pause_between(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* Sends the two pieces, the first of at bytes. */
static void send_split(const struct exchange *exchange, size_t at)
{
    size_t length = strlen(exchange->bytes);
    if (at > 0) {
        client_send(client, exchange->bytes, at);
        pause_between();
    }
    client_send(client, exchange->bytes + at, length - at);
    client->about[0] = '\0';
}

static bool same_lines(const struct line *a, int count, const struct line *b, int other)
{
    bool same = count == other;
    for (int i = 0; same && i < count; i++) {
        same = strcmp(a[i].name, b[i].name) == 0 &&
               (strcmp(a[i].value, b[i].value) == 0 || strcmp(a[i].name, "Date") == 0);
    }
    return same;
}

/* The two are the same but for their Date. */
static void expect_same(const struct message *split, const struct message *whole, size_t at)
{
    EXPECT(split, split->code == whole->code && strcmp(split->phrase, whole->phrase) == 0,
           "split behind byte %zu: %d %s in place of %d %s", at, split->code, split->phrase, whole->code,
           whole->phrase);
    EXPECT(split, same_lines(split->lines, split->count, whole->lines, whole->count),
           "split behind byte %zu: other fields", at);
    EXPECT(split, same_lines(split->trailers, split->trailer_count, whole->trailers, whole->trailer_count),
           "split behind byte %zu: other trailer fields", at);
    EXPECT(split, split->length == whole->length && memcmp(split->content, whole->content, whole->length) == 0,
           "split behind byte %zu: %s in place of %s", at, split->content, whole->content);
}

/* All split points of a request, on one connection as long as it is kept; the first time it comes in one piece. */
START_TEST(split_anywhere)
{
    static const int on = 1;
    const struct exchange *exchange = &exchanges[_i];
    struct message *whole[ANSWERS_MAX] = {NULL};
    ck_assert_int_eq(setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), 0);
    for (size_t at = 0; at < strlen(exchange->bytes); at++) {
        send_split(exchange, at);
        for (int i = 0; i < ANSWERS_MAX && exchange->methods[i] != NULL; i++) {
            struct message *message = client_read(client, exchange->methods[i]);
            whole[i] = at == 0 ? message : whole[i];
            expect_code(whole[i], exchange->codes[i]);
            expect_same(message, whole[i], at);
        }
    }
    expect_alive(client);
}

SUITE("split requests on the wire")
{
    TCase *tcase = wire_case(suite, "split");
    tcase_add_loop_test(tcase, split_anywhere, 0, COUNT(exchanges));
}
