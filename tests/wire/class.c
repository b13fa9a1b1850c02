/* Every code there is, from 100 to 999, with or without a row in the table of statuses. */
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

/* What the rules of its class say where nothing else is known of a code (RFC 9110 §15, RFC 9112 §6.3). */
static void expect_class_content(const struct message *message)
{
    if (message->code < 200) {
        expect_no_field(message, "Content-Length");
        expect_no_field(message, "Transfer-Encoding");
        expect_no_field(message, "Content-Type");
    } else {
        EXPECT(message, message->framing == FRAMED_BY_LENGTH && message->length > 0, "no content of a known length");
        expect_field(message, "Content-Type", message->code < 400 ? "application/json" : "application/problem+json");
    }
}

START_TEST(any_code_is_sent)
{
    struct message *message = client_get(client, arena_printf(&client->arena, "/status/%d", _i).at, "");
    const struct fact *fact = fact_find(_i);
    expect_code(message, _i);
    EXPECT(message, message->phrase[0] != '\0', "no phrase for %d", _i);
    EXPECT(message, strcmp(message->phrase, "Non-Standard Status") != 0, "the library's own phrase for %d", _i);
    if (fact == NULL) {
        expect_class_content(message);
    }
    if (_i < 200 && _i != 101) {
        expect_code(client_read(client, "GET"), 200);
    }
    if (fact == NULL || !fact->closes) {
        expect_alive(client);
    }
}

/* Both answers to the same request are the same, also where the server keeps the first one and sends it again. */
START_TEST(twice_is_the_same)
{
    const char *target = arena_printf(&client->arena, "/status/%d", _i).at;
    struct message *first = client_get(client, target, ""), *second = client_get(client, target, "");
    expect_code(first, _i);
    expect_code(second, _i);
    EXPECT(second, first->length == second->length && memcmp(first->content, second->content, first->length) == 0,
           "other content the second time: %s", second->content);
}

SUITE("codes on the wire")
{
    TCase *tcase = wire_case(suite, "codes");
    tcase_add_loop_test(tcase, any_code_is_sent, 100, 1000);
    tcase_add_loop_test(tcase, twice_is_the_same, 402, 408); /* 408 ends its connection */
}
