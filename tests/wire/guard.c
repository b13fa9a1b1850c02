/* Requests that are malformed, or that no server should take, and those that only look so. */
#include "base/buffer.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <string.h>

#define HOST "Host: localhost\r\n"
#define GET_OK "GET /status/200 HTTP/1.1\r\n" HOST "\r\n"

/* A request of which the end cannot be told, or which is an attack on whoever reads it otherwise: the connection must
 * not be used again (RFC 9112 §6.1, §6.3), and the request that stands behind it must not be answered. */
static const struct {
    int code;
    const char *what, *request;
} lost[] = {
    {400, "space before the colon", "GET /status/200 HTTP/1.1\r\n" HOST "X-A : 1\r\n\r\n"},
    {400, "control character in a value", "GET /status/200 HTTP/1.1\r\n" HOST "X-A: a\x01z\r\n\r\n"},
    {400, "DEL in a value", "GET /status/200 HTTP/1.1\r\n" HOST "X-A: a\x7fz\r\n\r\n"},
    {400, "bad character in a name", "GET /status/200 HTTP/1.1\r\n" HOST "X(A): 1\r\n\r\n"},
    {400, "no name", "GET /status/200 HTTP/1.1\r\n" HOST ": 1\r\n\r\n"},
    {400, "no name, bare LF", "GET /status/200 HTTP/1.1\nHost: localhost\n: 1\n\n"},
    {400, "bad character in the method", "G(T /status/200 HTTP/1.1\r\n" HOST "\r\n"},
    {400, "differing lengths",
     "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"},
    {400, "length and coding",
     "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, "coding and length",
     "POST /status/200 HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"},
    {400, "a coding in HTTP/1.0",
     "POST /status/200 HTTP/1.0\r\nConnection: keep-alive\r\n"
     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {501, "unknown coding", "POST /status/200 HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\nabc"},
    {501, "one coding too many",
     "POST /status/200 HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
};

START_TEST(lost_requests)
{
    client_print(client, "%s" GET_OK, lost[_i].request);
    snprintf(client->about, sizeof client->about, "%s", lost[_i].what);
    struct message *message = client_read(client, "POST");
    expect_problem(message, lost[_i].code);
    expect_member(message, "Connection", "close");
    expect_closed(client);
}

/* Values that no Content-Length can have (RFC 9110 §8.6). libmicrohttpd refuses these before it calls the handler; left
 * to itself, 0.9.75 would send the head of that refusal twice. */
static const char *const lengths[] = {"abc", "-1", "+3", "0x3", "", "3, 5", "99999999999999999999999"};

START_TEST(wrong_lengths)
{
    client_print(client, "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: %s\r\n\r\n" GET_OK, lengths[_i]);
    snprintf(client->about, sizeof client->about, "Content-Length: %s", lengths[_i]);
    struct message *message = client_read(client, "POST");
    expect_problem(message, 400);
    expect_member(message, "Connection", "close");
    ck_assert_int_ne(client_wait_for_end(client), OPEN); /* and not a byte more */
}

/* libmicrohttpd refuses by itself what it cannot read. Its refusal is replaced by ours: one answer, a problem document
 * that pages may read like every other, and the end of the connection. */
static const struct {
    int code;
    const char *request;
} unreadable[] = {
    {505, "GET /status/200 HTTP/3.0\r\n" HOST "\r\n"},
    {505, "GET /status/200 HTTP/0.9\r\n" HOST "\r\n"},
    {400, "POST /anything HTTP/1.1\r\n" HOST "Content-Length: 1x\r\n\r\n"},
    {413, "POST /anything HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551615\r\n\r\n"},
    {400, "POST /anything HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n"},
    {400, "POST /anything HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n"},
    {413, "POST /anything HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n11112222333344445\r\nabc\r\n"},
};

START_TEST(unreadable_requests)
{
    client_print(client, "%s", unreadable[_i].request);
    snprintf(client->about, sizeof client->about, "%.150s", unreadable[_i].request);
    struct message *message = client_read(client, "POST");
    expect_problem(message, unreadable[_i].code);
    expect_member(message, "Connection", "close");
    expect_field(message, "Access-Control-Allow-Origin", "*");
    ck_assert_int_ne(client_wait_for_end(client), OPEN);
}

/* Request lines that are no method, target and version with a space between (RFC 9112 §3), or whose target is no
 * request target (§3.2). Where libmicrohttpd finds no method at the beginning, or (from 1.0 on) a NUL, it closes the
 * connection and gives nobody the chance to answer. */
static const struct {
    bool may_be_silent;
    struct text line;
} lines[] = {
    {true, TEXT("GET /status/200\0/x HTTP/1.1")},        {true, TEXT("GET /status/200?a\0b HTTP/1.1")},
    {true, TEXT("GET /status/200\0 HTTP/1.1")},          {true, TEXT("GET /status/200 \0HTTP/1.1")},
    {true, TEXT("GET /status/200 HTTP/1.1\0")},          {true, TEXT("GET\0 /status/200 HTTP/1.1")},
    {true, TEXT("\0GET /status/200 HTTP/1.1")},          {true, TEXT(" GET /status/200 HTTP/1.1")},
    {true, TEXT("GET\t/status/200\tHTTP/1.1")},          {true, TEXT("GET\t/status/200 HTTP/1.1")},
    {false, TEXT("\tGET /status/200 HTTP/1.1")},         {false, TEXT("GET /status/200\tHTTP/1.1")},
    {false, TEXT("GET /status/2\t00 HTTP/1.1")},         {false, TEXT("GET  /status/200 HTTP/1.1")},
    {false, TEXT("GET /status/200  HTTP/1.1")},          {false, TEXT("GET /status/200 HTTP/1.1 ")},
    {false, TEXT("GET /status/2 00 HTTP/1.1")},          {false, TEXT("GET /status/200#top HTTP/1.1")},
    {false, TEXT("GET /status/200?a#top HTTP/1.1")},     {false, TEXT("GET http://localhost/status/200#top HTTP/1.1")},
    {false, TEXT("GET /anything/caf\xc3\xa9 HTTP/1.1")}, {false, TEXT("GET /anything?\xff HTTP/1.1")},
};

START_TEST(wrong_request_lines)
{
    client_send(client, lines[_i].line.at, lines[_i].line.length);
    client_print(client, "\r\n" HOST "\r\n" GET_OK);
    snprintf(client->about, sizeof client->about, "request line, case %d: %s", _i, lines[_i].line.at);
    if (lines[_i].may_be_silent && client->length == 0 && !client_receive(client)) {
        return;
    }
    struct message *message = client_read(client, "GET");
    expect_problem(message, 400);
    expect_member(message, "Connection", "close");
    expect_closed(client);
}

/* RFC 9110 §6.5: a trailer section is made of field lines, as the head is (§5.1, §5.5; RFC 9112 §5). */
static const struct {
    int code;
    struct text lines;
} trailers[] = {
    {200, TEXT("")},
    {200, TEXT("X-T: 1\r\n")},
    {200, TEXT("X-T:\r\n")},
    {200, TEXT("X-T: a\tb \xe9 \t\r\nX-U:1\r\nX-V:  \r\n")},
    {400, TEXT("X-T: a\x01z\r\n")},
    {400, TEXT("X-T: 1\r\nX-U: a\x7fz\r\n")},
    {400, TEXT("X-T: a\0z\r\n")},
    {400, TEXT("X-T: a\0z\r\nX-U: 1\r\n")},
    {400, TEXT("X(T): 1\r\n")},
    {400, TEXT("X-T : 1\r\n")},
    {400, TEXT(": 1\r\n")},
    {400, TEXT("X-T: a\r\n z\r\n")},
    {400, TEXT("X-T\r\n")},
};

START_TEST(trailer_sections)
{
    struct buffer bytes = buffer_in(&client->arena);
    buffer_add(&bytes, TEXT("POST /anything HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"));
    buffer_add(&bytes, trailers[_i].lines);
    buffer_add(&bytes, TEXT("\r\n" GET_OK));
    client_send(client, buffer_text(&bytes).at, buffer_text(&bytes).length);
    snprintf(client->about, sizeof client->about, "trailers %s", trailers[_i].lines.at);
    struct message *message = client_read(client, "POST");
    if (trailers[_i].code == 200) {
        expect_code(message, 200);
        expect_code(client_read(client, "GET"), 200);
        return;
    }
    expect_problem(message, 400);
    expect_member(message, "Connection", "close");
    expect_closed(client);
}

/* Refusals of our own are problem documents, with an example of what would be right. */
START_TEST(refusals_explain)
{
    static const char *const requests[] = {
        "GET /status/200 HTTP/1.1\r\n\r\n",
        "GET /status/200 HTTP/1.1\r\n" HOST "X-A : 1\r\n\r\n",
        "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    };
    for (int i = 0; i < COUNT(requests); i++) {
        reconnect();
        client_send(client, requests[i], strlen(requests[i]));
        struct message *message = client_read(client, "GET");
        expect_problem(message, 400);
        EXPECT(message, strstr(message->content, "RFC 9112") != NULL, "no reference: %s", message->content);
        EXPECT(message, strstr(message->content, "\"example\"") != NULL, "no example: %s", message->content);
    }
}

/* RFC 9112 §3.2: a request has exactly one Host, and a valid one. The server knows where these requests end, so the
 * connection may go on; where it does not, the answer says so. */
START_TEST(wrong_hosts)
{
    static const char *const fields[] = {"",
                                         HOST HOST,
                                         HOST "host: other\r\n",
                                         "Host: a b\r\n",
                                         "Host: a,b\r\n",
                                         "Host: user@localhost\r\n",
                                         "Host: http://localhost/\r\n"};
    for (int i = 0; i < COUNT(fields); i++) {
        reconnect();
        client_print(client, "GET /status/200 HTTP/1.1\r\n%s\r\n", fields[i]);
        snprintf(client->about, sizeof client->about, "fields \"%s\"", fields[i]);
        struct message *message = client_read(client, "GET");
        expect_problem(message, 400);
        if (message_field(message, "Connection") == NULL) {
            expect_alive(client);
        } else {
            expect_closed(client);
        }
    }
}

/* What is unusual but right: no Host in HTTP/1.0, an empty one, one with a port, white space that belongs to no value
 * (RFC 9110 §5.5), the same length twice (RFC 9112 §6.3 lets a server take it or refuse it; this one takes it). */
static const char *const welcome[] = {
    "GET /status/200 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "GET /status/200 HTTP/1.1\r\nHost:\r\n\r\n",
    "GET /status/200 HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
    "GET /status/200 HTTP/1.1\r\nHost:localhost\r\n\r\n",
    "GET /status/200 HTTP/1.1\r\nHost: \tlocalhost \t\r\n\r\n",
    "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 003\r\n\r\nabc",
    "POST /status/200 HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n",
    "GET /status/200 HTTP/1.1\r\n" HOST "X-A: a\tb \xe9 \"!\r\n\r\n",
    "\r\nGET /status/200 HTTP/1.1\r\n" HOST "\r\n",
};

START_TEST(welcome_heads)
{
    client_send(client, welcome[_i], strlen(welcome[_i]));
    snprintf(client->about, sizeof client->about, "%.150s", welcome[_i]);
    expect_code(client_read(client, "GET"), 200);
    expect_alive(client);
}

/* RFC 9112 §6.3: the same length twice may be taken for one, or refused, as libmicrohttpd does from 1.0.10 on. */
START_TEST(same_length_twice)
{
    client_print(client, "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc");
    struct message *message = client_read(client, "POST");
    if (library_is("1.0.10")) {
        expect_problem(message, 400);
    } else {
        expect_code(message, 200);
        expect_alive(client);
    }
}

/* A NUL in a value is refused, not taken for its end (RFC 9110 §5.5), whatever ends the lines. */
START_TEST(nul_in_a_value)
{
    static const struct text requests[] = {TEXT("GET /anything HTTP/1.1\r\n" HOST "X-A: a\0z\r\n\r\n"),
                                           TEXT("GET /anything HTTP/1.1\nHost: localhost\nX-A: a\0z\n\n")};
    for (int i = 0; i < COUNT(requests); i++) {
        reconnect();
        client_send(client, requests[i].at, requests[i].length);
        expect_code(client_read(client, "GET"), 400);
        expect_closed(client);
    }
}

/* RFC 9112 §5.2: a folded value is refused, or read with one space or more in place of the fold: libmicrohttpd 1.0 has
 * one for each of its bytes. */
START_TEST(folded_value)
{
    client_print(client, "GET /anything HTTP/1.1\r\n" HOST "X-A: one\r\n two\r\n\r\n");
    struct message *message = client_read(client, "GET");
    if (message->code != 400) {
        expect_code(message, 200);
        const char *one = strstr(message->content, "\"one ");
        EXPECT(message, one != NULL, "not unfolded: %s", message->content);
        one += strlen("\"one ");
        EXPECT(message, strncmp(one + strspn(one, " "), "two\"", 4) == 0, "not unfolded: %s", message->content);
    }
}

/* White space behind a value is no part of it (RFC 9110 §5.5). libmicrohttpd 0.9.75 takes it for one, and refuses. */
START_TEST(white_space_behind_a_length)
{
    static const char *const blanks[] = {" ", "\t", " \t "};
    for (int i = 0; i < COUNT(blanks); i++) {
        reconnect();
        client_print(client, "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 5%s\r\n\r\nhello" GET_OK, blanks[i]);
        struct message *message = client_read(client, "POST");
        if (library_is("0.9.75")) {
            expect_problem(message, 400);
            ck_assert_int_ne(client_wait_for_end(client), OPEN);
        } else {
            expect_code(message, 200);
            expect_code(client_read(client, "GET"), 200);
        }
    }
}

/* Chunk lines that end with a bare LF (RFC 9112 §2.2), or have a control character in their extension (§7.1.1).
 * libmicrohttpd 0.9.75 takes them all; whoever takes one takes it for what it is, so that the next request is found. */
static const struct text odd_chunks[] = {TEXT("3\nabc\r\n0\r\n\r\n"),         TEXT("3\r\nabc\n0\r\n\r\n"),
                                         TEXT("3\r\nabc\r\n0\n\n"),           TEXT("3;a\nabc\r\n0\r\n\r\n"),
                                         TEXT("3;a\rb\r\nabc\r\n0\r\n\r\n"),  TEXT("3;a\0b\r\nabc\r\n0\r\n\r\n"),
                                         TEXT("3;a\x01z\r\nabc\r\n0\r\n\r\n")};

START_TEST(odd_chunk_lines)
{
    client_print(client, "POST /anything HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    client_send(client, odd_chunks[_i].at, odd_chunks[_i].length);
    client_print(client, GET_OK);
    snprintf(client->about, sizeof client->about, "odd chunk line, case %d", _i);
    struct message *message = client_read(client, "POST");
    if (message->code == 200) {
        EXPECT(message, strstr(message->content, "\"abc\"") != NULL, "other content: %s", message->content);
        expect_code(client_read(client, "GET"), 200);
    } else {
        expect_problem(message, 400);
        ck_assert_int_ne(client_wait_for_end(client), OPEN);
    }
}

/* Framing in a spelling that not every parser takes: folded, in lines that end in a bare LF (RFC 9112 §2.2), or with
 * white space behind the value, which libmicrohttpd 0.9.75 does not cut off. It is heeded or refused; to overlook it
 * would make the content the next request. */
static const struct {
    const char *host, *rest;
} odd_framing[] = {
    {"\r\n" HOST, "Transfer-Encoding:\r\n chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"},
    {"\r\n" HOST, "Content-Length:\r\n\t5\r\n\r\nhello"},
    {"\nHost: localhost\n", "Transfer-Encoding:\n chunked\n\n3\r\nabc\r\n0\r\n\r\n"},
    {"\nHost: localhost\n", "Content-Length:\n 5\n\nhello"},
    {"\nHost: localhost\n", "Content-Length: 5\n\nhello"},
    {"\r\n" HOST, "Transfer-Encoding: chunked \r\n\r\n3\r\nabc\r\n0\r\n\r\n"},
    {"\r\n" HOST, "Content-Length: 5\t\r\n\r\nhello"},
};

START_TEST(framing_is_never_overlooked)
{
    client_print(client, "POST /status/200 HTTP/1.1%s%s" GET_OK, odd_framing[_i].host, odd_framing[_i].rest);
    snprintf(client->about, sizeof client->about, "odd framing, case %d", _i);
    struct message *message = client_read_head(client);
    if (message->code == 200) {
        client_read_content(client, message, "POST");
        expect_code(client_read(client, "GET"), 200);
        expect_alive(client);
    } else {
        EXPECT(message, message->code == 400 || message->code == 501, "%d", message->code);
        EXPECT(message, strstr(client_take_rest(client), "HTTP/1.1 200") == NULL, "the next request was answered");
    }
}

/* RFC 9110 §10.1.1: an expectation that the server does not know is refused at once, and the connection ends, as the
 * client has yet to send its content. Where there is no content the connection goes on. */
START_TEST(unknown_expectation)
{
    client_print(client, "POST /status/200 HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: tea\r\n\r\n");
    struct message *message = client_read(client, "POST");
    expect_problem(message, 417);
    expect_member(message, "Connection", "close");
    expect_closed(client);
    reconnect();
    expect_problem(client_get(client, "/status/200", "Expect: tea\r\n"), 417);
    expect_alive(client);
}

/* RFC 9112 §2.3, RFC 9110 §2.5: a higher minor version is served as the highest known, another major one is refused. */
START_TEST(versions)
{
    client_print(client, "GET /status/200 HTTP/9.9\r\n" HOST "\r\n");
    struct message *refused = client_read(client, "GET");
    EXPECT(refused, refused->code == 505 || refused->code == 400, "%d", refused->code);
    reconnect();
    client_print(client, "GET /status/200 HTTP/1.9\r\n" HOST "\r\n");
    expect_code(client_read(client, "GET"), 200);
}

SUITE("guard on the wire")
{
    TCase *tcase = wire_case(suite, "guard");
    tcase_add_loop_test(tcase, lost_requests, 0, COUNT(lost));
    tcase_add_loop_test(tcase, wrong_lengths, 0, COUNT(lengths));
    tcase_add_loop_test(tcase, unreadable_requests, 0, COUNT(unreadable));
    tcase_add_loop_test(tcase, wrong_request_lines, 0, COUNT(lines));
    tcase_add_loop_test(tcase, trailer_sections, 0, COUNT(trailers));
    tcase_add_test(tcase, white_space_behind_a_length);
    tcase_add_loop_test(tcase, odd_chunk_lines, 0, COUNT(odd_chunks));
    tcase_add_test(tcase, refusals_explain);
    tcase_add_test(tcase, wrong_hosts);
    tcase_add_loop_test(tcase, welcome_heads, 0, COUNT(welcome));
    tcase_add_test(tcase, same_length_twice);
    tcase_add_test(tcase, nul_in_a_value);
    tcase_add_test(tcase, folded_value);
    tcase_add_loop_test(tcase, framing_is_never_overlooked, 0, COUNT(odd_framing));
    tcase_add_test(tcase, unknown_expectation);
    tcase_add_test(tcase, versions);
}
