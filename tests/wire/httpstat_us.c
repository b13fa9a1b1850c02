/* httpstat.us's spelling, as its clients know it from its documentation and its sources. */
#include "base/clock.h"
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

/* The content is "code description" as text, {"code":…,"description":…} as JSON, and nothing besides. */
START_TEST(shapes)
{
    static const int codes[] = {200, 201, 302, 400, 404, 418, 429, 500, 503, 520};
    for (int i = 0; i < COUNT(codes); i++) {
        reconnect();
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
    }
}

/* A client may be given the URL as the root of an API; any method will do. */
START_TEST(anything_below)
{
    static const char *const targets[] = {"/404",     "/404/",           "/404/api/v1?x=1",
                                          "/404/200", "/random/404/api", "/random/404,404/"};
    static const char *const methods[] = {"GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"};
    for (int i = 0; i < COUNT(targets); i++) {
        expect_code(client_get(client, targets[i], ""), 404);
        expect_code(client_ask(client, methods[i], targets[i], ""), 404);
    }
    expect_code(client_ask(client, "HEAD", "/404", ""), 404);
    expect_alive(client);
}

/* What a status demands it gets here too, although httpstat.us itself leaves it out. */
START_TEST(statuses_are_right)
{
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
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_get(client, cases[i][0], cases[i][1]);
        EXPECT(message, message->length == 0 && message->framing == FRAMED_BY_LENGTH, "%s", message->content);
        expect_no_field(message, "X-Ignored");
    }
    struct message *kept = client_get(client, "/503?suppressBody=false", "X-HttpStatus-SuppressBody: true\r\n");
    EXPECT(kept, kept->length > 0, "the query does not win over the field");
}

/* The answer does not come before its time. Where both the query and a field ask for a wait, the query counts. */
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
        {"/200?sleep=70&Delay=0", "", 70}, /* Delay is no modifier, and overrules nothing */
        {"/random/200?sleep=70", "", 70},
        {"/200/below?sleep=70", "", 70},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        int64_t start = clock_milliseconds();
        struct message *message = client_get(client, cases[i].target, cases[i].fields);
        expect_code(message, 200);
        EXPECT(message, clock_milliseconds() - start >= cases[i].least - 1, "came early");
    }
    /* The field asks for longer than a test waits, so that the answer shows that the query's 0 counts. */
    expect_code(client_get(client, "/200?sleep=0", "X-HttpStatus-Sleep: 290000\r\n"), 200);
}

START_TEST(sleep_behind_the_head)
{
    struct client *patient = client_open(wire_port());
    int64_t start = clock_milliseconds();
    struct message *message = client_get(client, "/200", "x-HttpStatus-sleepAfterHeaders: 150\r\n");
    EXPECT(message, clock_milliseconds() - start >= 149, "the content came early");
    EXPECT(message, strcmp(message->content, "200 OK") == 0, "%s", message->content);
    expect_alive(client);
    /* The head does not wait for the content. */
    client_request(patient, "GET", "/200", "X-HttpStatus-SleepAfterHeaders: 290000\r\n");
    message = client_read_head(patient);
    EXPECT(message, patient->length == 0, "the content came along");
    client_reset(patient);
}

START_TEST(dribble)
{
    int64_t start = clock_milliseconds();
    client_request(client, "GET", "/200", "X-HttpStatus-DribbleBody: true\r\n");
    struct message *message = client_read(client, "GET");
    EXPECT(message, strcmp(message->content, "200 OK") == 0, "%s", message->content);
    EXPECT(message, clock_milliseconds() - start >= 49, "six bytes in less than five pauses");
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

/* Also on a status without content and with the body suppressed, where httpstat.us does not abort. */
START_TEST(abort_by_field)
{
    size_t length;
    client_request(client, "GET", aborts[_i].target, aborts[_i].fields);
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.ending == RESET, "%s %s: no RST", raw.about, aborts[_i].fields);
    ck_assert_msg((raw_content(&raw, &length) != NULL) == aborts[_i].head, "%s %s: %s", raw.about, aborts[_i].fields,
                  raw.bytes);
    ck_assert_msg(aborts[_i].head || raw.length == 0, "%s: bytes before the head", raw.about);
    ck_assert_msg(length == aborts[_i].content, "%s %s: %zu bytes of content", raw.about, aborts[_i].fields, length);
    expect_serving(wire_port());
}

START_TEST(response_fields)
{
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
}

/* Where both the query, in statusd's own spelling, and a field ask for a fault, the query counts. */
START_TEST(query_wins_over_aborts)
{
    client_request(client, "GET", "/200?fault=close&at=start", "X-HttpStatus-AbortAfterHeaders: true\r\n");
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.ending == client_cut(client) && raw.length == 0, "%s: %s", raw.about, raw.bytes);
}

/* httpstat.us ignores a field that it cannot read; here the answer says which. */
START_TEST(fields_that_say_nothing)
{
    static const char *const cases[][2] = {{"X-HttpStatus-Sleep", "1s"},
                                           {"X-HttpStatus-Sleep", "-1"},
                                           {"X-HttpStatus-Sleep", ""},
                                           {"X-HttpStatus-SuppressBody", "yes"},
                                           {"X-HttpStatus-SleepAfterHeaders", "x"},
                                           {"X-HttpStatus-DribbleBody", "1"},
                                           {"X-HttpStatus-AbortBeforeHeaders", ""},
                                           {"X-HttpStatus-AbortDuringBody", "1"}};
    for (int i = 0; i < COUNT(cases); i++) {
        const char *line = arena_printf(&client->arena, "%s: %s\r\n", cases[i][0], cases[i][1]).at;
        struct message *message = client_get(client, "/200?unheard=1", line);
        expect_code(message, 200);
        EXPECT(message, strcmp(message->content, "200 OK") == 0, "%s", message->content);
        expect_member(message, "X-Ignored", cases[i][0]);
        expect_member(message, "X-Ignored", "unheard");
    }
    expect_no_field(client_get(client, "/200?sleep=0", "X-HttpStatus-Sleep: soon\r\n"), "X-Ignored");
}

START_TEST(mistakes)
{
    static const char *const cases[][2] = {{"/200?sleep=soon", ""},
                                           {"/200?sleep=-1", ""},
                                           {"/200?sleep=300001", ""},
                                           {"/200", "X-HttpStatus-Sleep: 300001\r\n"},
                                           {"/200", "X-HttpStatus-SleepAfterHeaders: 300001\r\n"},
                                           {"/200?suppressBody=perhaps", ""},
                                           {"/99", ""},
                                           {"/1000", ""},
                                           {"/random/", ""},
                                           {"/random/200,abc", ""}};
    for (int i = 0; i < COUNT(cases); i++) {
        expect_problem(client_get(client, cases[i][0], cases[i][1]), 400);
    }
    expect_problem(client_get(client, "/20x", ""), 404);
    expect_alive(client);
}

SUITE("httpstat.us on the wire")
{
    TCase *tcase = wire_case(suite, "httpstat.us");
    tcase_add_test(tcase, shapes);
    tcase_add_test(tcase, anything_below);
    tcase_add_test(tcase, statuses_are_right);
    tcase_add_test(tcase, suppressed_body);
    tcase_add_test(tcase, sleep_before_the_head);
    tcase_add_test(tcase, sleep_behind_the_head);
    tcase_add_test(tcase, dribble);
    tcase_add_loop_test(tcase, abort_by_field, 0, COUNT(aborts));
    tcase_add_test(tcase, response_fields);
    tcase_add_test(tcase, query_wins_over_aborts);
    tcase_add_test(tcase, fields_that_say_nothing);
    tcase_add_test(tcase, mistakes);
}
