/* httpstat.us's spelling, as its clients know it from its documentation and its sources. */
#include "base/clock.h"
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/facts.h"
#include "tests/harness.h"
#include "tests/raw.h"
#include "tests/suites.h"

#include <cjson/cJSON.h>
#include <string.h>

/* Text is "code description", JSON {"code":…,"description":…}, and nothing besides. */
START_TEST(shapes)
{
    static const int codes[] = {200, 201, 302, 400, 404, 418, 429, 500, 503, 520};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct client *client = client_open(shared_port());
        const char *target = arena_printf(&client->arena, "/%d", codes[i]).at, *phrase = expected_phrase(codes[i]);
        struct message *text = client_get(client, target, ""), *other = client_get(client, target, "Accept: */*\r\n");
        expect_code(text, codes[i]);
        expect_field(text, "Content-Type", "text/plain");
        EXPECT(text, strcmp(text->content, arena_printf(&client->arena, "%d %s", codes[i], phrase).at) == 0, "%s",
               text->content);
        EXPECT(other, strcmp(other->content, text->content) == 0, "%s", other->content);
        struct message *document = client_get(client, target, "accept: application/json\r\n");
        expect_code(document, codes[i]);
        expect_field(document, "Content-Type", "application/json");
        cJSON *json = message_json(document);
        EXPECT(document, (int)json_number(document, json, "code") == codes[i], "%s", document->content);
        EXPECT(document, strcmp(json_string(document, json, "description"), phrase) == 0, "%s", document->content);
        EXPECT(document, cJSON_GetArraySize(json) == 2, "more than two members: %s", document->content);
        cJSON_Delete(json);
        client_close(client);
    }
}

/* A client may be given the URL as the root of an API; any method will do. */
START_TEST(anything_below)
{
    static const char *const targets[] = {"/404",     "/404/",           "/404/api/v1?x=1",
                                          "/404/200", "/random/404/api", "/random/404,404/"};
    static const char *const methods[] = {"GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"};
    struct client *client = client_open(shared_port());
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        expect_code(client_get(client, targets[i], ""), 404);
        expect_code(client_ask(client, methods[i], targets[i], ""), 404);
    }
    expect_code(client_ask(client, "HEAD", "/404", ""), 404);
    expect_alive(client);
    client_close(client);
}

/* What a status demands it gets here too, other than over there. */
START_TEST(statuses_are_right)
{
    struct client *client = client_open(shared_port());
    ck_assert_ptr_nonnull(message_field(client_get(client, "/405", ""), "Allow"));
    ck_assert_ptr_nonnull(message_field(client_get(client, "/401", ""), "WWW-Authenticate"));
    ck_assert_ptr_nonnull(message_field(client_get(client, "/407", ""), "Proxy-Authenticate"));
    expect_field(client_get(client, "/206", ""), "Content-Range", "bytes ");
    expect_field(client_get(client, "/301", ""), "Location", "/");
    struct message *message = client_get(client, "/204", "");
    EXPECT(message, message->framing == FRAMED_BY_STATUS, "content");
    expect_no_field(message, "Content-Length");
    expect_no_field(message, "Content-Type");
    expect_field(client_get(client, "/205", ""), "Content-Length", "0");
    expect_code(client_get(client, "/103", ""), 103);
    expect_code(client_read(client, "GET"), 200);
    expect_alive(client);
    client_close(client);
}

START_TEST(suppressed_body)
{
    static const char *const cases[][2] = {{"/200?suppressBody=true", ""},
                                           {"/404?suppressBody=True", ""},
                                           {"/404?suppressbody=true", ""},
                                           {"/503", "X-HttpStatus-SuppressBody: true\r\n"},
                                           {"/503", "x-httpstatus-suppressbody: TRUE\r\n"},
                                           {"/503?suppressBody=true", "X-HttpStatus-SuppressBody: false\r\n"},
                                           {"/random/500-504?suppressBody=true", ""}};
    struct client *client = client_open(shared_port());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct message *message = client_get(client, cases[i][0], cases[i][1]);
        EXPECT(message, message->length == 0 && message->framing == FRAMED_BY_LENGTH, "%s", message->content);
        expect_no_field(message, "X-Ignored");
    }
    struct message *kept = client_get(client, "/503?suppressBody=false", "X-HttpStatus-SuppressBody: true\r\n");
    EXPECT(kept, kept->length > 0, "the query does not win over the field");
    client_close(client);
}

/* The query wins over the field; neither waits less than it says. */
START_TEST(sleep_before_the_head)
{
    static const struct {
        const char *target, *fields;
        int64_t least;
    } cases[] = {
        {"/200?sleep=70", "", 70},
        {"/200", "X-HTTPSTATUS-SLEEP: 70\r\n", 70},
        {"/200?sleep=70", "X-HttpStatus-Sleep: 0\r\n", 70},
        {"/200?delay=70ms", "X-HttpStatus-Sleep: 0\r\n", 70},
        {"/random/200?sleep=70", "", 70},
        {"/200/below?sleep=70", "", 70},
    };
    struct client *client = client_open(shared_port());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t start = clock_milliseconds();
        struct message *message = client_get(client, cases[i].target, cases[i].fields);
        expect_code(message, 200);
        EXPECT(message, clock_milliseconds() - start >= cases[i].least - 1, "came early");
    }
    /* That would be longer than our patience: the query's 0 counts. */
    expect_code(client_get(client, "/200?sleep=0", "X-HttpStatus-Sleep: 290000\r\n"), 200);
    client_close(client);
}

START_TEST(sleep_behind_the_head)
{
    struct client *client = client_open(shared_port()), *patient = client_open(shared_port());
    int64_t start = clock_milliseconds();
    struct message *message = client_get(client, "/200", "x-HttpStatus-sleepAfterHeaders: 150\r\n");
    EXPECT(message, clock_milliseconds() - start >= 149, "the content came early");
    EXPECT(message, strcmp(message->content, "200 OK") == 0, "%s", message->content);
    expect_alive(client);
    client_close(client);
    /* The head does not wait for the content. */
    client_request(patient, "GET", "/200", "X-HttpStatus-SleepAfterHeaders: 290000\r\n");
    message = client_read_head(patient);
    EXPECT(message, patient->length == 0, "the content came along");
    client_reset(patient);
}

START_TEST(dribble)
{
    struct client *client = client_open(shared_port());
    int64_t start = clock_milliseconds();
    client_request(client, "GET", "/200", "X-HttpStatus-DribbleBody: true\r\n");
    struct message *message = client_read(client, "GET");
    EXPECT(message, strcmp(message->content, "200 OK") == 0, "%s", message->content);
    EXPECT(message, clock_milliseconds() - start >= 49, "six bytes in less than five pauses");
    client_close(client);
}

static const struct {
    const char *target, *fields;
    bool head;
    size_t content;
} aborts[] = {
    {"/200", "X-HttpStatus-AbortBeforeHeaders: true\r\n", false, 0},
    {"/200", "x-httpstatus-abortbeforeheaders: TRUE\r\n", false, 0},
    {"/200", "X-HttpStatus-AbortAfterHeaders: true\r\n", true, 0},
    {"/200", "X-HttpStatus-AbortDuringBody: true\r\n", true, 1},
    {"/random/503", "X-HttpStatus-AbortDuringBody: true\r\n", true, 1},
    {"/204", "X-HttpStatus-AbortBeforeHeaders: true\r\n", false, 0},
    {"/204", "X-HttpStatus-AbortAfterHeaders: true\r\n", true, 0},
    {"/204", "X-HttpStatus-AbortDuringBody: true\r\n", true, 0},
    {"/200?suppressBody=true", "X-HttpStatus-AbortBeforeHeaders: true\r\n", false, 0},
    {"/200?suppressBody=true", "X-HttpStatus-AbortAfterHeaders: true\r\n", true, 0},
};

/* Also where httpstat.us forgets it: on a status without content, and with the body suppressed. */
START_TEST(abort_by_field)
{
    struct client *client = client_open(shared_port());
    size_t length;
    client_request(client, "GET", aborts[_i].target, aborts[_i].fields);
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.ending == RESET, "%s %s: no RST", raw.about, aborts[_i].fields);
    ck_assert_msg((raw_content(&raw, &length) != NULL) == aborts[_i].head, "%s %s: %s", raw.about, aborts[_i].fields,
                  raw.bytes);
    ck_assert_msg(aborts[_i].head || raw.length == 0, "%s: bytes before the head", raw.about);
    ck_assert_msg(length == aborts[_i].content, "%s %s: %zu bytes of content", raw.about, aborts[_i].fields, length);
    client_close(client);
    expect_serving(shared_port());
}

START_TEST(response_fields)
{
    struct client *client = client_open(shared_port());
    struct message *message =
        client_get(client, "/503", "X-HttpStatus-Response-X-A: 1\r\nx-httpstatus-response-Retry-After: 7\r\n");
    expect_field(message, "X-A", "1");
    expect_field(message, "Retry-After", "7"); /* in place of the default, in whatever letters */
    message = client_get(client, "/200",
                         "X-HTTPSTATUS-RESPONSE-set-cookie: a=1\r\nX-HttpStatus-Response-Set-Cookie: b=2\r\n");
    EXPECT(message, message_count(message, "Set-Cookie") == 2, "not both");
    message = client_get(client, "/200?header=X-A:query", "X-HttpStatus-Response-X-A: field\r\n");
    expect_field(message, "X-A", "query");
    expect_problem(client_get(client, "/200", "X-HttpStatus-Response-Content-Length: 5\r\n"), 400);
    expect_problem(client_get(client, "/200", "X-HttpStatus-Response-Transfer-Encoding: gzip\r\n"), 400);
    expect_alive(client);
    client_close(client);
}

/* The grammar's own parameters, in the query, count more than request fields. */
START_TEST(query_wins_over_aborts)
{
    struct client *client = client_open(shared_port());
    client_request(client, "GET", "/200?fault=close&at=start", "X-HttpStatus-AbortAfterHeaders: true\r\n");
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.ending == CLOSED && raw.length == 0, "%s: %s", raw.about, raw.bytes);
    client_close(client);
}

START_TEST(mistakes)
{
    static const char *const cases[][2] = {{"/200?sleep=soon", ""},
                                           {"/200?sleep=-1", ""},
                                           {"/200", "X-HttpStatus-Sleep: 1s\r\n"},
                                           {"/200", "X-HttpStatus-SleepAfterHeaders: x\r\n"},
                                           {"/200?suppressBody=perhaps", ""},
                                           {"/200", "X-HttpStatus-AbortDuringBody: 1\r\n"},
                                           {"/99", ""},
                                           {"/1000", ""},
                                           {"/random/", ""},
                                           {"/random/200,abc", ""}};
    struct client *client = client_open(shared_port());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_problem(client_get(client, cases[i][0], cases[i][1]), 400);
    }
    expect_problem(client_get(client, "/20x", ""), 404);
    expect_alive(client);
    client_close(client);
}

Suite *httpstatus_wire_suite(void)
{
    Suite *suite = suite_create("httpstat.us on the wire");
    TCase *tcase = tcase_create("httpstat.us");
    tcase_add_unchecked_fixture(tcase, shared_start, shared_stop);
    tcase_add_test(tcase, shapes);
    tcase_add_test(tcase, anything_below);
    tcase_add_test(tcase, statuses_are_right);
    tcase_add_test(tcase, suppressed_body);
    tcase_add_test(tcase, sleep_before_the_head);
    tcase_add_test(tcase, sleep_behind_the_head);
    tcase_add_test(tcase, dribble);
    tcase_add_loop_test(tcase, abort_by_field, 0, sizeof aborts / sizeof aborts[0]);
    tcase_add_test(tcase, response_fields);
    tcase_add_test(tcase, query_wins_over_aborts);
    tcase_add_test(tcase, mistakes);
    suite_add_tcase(suite, tcase);
    return suite;
}
