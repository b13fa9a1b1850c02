/* The WebSocket echo on the wire (RFC 6455): the handshake, what is echoed, and how the connection ends. */
#include "base/buffer.h"
#include "tests/kit/expect.h"
#include "tests/kit/frame.h"
#include "tests/kit/patience.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#define UPGRADE "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

/* Shakes hands, after which the connection has frames. */
static void shake_hands(struct client *who, const char *target)
{
    struct message *message = client_get(who, target, UPGRADE VERSION KEY);
    expect_code(message, 101);
    expect_field(message, "Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void send_frame(struct client *who, int first, struct text payload)
{
    struct text frame = frame_masked(&who->arena, first, payload);
    client_send(who, frame.at, frame.length);
}

static void expect_bytes(struct client *who, const char *what, struct text expected)
{
    const char *got = client_take(who, expected.length);
    ck_assert_msg(memcmp(got, expected.at, expected.length) == 0, "%s: other bytes than expected came back", what);
}

/* Says goodbye, and sees the connection end (§5.5.1, §7.1.1). */
static void part(struct client *who)
{
    send_frame(who, 0x88, TEXT("\x03\xe8"));
    expect_bytes(who, "a Close", TEXT("\x88\x02\x03\xe8"));
    ck_assert_int_eq(client_wait_for_end(who), CLOSED);
}

/* §4.2.1, §4.2.2 and §4.4; what is no handshake leaves the connection to HTTP. */
START_TEST(handshakes)
{
    static const struct {
        const char *method, *fields;
        int code;
    } cases[] = {
        {"GET", "", 426},
        {"GET", "Upgrade: websocket\r\n" VERSION KEY, 426},
        {"GET", "Connection: Upgrade\r\nUpgrade: h2c\r\n" VERSION KEY, 426},
        {"HEAD", UPGRADE VERSION KEY, 426},
        {"OPTIONS", UPGRADE VERSION KEY, 426},
        {"GET", UPGRADE KEY, 426},
        {"GET", UPGRADE "Sec-WebSocket-Version: 8\r\n" KEY, 426},
        {"GET", UPGRADE "Sec-WebSocket-Version: 13, 8\r\n" KEY, 426},
        {"GET", UPGRADE VERSION, 400},
        {"GET", UPGRADE VERSION "Sec-WebSocket-Key: c2hvcnQ=\r\n", 400},
        {"GET", UPGRADE VERSION KEY KEY, 400},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_ask(client, cases[i].method, "/earn/chat", cases[i].fields);
        expect_code(message, cases[i].code);
        expect_no_field(message, "Sec-WebSocket-Accept");
        if (cases[i].code == 426) {
            expect_field(message, "Upgrade", "websocket");
            expect_member(message, "Connection", "Upgrade");
            expect_field(message, "Sec-WebSocket-Version", "13");
        } else {
            expect_problem(message, 400);
        }
        expect_alive(client);
    }
}

/* §4.1: a client fails the connection where none of the subprotocols that it offers is chosen, or an extension is that
 * it did not offer. */
START_TEST(subprotocols)
{
    struct message *message = client_get(client, "/earn/chat",
                                         UPGRADE VERSION KEY "Sec-WebSocket-Protocol: soap, wamp\r\n"
                                                             "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    expect_code(message, 101);
    expect_field(message, "Sec-WebSocket-Protocol", "soap");
    EXPECT(message, strcmp(message_field(message, "Sec-WebSocket-Protocol"), "soap") == 0, "more than one is chosen");
    expect_no_field(message, "Sec-WebSocket-Extensions");
    part(client);
}

START_TEST(dialogue)
{
    const struct dialogue *d = &dialogues[_i];
    struct text sent = dialogue_sent(&client->arena, d);
    shake_hands(client, _i % 2 == 0 ? "/earn/chat" : "/status/101");
    client_send(client, sent.at, sent.length);
    expect_bytes(client, d->what, d->answer);
    expect_closed(client);
}

START_TEST(size)
{
    const struct sized *sized = &sizes[_i];
    struct text letters = frame_letters(&client->arena, sized->size);
    shake_hands(client, "/earn/chat");
    send_frame(client, sized->first, letters);
    expect_bytes(client, "the head", sized->head);
    expect_bytes(client, "the message", letters);
    part(client);
}

/* The same in segments of one byte each, as far as the kernel lets them be. */
START_TEST(byte_by_byte)
{
    static const int now = 1;
    for (int i = 0; i < dialogue_count; i++) {
        reconnect();
        setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
        shake_hands(client, "/earn/chat");
        struct text sent = dialogue_sent(&client->arena, &dialogues[i]);
        /* What follows a Close may find the connection closed already. */
        for (size_t at = 0; at < sent.length && client_push(client, sent.at + at, 1) == 1; at++) {
        }
        expect_bytes(client, dialogues[i].what, dialogues[i].answer);
    }
}

enum { MANY = 5000 };

/* Many frames at once are answered in their order. */
START_TEST(many_at_once)
{
    struct buffer sent = buffer_in(&client->arena), answer = buffer_in(&client->arena);
    for (int i = 0; i < MANY; i++) {
        struct text number = arena_printf(&client->arena, "%d", i);
        bool ping = i % 3 == 0;
        buffer_add(&sent, frame_masked(&client->arena, ping ? 0x89 : 0x81, number));
        buffer_add(&answer, frame_unmasked(&client->arena, ping ? 0x8a : 0x81, number));
    }
    shake_hands(client, "/earn/chat");
    client_send(client, buffer_text(&sent).at, buffer_text(&sent).length);
    expect_bytes(client, "many frames", buffer_text(&answer));
    part(client);
}

/* A client that closes its half without a Close gets what it has asked for, and no Close, as it has sent none. */
START_TEST(half_close)
{
    shake_hands(client, "/earn/chat");
    send_frame(client, 0x82, frame_letters(&client->arena, 60000));
    client_finish(client);
    expect_bytes(client, "the head", TEXT("\x82\x7e\xea\x60"));
    client_take(client, 60000);
    expect_closed(client);
}

/* A client may go at any time, also in the middle of a frame. */
START_TEST(gone)
{
    for (int i = 0; i < 20; i++) {
        reconnect();
        shake_hands(client, "/earn/chat");
        send_frame(client, 0x81, TEXT("Hello"));
        client_send(client, "\x82\xfe\x10\0maskabc", (size_t)(i % 4 * 3 + 1));
        client_reset(client);
        client = client_open(wire_port());
    }
    expect_serving(wire_port());
}

enum { FLOOD = 64 * 1024 * 1024, UNIT = 4096, UNIT_SENT = UNIT + 8, UNIT_BACK = UNIT + 4 };

/* Sends units over and over without reading, until no more is taken; returns how many bytes that was. */
static size_t flood(struct text unit)
{
    size_t total = 0;
    while (total < FLOOD) {
        size_t at = total % unit.length;
        struct pollfd room = {client->fd, POLLOUT, 0};
        if (poll(&room, 1, 500) == 0) {
            break;
        }
        ssize_t sent = client_push(client, unit.at + at, unit.length - at);
        ck_assert_int_ge(sent, 0);
        total += (size_t)sent;
    }
    return total;
}

/* A client that does not read is not listened to: the server takes no more than fits into the buffers of the two
 * sockets. Once it reads, all comes. */
START_TEST(who_does_not_read)
{
    struct text letters = frame_letters(&client->arena, UNIT), unit = frame_masked(&client->arena, 0x82, letters);
    shake_hands(client, "/earn/chat");
    size_t total = flood(unit);
    ck_assert_msg(total < FLOOD, "the server took all of %d bytes", FLOOD);
    expect_serving(wire_port());
    size_t whole = (total + unit.length - 1) / unit.length, back = 0;
    while (back < whole * UNIT_BACK) {
        struct pollfd ready = {client->fd, POLLIN | (total < whole * unit.length ? POLLOUT : 0), 0};
        ck_assert_int_eq(poll(&ready, 1, PATIENCE), 1);
        if ((ready.revents & POLLOUT) != 0) {
            size_t at = total % unit.length;
            ssize_t sent = client_push(client, unit.at + at, unit.length - at);
            total += sent > 0 ? (size_t)sent : 0;
        }
        if ((ready.revents & POLLIN) != 0) {
            ck_assert(client_receive(client));
            back += client->length;
            client->length = 0;
        }
    }
    ck_assert_uint_eq(back, whole * UNIT_BACK);
    part(client);
}

/* The modifiers of a 101 count before its echo. */
START_TEST(modified)
{
    struct message *message = client_get(client, "/status/101?delay=10ms&reason=Go", UPGRADE VERSION KEY);
    expect_code(message, 101);
    EXPECT(message, strcmp(message->phrase, "Go") == 0, "the phrase is %s", message->phrase);
    part(client);
}

static void start_impatient(void)
{
    static const char *const idle[] = {"--idle", "3s", NULL};
    wire_start(idle);
}

/* A client that sends nothing is told that the server goes away, 1001 (§7.4.1), whether or not it answers that; also in
 * the middle of a message. */
START_TEST(silent)
{
    static const struct text before[] = {TEXT(""), TEXT("\x01\x81maska"), TEXT("\x82\xfe\x10\0maskabc")};
    struct client *clients[COUNT(before)];
    for (int i = 0; i < COUNT(before); i++) {
        clients[i] = client_open(wire_port());
        shake_hands(clients[i], "/earn/chat");
        client_send(clients[i], before[i].at, before[i].length);
    }
    for (int i = 0; i < COUNT(before); i++) {
        expect_bytes(clients[i], "a farewell", TEXT("\x88\x02\x03\xe9"));
        expect_closed(clients[i]);
        client_close(clients[i]);
    }
}

static void start_poor(void)
{
    static const char *const memory[] = {"--max-memory", "150k", NULL};
    wire_start(memory);
}

/* The memory that an echo may need counts against --max-memory while it lasts. */
START_TEST(memory)
{
    shake_hands(client, "/earn/chat");
    struct client *other = client_open(wire_port());
    struct message *message = client_get(other, "/earn/chat", UPGRADE VERSION KEY);
    expect_problem(message, 503);
    client_close(other);
    part(client);
    do {
        reconnect();
        message = client_get(client, "/earn/chat", UPGRADE VERSION KEY);
    } while (message->code == 503); /* until the server has noticed the end of the first */
    expect_code(message, 101);
    part(client);
}

/* A server that stops says so to those who can hear it at once, and waits for nobody. */
START_TEST(stopping)
{
    static const char *const nothing[] = {NULL};
    struct statusd *stopped = statusd_start(nothing);
    struct client *patient = client_open(stopped->ports[0]), *halfway = client_open(stopped->ports[0]);
    shake_hands(patient, "/earn/chat");
    shake_hands(halfway, "/earn/chat");
    client_send(halfway, "\x82\xfe\x10\0mask", 8);
    send_frame(patient, 0x89, TEXT("?"));
    expect_bytes(patient, "a pong", TEXT("\x8a\x01?"));
    struct statusd_end end = statusd_end(stopped, SIGTERM);
    ck_assert_msg(end.status == 0 && end.errors[0] == '\0', "%d %s", end.status, end.errors);
    expect_bytes(patient, "a farewell", TEXT("\x88\x02\x03\xe9"));
    expect_closed(patient);
    client_close(patient);
    client_close(halfway);
}

SUITE("WebSocket on the wire")
{
    TCase *tcase = wire_case(suite, "echo");
    tcase_add_test(tcase, handshakes);
    tcase_add_test(tcase, subprotocols);
    tcase_add_loop_test(tcase, dialogue, 0, dialogue_count);
    tcase_add_loop_test(tcase, size, 0, size_count);
    tcase_add_test(tcase, byte_by_byte);
    tcase_add_test(tcase, many_at_once);
    tcase_add_test(tcase, half_close);
    tcase_add_test(tcase, gone);
    tcase_add_test(tcase, who_does_not_read);
    tcase_add_test(tcase, modified);
    tcase_add_test(tcase, stopping);
    tcase = wire_case_with(suite, "silent", start_impatient);
    tcase_add_test(tcase, silent);
    tcase = wire_case_with(suite, "poor", start_poor);
    tcase_add_test(tcase, memory);
}
