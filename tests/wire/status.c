/* Every status on the wire, held against tests/facts/status-facts.tsv. */
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <string.h>

/* The facts are about requests with this field and no other that matters. */
static const char any_type[] = "Accept: */*\r\n";

static const struct fact *nth_fact(int nth)
{
    int count;
    return &facts_all(&count)[nth];
}

static bool is_interim(int code)
{
    return code / 100 == 1 && code != 101;
}

/* In the client's arena. */
static const char *status_target(int code)
{
    return arena_printf(&client->arena, "/status/%d", code).at;
}

static void expect_status_line(const struct message *message, int code)
{
    const char *phrase = expected_phrase(code);
    EXPECT(message, message->code == code, "expected %d, got %d", code, message->code);
    EXPECT(message, message->phrase[0] != '\0' && strcmp(message->phrase, "Non-Standard Status") != 0,
           "the phrase of %d is \"%s\"", code, message->phrase);
    EXPECT(message, phrase == NULL || strcmp(message->phrase, phrase) == 0, "the phrase of %d is \"%s\", not \"%s\"",
           code, message->phrase, phrase);
}

/* The fields that the row demands and those that it forbids. */
static void expect_fact_fields(const struct message *message, const struct fact *fact)
{
    for (int i = 0; fact->must[i] != NULL; i++) {
        char name[64];
        const char *colon = strchr(fact->must[i], ':');
        snprintf(name, sizeof name, "%.*s", (int)(colon - fact->must[i]), fact->must[i]);
        expect_field(message, name, colon + 1 + (colon[1] == ' '));
    }
    for (int i = 0; fact->forbidden[i] != NULL; i++) {
        expect_no_field(message, fact->forbidden[i]);
    }
}

static void expect_fact_content(const struct message *message, const struct fact *fact)
{
    if (fact->type != NULL) {
        expect_field(message, "Content-Type", fact->type);
    } else {
        expect_no_field(message, "Content-Type");
    }
    if (strcmp(fact->content, "none") == 0) {
        EXPECT(message, message->framing == FRAMED_BY_STATUS, "content where none may be");
    } else if (strcmp(fact->content, "empty") == 0) {
        EXPECT(message, message->framing == FRAMED_BY_LENGTH && message->length == 0, "not framed as empty");
    } else {
        EXPECT(message, message->framing == FRAMED_BY_LENGTH && message->length > 0, "no content of a known length");
    }
}

/* Whether the connection goes on is as the row says, and was announced. */
static void expect_fact_ending(const struct message *message, const struct fact *fact)
{
    if (!fact->closes) {
        expect_alive(client);
        return;
    }
    expect_closed(client);
    if (message->code >= 200) {
        expect_member(message, "Connection", "close");
    }
}

START_TEST(facts_hold)
{
    const struct fact *fact = nth_fact(_i);
    struct message *message = client_get(client, status_target(fact->code), any_type);
    expect_status_line(message, fact->code);
    expect_fact_fields(message, fact);
    expect_fact_content(message, fact);
    if (is_interim(fact->code)) {
        struct message *final = client_read(client, "GET");
        expect_code(final, 200);
        EXPECT(final, strstr(final->content, "interim") != NULL, "the 200 does not tell: %s", final->content);
    }
    expect_fact_ending(message, fact);
}

/* RFC 9110 §9.3.2: HEAD gets what GET would, but for the content; the clock may have moved in between. */
static void expect_same_head(const struct message *head, const struct message *get)
{
    expect_code(head, get->code);
    EXPECT(head, strcmp(head->phrase, get->phrase) == 0, "another phrase than with GET: %s", head->phrase);
    EXPECT(head, head->count == get->count, "%d field lines, %d with GET", head->count, get->count);
    for (int i = 0; i < head->count; i++) {
        const struct line *a = &head->lines[i], *b = &get->lines[i];
        EXPECT(head, strcmp(a->name, b->name) == 0, "field %s stands where GET has %s", a->name, b->name);
        EXPECT(head, strcmp(a->name, "Date") == 0 || strcmp(a->value, b->value) == 0, "%s: %s, but with GET %s",
               a->name, a->value, b->value);
    }
}

START_TEST(head_is_like_get)
{
    const struct fact *fact = nth_fact(_i);
    struct client *other = client_open(wire_port());
    struct message *get = client_get(other, status_target(fact->code), any_type);
    struct message *head = client_ask(client, "HEAD", status_target(fact->code), any_type);
    if (fact->code != 405) { /* Allow names other methods than the one that was used, here for both */
        expect_same_head(head, get);
    }
    if (is_interim(fact->code)) {
        expect_same_head(client_read(client, "HEAD"), client_read(other, "GET"));
    }
    /* Content behind the head would be taken for the next answer, or for a byte where the end should be. */
    expect_fact_ending(head, fact);
    client_close(other);
}

/* RFC 9110 §15.2 and §7.8: no 1xx; RFC 9112 §6.1: no Transfer-Encoding, and the connection ends by itself. */
START_TEST(old_clients_get_final_responses)
{
    const struct fact *fact = nth_fact(_i);
    client_print(client, "GET /status/%d HTTP/1.0\r\nAccept: */*\r\n\r\n", fact->code);
    struct message *message = client_read(client, "GET");
    expect_status_line(message, fact->code < 200 ? 200 : fact->code);
    expect_no_field(message, "Transfer-Encoding");
    if (fact->code >= 200) {
        expect_fact_content(message, fact);
    } else {
        expect_no_field(message, "Upgrade");
    }
    expect_closed(client);
}

/* RFC 9110 §6.6.1, §5.6.7: a Date, once, as IMF-fixdate, on every 2xx, 3xx and 4xx. */
START_TEST(dates_are_fixdates)
{
    const struct fact *fact = nth_fact(_i);
    struct message *message = client_get(client, status_target(fact->code), "");
    const char *date = message_field(message, "Date");
    int end = 0;
    if (fact->code >= 200 && fact->code < 500) {
        char day[4], month[4];
        expect_field(message, "Date", "");
        sscanf(date, "%3[A-Za-z], %*2d %3[A-Za-z] %*4d %*2d:%*2d:%*2d GMT%n", day, month, &end);
        EXPECT(message, end == 29 && date[29] == '\0', "not an IMF-fixdate: %s", date);
    }
}

START_TEST(teapot_by_name)
{
    struct message *named = client_get(client, "/im-a-teapot", ""), *asked = client_get(client, "/status/418", "");
    expect_code(named, 418);
    EXPECT(named, strcmp(named->content, asked->content) == 0, "%s", named->content);
    expect_code(client_ask(client, "BREW", "/im-a-teapot", ""), 418);
}

SUITE("status on the wire")
{
    int count;
    TCase *tcase = wire_case(suite, "facts");
    facts_all(&count);
    tcase_add_loop_test(tcase, facts_hold, 0, count);
    tcase_add_loop_test(tcase, head_is_like_get, 0, count);
    tcase_add_loop_test(tcase, old_clients_get_final_responses, 0, count);
    tcase_add_loop_test(tcase, dates_are_fixdates, 0, count);
    tcase_add_test(tcase, teapot_by_name);
}
