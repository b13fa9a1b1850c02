/* 1xx on the wire: expectations, hints, the WebSocket handshake, and the order of answers. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <string.h>

/* RFC 6455 §1.3: the key of its example, and what has to come back. */
#define OFFER                                                                                                          \
    "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"                           \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define ACCEPTED "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

START_TEST(websocket_handshake)
{
    struct message *message = client_get(client, "/status/101", OFFER);
    expect_code(message, 101);
    expect_field(message, "Upgrade", "websocket");
    expect_member(message, "Connection", "Upgrade");
    expect_field(message, "Sec-WebSocket-Accept", ACCEPTED);
    EXPECT(message, strlen(message_field(message, "Sec-WebSocket-Accept")) == strlen(ACCEPTED), "a longer accept");
    expect_no_field(message, "Sec-WebSocket-Protocol");
    expect_no_field(message, "Sec-WebSocket-Extensions");
    expect_no_field(message, "Content-Length");
    expect_no_field(message, "Transfer-Encoding");
}

/* A request that RFC 6455 §4.2.1 does not accept as a handshake still gets the 101 that it asked for, without the
 * fields of a WebSocket, and the connection ends. */
START_TEST(bare_switch)
{
    static const struct {
        const char *method, *fields;
    } cases[] = {
        {"GET", ""},
        {"GET", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"},
        {"GET", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dG9vIHNob3J0\r\n"},
        {"GET", "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"},
        {"POST", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"},
        {"HEAD", ""},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_ask(client, cases[i].method, "/status/101", cases[i].fields);
        expect_code(message, 101);
        expect_field(message, "Upgrade", "websocket");
        expect_no_field(message, "Sec-WebSocket-Accept");
        expect_closed(client);
    }
}

/* RFC 9110 §7.8: a server must not change to a protocol that was not offered; the first of the offers is named. */
START_TEST(offered_protocol)
{
    static const char *const offers[][2] = {
        {"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n", "h2c"},
        {"Connection: upgrade\r\nUpgrade: TLS/1.2, h2c\r\n", "TLS/1.2"},
        {"Connection: Upgrade\r\nUpgrade: h2c, foo/1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", "h2c"},
        {"Upgrade: h2c\r\n", "websocket"}, /* without Connection it is no offer */
    };
    for (int i = 0; i < COUNT(offers); i++) {
        reconnect();
        struct message *message = client_get(client, "/status/101", offers[i][0]);
        expect_code(message, 101);
        EXPECT(message, strcmp(message_field(message, "Upgrade"), offers[i][1]) == 0, "Upgrade: %s",
               message_field(message, "Upgrade"));
        expect_member(message, "Connection", "Upgrade");
        expect_closed(client);
    }
}

/* RFC 6455 §4.2.2, §4.4: another version of WebSocket is refused with the one that is spoken. */
START_TEST(other_websocket_version)
{
    static const char *const versions[] = {"Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 14\r\n", ""};
    for (int i = 0; i < COUNT(versions); i++) {
        reconnect();
        struct message *message = client_get(client, "/status/101",
                                             arena_printf(&client->arena,
                                                          "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s",
                                                          versions[i])
                                                 .at);
        expect_code(message, 426);
        expect_field(message, "Sec-WebSocket-Version", "13");
        expect_field(message, "Upgrade", "websocket");
        expect_alive(client);
    }
}

/* RFC 9110 §7.8: a client that offers to upgrade and expects a 100 gets the 100 before the 101, with or without
 * content, and also where the answer is to be early. */
START_TEST(continue_before_switch)
{
    static const char *const targets[] = {"/status/101", "/status/101?early=final"};
    for (int i = 0; i < 2 * COUNT(targets); i++) {
        bool content = i % 2 != 0;
        reconnect();
        client_print(client, "GET %s HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n%s" OFFER "\r\n", targets[i / 2],
                     content ? "Content-Length: 2\r\n" : "");
        expect_code(client_read_head(client), 100);
        client_send(client, "hi", content ? 2 : 0);
        expect_code(client_read_head(client), 101);
    }
}

/* RFC 9110 §7.8: Upgrade in HTTP/1.0 is ignored. */
START_TEST(no_switch_for_old_clients)
{
    client_print(client, "GET /status/101 HTTP/1.0\r\n" OFFER "\r\n");
    struct message *message = client_read(client, "GET");
    expect_code(message, 200);
    expect_no_field(message, "Upgrade");
    expect_no_field(message, "Sec-WebSocket-Accept");
}

/* The 200 in place of the 101 has the media type that Accept asks for, as any 200 has. */
START_TEST(type_of_what_is_no_switch)
{
    static const char *const types[][2] = {
        {"", "application/json"}, {"Accept: text/html\r\n", "text/html"}, {"Accept: text/plain\r\n", "text/plain"}};
    for (int i = 0; i < COUNT(types); i++) {
        reconnect();
        client_print(client, "GET /status/101 HTTP/1.0\r\n%s\r\n", types[i][0]);
        struct message *message = client_read(client, "GET");
        expect_code(message, 200);
        expect_field(message, "Content-Type", types[i][1]);
        EXPECT(message, message->length > 0, "no content");
    }
}

#define EXPECTANT "Host: localhost\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n"

/* RFC 9110 §10.1.1: the client waits for the 100 before it sends its content. It comes once, also where /status/100
 * asks for a 100 anyway. */
START_TEST(one_continue_before_the_content)
{
    static const int codes[] = {100, 200, 204};
    for (int i = 0; i < COUNT(codes); i++) {
        reconnect();
        client_print(client, "POST /status/%d HTTP/1.1\r\n" EXPECTANT, codes[i]);
        struct message *interim = client_read(client, "POST");
        expect_code(interim, 100);
        EXPECT(interim, strcmp(interim->phrase, "Continue") == 0, "the phrase is %s", interim->phrase);
        expect_no_field(interim, "Content-Length");
        client_send(client, "hello", 5);
        expect_code(client_read(client, "POST"), codes[i] == 100 ? 200 : codes[i]);
        expect_alive(client);
    }
}

/* RFC 9110 §10.1.1, §15.2: HTTP/1.0 has no expectations, and no 1xx. */
START_TEST(no_continue_for_old_clients)
{
    client_print(client, "POST /status/404 HTTP/1.0\r\n" EXPECTANT);
    client_send(client, "hello", 5);
    expect_code(client_read(client, "POST"), 404);
    expect_closed(client);
}

/* RFC 9110 §10.1.1: a server may leave the 100 out where the request has no content, so there is none or one. */
START_TEST(nothing_to_continue_with)
{
    struct message *message =
        client_ask(client, "POST", "/status/404", "Content-Length: 0\r\nExpect: 100-continue\r\n");
    expect_code(message->code == 100 ? client_read(client, "POST") : message, 404);
    expect_alive(client);
}

START_TEST(expected_content_arrives)
{
    client_print(client, "PUT /anything HTTP/1.1\r\n" EXPECTANT);
    expect_code(client_read(client, "PUT"), 100);
    client_send(client, "hello", 5);
    struct message *message = client_read(client, "PUT");
    expect_code(message, 200);
    EXPECT(message, strstr(message->content, "\"hello\"") != NULL, "no hello in %s", message->content);
}

/* RFC 8297 §2. What the 103 hints at is there for the client to fetch. */
START_TEST(early_hints)
{
    struct message *hints = client_get(client, "/status/103", "");
    expect_code(hints, 103);
    const char *link = message_field(hints, "Link");
    expect_field(hints, "Link", "<");
    EXPECT(hints, strchr(link, '>') != NULL && strstr(link, "rel=preload") != NULL && strstr(link, "as=style") != NULL,
           "Link: %s", link);
    struct message *page = client_read(client, "GET");
    expect_code(page, 200);
    expect_field(page, "Link", link); /* what was hinted comes true */
    size_t length = (size_t)(strchr(link, '>') - link - 1);
    struct message *style = client_get(client, arena_printf(&client->arena, "%.*s", (int)length, link + 1).at, "");
    expect_code(style, 200);
    expect_field(style, "Content-Type", "text/css");
}

/* RFC 9112 §9.3.2: answers come in the order of the requests, interim ones with their own. */
START_TEST(pipelining)
{
    static const int codes[] = {200, 404, 204, 103, 304, 500, 205, 418, 206, 102,
                                301, 503, 207, 599, 201, 999, 100, 429, 226, 511};
    char requests[COUNT(codes) * 64];
    size_t length = 0;
    for (int i = 0; i < COUNT(codes); i++) {
        length += (size_t)snprintf(requests + length, sizeof requests - length,
                                   "%s /status/%d HTTP/1.1\r\nHost: localhost\r\n\r\n", i % 3 == 2 ? "HEAD" : "GET",
                                   codes[i]);
    }
    client_send(client, requests, length);
    for (int i = 0; i < COUNT(codes); i++) {
        const char *method = i % 3 == 2 ? "HEAD" : "GET";
        snprintf(client->about, sizeof client->about, "pipelined %s %d, number %d", method, codes[i], i);
        expect_code(client_read(client, method), codes[i]);
        if (codes[i] < 200) {
            expect_code(client_read(client, method), 200);
        }
    }
    expect_alive(client);
}

SUITE("interim responses on the wire")
{
    TCase *tcase = wire_case(suite, "interim");
    tcase_add_test(tcase, websocket_handshake);
    tcase_add_test(tcase, bare_switch);
    tcase_add_test(tcase, offered_protocol);
    tcase_add_test(tcase, other_websocket_version);
    tcase_add_test(tcase, continue_before_switch);
    tcase_add_test(tcase, no_switch_for_old_clients);
    tcase_add_test(tcase, type_of_what_is_no_switch);
    tcase_add_test(tcase, one_continue_before_the_content);
    tcase_add_test(tcase, no_continue_for_old_clients);
    tcase_add_test(tcase, nothing_to_continue_with);
    tcase_add_test(tcase, expected_content_arrives);
    tcase_add_test(tcase, early_hints);
    tcase_add_test(tcase, pipelining);
}
