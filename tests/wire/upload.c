/* /earn/upload on the wire, by the draft of resumable uploads: what is told to whom, in order, on one key. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

#define TARGET "/earn/upload?key=up"
#define FIRST "/earn/upload/1?key=up"
#define V8 "Upload-Draft-Interop-Version: 8\r\n"
#define WHOLE "Upload-Complete: ?1\r\n"
#define PARTIAL "Upload-Complete: ?0\r\n"
#define APPEND "Content-Type: application/partial-upload\r\n"
#define AT(offset) "Upload-Offset: " #offset "\r\n"
#define LENGTH(length) "Upload-Length: " #length "\r\n"

static struct message *send_content(const char *method, const char *target, const char *fields, const char *content)
{
    client_print(client, "%s %s HTTP/1.1\r\nHost: a\r\n%sContent-Length: %zu\r\n\r\n%s", method, target, fields,
                 strlen(content), content);
    return client_read(client, method);
}

static void reset(void)
{
    expect_code(client_ask(client, "DELETE", "/earn?key=up", ""), 204);
}

/* HEAD says so of the first upload. */
static void expect_state(const char *offset, const char *complete, const char *length)
{
    struct message *message = client_ask(client, "HEAD", FIRST, "");
    expect_code(message, 204);
    ck_assert_str_eq(message_field(message, "Upload-Offset"), offset);
    ck_assert_str_eq(message_field(message, "Upload-Complete"), complete);
    expect_field(message, "Upload-Limit", "max-size=");
    expect_field(message, "Cache-Control", "no-store");
    if (length != NULL) {
        expect_field(message, "Upload-Length", length);
    } else {
        expect_no_field(message, "Upload-Length");
    }
}

/* A POST of "hello". 104 goes before the answer to those who know this draft, and to nobody else. */
static const struct {
    const char *fields;
    bool announced;
    int code;
} posts[] = {
    {V8 WHOLE, true, 200},
    {V8 WHOLE LENGTH(5), true, 200},
    {V8 PARTIAL, true, 201},
    {V8 PARTIAL LENGTH(9), true, 201},
    {V8 PARTIAL LENGTH(5), true, 201}, /* it may be incomplete all the same */
    {V8 "Upload-Complete: ?1;a\r\n" LENGTH(5), true, 200},
    {WHOLE, false, 200},
    {PARTIAL, false, 201},
    {"Upload-Draft-Interop-Version: 7\r\n" WHOLE, false, 200},
    {"Upload-Draft-Interop-Version: 8, 8\r\n" WHOLE, false, 200},
    {"Upload-Draft-Interop-Version: 80\r\n" PARTIAL, false, 201},
    {V8, false, 200},                          /* an ordinary POST */
    {V8 "Upload-Complete: 1\r\n", false, 200}, /* no Boolean: as if it were not there */
    {V8 "Upload-Complete: true\r\n", false, 200},
    {V8 "Upload-Complete: ?1, ?1\r\n", false, 200},
    {V8 "Upload-Complete: ?2\r\n", false, 200},
    {V8 WHOLE LENGTH(6), false, 400}, /* not what Content-Length says */
    {V8 WHOLE LENGTH(4), false, 400},
    {V8 PARTIAL LENGTH(4), false, 400},
    {V8 WHOLE LENGTH(-5), true, 200}, /* no length: ignored */
    {V8 WHOLE LENGTH(5.0), true, 200},
    {V8 WHOLE LENGTH(four), true, 200},
    {V8 WHOLE LENGTH(9999999999999999), true, 200}, /* an Integer has 15 digits */
    {V8 PARTIAL LENGTH(262144), true, 201},
    {V8 PARTIAL LENGTH(262145), false, 413},
    {V8 PARTIAL LENGTH(999999999999999), false, 413},
};

START_TEST(beginning)
{
    reset();
    struct message *message = send_content("POST", TARGET, posts[_i].fields, "hello");
    if (posts[_i].announced) {
        EXPECT(message, message->code == 104, "with %s: %d", posts[_i].fields, message->code);
        expect_field(message, "Location", FIRST);
        expect_field(message, "Upload-Draft-Interop-Version", "8");
        expect_field(message, "Upload-Limit", "max-size=262144");
        message = client_read(client, "POST");
        expect_field(message, "Location", FIRST);
    }
    EXPECT(message, message->code == posts[_i].code, "with %s: %d", posts[_i].fields, message->code);
    if (posts[_i].code == 201) {
        expect_field(message, "Location", FIRST);
        expect_field(message, "Upload-Limit", "max-size=");
        expect_field(message, "Upload-Complete", "?0");
        expect_state("5", "?0", strstr(posts[_i].fields, "Length") != NULL ? "" : NULL);
    } else if (posts[_i].code == 413) {
        expect_field(message, "Upload-Limit", "max-size=");
    } else if (posts[_i].announced) {
        expect_field(message, "Upload-Complete", "?1");
        expect_state("5", "?1", "5");
    }
    if (posts[_i].code >= 400) {
        expect_problem(message, posts[_i].code);
        expect_code(client_ask(client, "HEAD", FIRST, ""), 404);
    }
    expect_alive(client);
}

/* RFC 9110 §15.2. */
START_TEST(never_to_http_1_0)
{
    reset();
    client_print(client, "POST " TARGET " HTTP/1.0\r\n" V8 WHOLE "Content-Length: 5\r\n\r\nhello");
    struct message *message = client_read(client, "POST");
    expect_code(message, 200);
    expect_field(message, "Location", FIRST);
}

/* 104 does not stand for the 100 that the client waits for. */
START_TEST(after_the_100)
{
    reset();
    client_print(client, "POST " TARGET " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" V8 WHOLE
                         "Content-Length: 5\r\n\r\n");
    expect_code(client_read_head(client), 100);
    client_send(client, "hello", 5);
    expect_code(client_read_head(client), 104);
    expect_code(client_read(client, "POST"), 200);
}

/* An append to an upload of 9 bytes, of which 5 are there; then what HEAD says. */
static const struct {
    const char *fields, *content;
    int code;
    const char *offset, *complete; /* NULL: the upload is over */
} appends[] = {
    {APPEND AT(5) WHOLE, "byes", 200, "9", "?1"},
    {APPEND AT(5) PARTIAL, "bye", 204, "8", "?0"},
    {APPEND AT(5) PARTIAL, "", 204, "5", "?0"},
    {APPEND AT(5) PARTIAL, "byes", 204, "9", "?0"},
    {APPEND AT(5) PARTIAL LENGTH(9), "bye", 204, "8", "?0"},
    {"Content-Type: Application/Partial-Upload; a=b\r\n" AT(5) WHOLE, "byes", 200, "9", "?1"},
    {"Content-Type: application/octet-stream\r\n" AT(5) WHOLE, "byes", 415, "5", "?0"},
    {AT(5) WHOLE, "byes", 415, "5", "?0"},
    {APPEND AT(4) WHOLE, "byes", 409, "5", "?0"},
    {APPEND AT(6) PARTIAL, "bye", 409, "5", "?0"},
    {APPEND WHOLE, "byes", 400, "5", "?0"},
    {APPEND AT(x) WHOLE, "byes", 400, "5", "?0"},
    {APPEND AT(-5) WHOLE, "byes", 400, "5", "?0"},
    {APPEND AT(5) AT(5) WHOLE, "byes", 400, "5", "?0"}, /* a list is no Item */
    {APPEND AT(5), "byes", 400, "5", "?0"},
    {APPEND AT(5) "Upload-Complete: yes\r\n", "byes", 400, "5", "?0"},
    {APPEND AT(5) WHOLE, "bye", 400, "5", "?0"}, /* 8 bytes cannot be all of 9 */
    {APPEND AT(5) PARTIAL LENGTH(10), "bye", 400, "5", "?0"},
    {APPEND AT(5) PARTIAL, "byebye", 400, NULL, NULL}, /* longer than it should be: over */
};

START_TEST(appending)
{
    reset();
    expect_code(send_content("POST", TARGET, PARTIAL LENGTH(9), "hello"), 201);
    struct message *message = send_content("PATCH", FIRST, appends[_i].fields, appends[_i].content);
    EXPECT(message, message->code == appends[_i].code, "with %s: %d %s", appends[_i].fields, message->code,
           message->content);
    if (appends[_i].code == 409) {
        expect_field(message, "Upload-Offset", "5");
    } else if (appends[_i].code == 415) {
        expect_field(message, "Accept-Patch", "application/partial-upload");
    } else if (appends[_i].code < 300) {
        expect_field(message, "Upload-Complete", appends[_i].complete);
        expect_no_field(message, "Location");
    }
    if (appends[_i].offset != NULL) {
        expect_state(appends[_i].offset, appends[_i].complete, "9");
    } else {
        expect_code(client_ask(client, "HEAD", FIRST, ""), 410);
    }
}

/* Part by part, without a length; what is complete stays as it is. */
START_TEST(to_the_end)
{
    reset();
    expect_code(send_content("POST", TARGET, PARTIAL, ""), 201);
    expect_state("0", "?0", NULL);
    expect_code(send_content("PATCH", FIRST, APPEND AT(0) PARTIAL, "hel"), 204);
    expect_code(send_content("PATCH", FIRST, APPEND AT(3) PARTIAL, "lo"), 204);
    expect_state("5", "?0", NULL);
    struct message *last = send_content("PATCH", FIRST, APPEND AT(5) WHOLE, "");
    expect_code(last, 200);
    EXPECT(last, strstr(last->content, "5 bytes") != NULL, "%s", last->content);
    expect_problem(send_content("PATCH", FIRST, APPEND AT(5) WHOLE, ""), 400);
    expect_problem(send_content("PATCH", FIRST, APPEND AT(5) PARTIAL, "more"), 400);
    expect_problem(send_content("PATCH", FIRST, APPEND AT(0) PARTIAL, "more"), 409);
    expect_state("5", "?1", "5");
}

START_TEST(to_the_limit)
{
    char *large = arena_alloc(&client->arena, 262145);
    memset(large, 'x', 262144);
    reset();
    expect_code(send_content("POST", TARGET, PARTIAL, large), 201);
    expect_state("262144", "?0", NULL);
    struct message *message = send_content("PATCH", FIRST, APPEND AT(262144) PARTIAL, "x");
    expect_problem(message, 413);
    expect_field(message, "Upload-Limit", "max-size=262144");
    expect_problem(send_content("PATCH", FIRST, APPEND AT(262144) PARTIAL LENGTH(262145), ""), 413);
    expect_code(send_content("PATCH", FIRST, APPEND AT(262144) WHOLE, ""), 200);
}

START_TEST(cancelling)
{
    reset();
    expect_code(client_ask(client, "DELETE", FIRST, ""), 404);
    expect_code(send_content("POST", TARGET, PARTIAL, "hello"), 201);
    expect_code(client_ask(client, "DELETE", FIRST, ""), 204);
    expect_code(client_ask(client, "HEAD", FIRST, ""), 410);
    expect_code(client_ask(client, "DELETE", FIRST, ""), 410);
    expect_problem(send_content("PATCH", FIRST, APPEND AT(5) WHOLE, ""), 410);
    struct message *second = send_content("POST", TARGET, PARTIAL, "hello");
    expect_field(second, "Location", "/earn/upload/2?key=up");
    expect_code(client_ask(client, "HEAD", FIRST, ""), 410);
    expect_code(client_ask(client, "HEAD", "/earn/upload/2?key=other", ""), 404);
    expect_code(client_ask(client, "HEAD", "/earn/upload/2", "X-Statusd-Key: up\r\n"), 204);
    expect_code(client_ask(client, "HEAD", "/earn/upload/99999999999999999999?key=up", ""), 404);
    expect_code(client_ask(client, "HEAD", "/earn/upload/0?key=up", ""), 404);
    expect_problem(client_ask(client, "GET", "/earn/upload/2?key=up", ""), 405);
}

/* What the target of uploads says of itself. */
START_TEST(options)
{
    struct message *message = client_ask(client, "OPTIONS", "/earn/upload", "");
    expect_code(message, 204);
    expect_member(message, "Accept-Patch", "application/partial-upload");
    expect_field(message, "Upload-Limit", "max-size=");
    expect_member(message, "Allow", "POST");
    message = client_ask(client, "GET", "/earn/upload", "");
    expect_problem(message, 405);
    expect_field(message, "Allow", "POST, OPTIONS");
}

SUITE("uploads on the wire")
{
    TCase *tcase = wire_case(suite, "upload");
    tcase_add_loop_test(tcase, beginning, 0, COUNT(posts));
    tcase_add_loop_test(tcase, appending, 0, COUNT(appends));
    tcase_add_test(tcase, never_to_http_1_0);
    tcase_add_test(tcase, after_the_100);
    tcase_add_test(tcase, to_the_end);
    tcase_add_test(tcase, to_the_limit);
    tcase_add_test(tcase, cancelling);
    tcase_add_test(tcase, options);
}
