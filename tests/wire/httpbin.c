/* The corner of httpbin and go-httpbin that has to do with statuses, redirects and slow answers. */
#include "base/clock.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static void expect_keys(const struct message *message, const char *const keys[])
{
    cJSON *json = message_json(message);
    expect_field(message, "Content-Type", "application/json");
    for (int i = 0; keys[i] != NULL; i++) {
        EXPECT(message, cJSON_GetObjectItemCaseSensitive(json, keys[i]) != NULL, "no %s: %s", keys[i],
               message->content);
    }
    cJSON_Delete(json);
}

static const char *const read_keys[] = {"args", "headers", "origin", "url", NULL};
static const char *const write_keys[] = {"args", "data", "files", "form", "headers", "json", "origin", "url", NULL};

START_TEST(get)
{
    struct message *message = client_get(client, "/get?a=1&b=two+words&a=2", "X-A: x\r\n");
    expect_code(message, 200);
    expect_keys(message, read_keys);
    cJSON *json = message_json(message);
    EXPECT(message, strcmp(json_string(message, json, "args.b"), "two words") == 0, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, "headers.X-A"), "x") == 0, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, "origin"), "127.0.0.1") == 0, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, "url"), "http://127.0.0.1/get?a=1&b=two+words&a=2") == 0, "%s",
           message->content);
    /* A value is a text, and a list only where the name comes again. */
    const cJSON *both = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "args"), "a");
    EXPECT(message, cJSON_GetArraySize(both) == 2, "%s", message->content);
    EXPECT(message, strcmp(cJSON_GetArrayItem(both, 1)->valuestring, "2") == 0, "%s", message->content);
    cJSON_Delete(json);
}

static struct message *send_content(const char *method, const char *target, const char *type, const char *content,
                                    size_t length)
{
    client_print(client, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", method,
                 target, type, length);
    client_send(client, content, length);
    return client_read(client, method);
}

static void expect_string(const struct message *message, const char *path, const char *wanted)
{
    cJSON *json = message_json(message);
    EXPECT(message, strcmp(json_string(message, json, path), wanted) == 0, "%s is not \"%s\": %s", path, wanted,
           message->content);
    cJSON_Delete(json);
}

#define SEND(type, content) send_content("POST", "/post", type, content, sizeof content - 1)

START_TEST(content)
{
    struct message *message = SEND("application/x-www-form-urlencoded", "a=1&b=two+words&c=%26");
    expect_keys(message, write_keys);
    expect_string(message, "form.b", "two words");
    expect_string(message, "form.c", "&");
    expect_string(message, "data", "");
    message = SEND("application/json", "{\"a\": {\"b\": \"c\"}}");
    expect_string(message, "json.a.b", "c");
    expect_string(message, "data", "{\"a\": {\"b\": \"c\"}}");
    message = SEND("text/plain", "no {json");
    expect_string(message, "data", "no {json");
    ck_assert(strstr(message->content, "\"json\": null") != NULL ||
              strstr(message->content, "\"json\":\tnull") != NULL);
    message = SEND("application/octet-stream", "\xFF\x00\x01");
    expect_string(message, "data", "data:application/octet-stream;base64,/wAB");
    message = SEND("multipart/form-data; boundary=\"x y\"",
                   "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x y\r\n"
                   "content-disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                   "in\r\nfile\r\n--x y--\r\n");
    expect_string(message, "form.a", "1");
    expect_string(message, "files.f", "in\r\nfile");
}

START_TEST(multipart)
{
    struct message *message = SEND("multipart/form-data; boundary=B",
                                   "a preamble with --B in it\r\n--B\r\n"
                                   "Content-Disposition: form-data; name=\"a;b\"\r\n\r\nx--B\r\n\r\n--B\r\n"
                                   "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--B\r\n"
                                   "Content-Disposition: form-data; name=\"last\"\r\n\r\n1\r\n--B--\r\nepilogue");
    expect_code(message, 200);
    expect_string(message, "form.a;b", "x--B\r\n");
    expect_string(message, "form.empty", "");
    expect_string(message, "form.last", "1");
    cJSON *json = message_json(message);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "form")), 3);
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "files")), 0);
    cJSON_Delete(json);
    expect_alive(client);
}

/* RFC 8259 §2, §8.1: what is more than one value, or no UTF-8, is no JSON, and the answer stays one. */
START_TEST(json_that_is_none)
{
    static const struct text cases[] = {TEXT("{\"a\":1} trailing"), TEXT("\"\xff\""), TEXT("{\"\xc3\":1}"), TEXT("1 2"),
                                        TEXT("\"\\u0000\"")};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = send_content("POST", "/post", "application/json", cases[i].at, cases[i].length);
        expect_code(message, 200);
        cJSON *json = message_json(message);
        EXPECT(message, cJSON_IsNull(cJSON_GetObjectItem(json, "json")), "case %d: %s", i, message->content);
        EXPECT(message, text_is_utf8((struct text){message->content, message->length}), "case %d: no UTF-8", i);
        cJSON_Delete(json);
    }
    expect_string(SEND("application/json", " {\"a\": \"b\"} \r\n\t"), "json.a", "b");
    expect_string(SEND("application/json", "{\"a\": \"\\\\u0000\"}"), "json.a", "\\u0000"); /* an escaped backslash */
}

START_TEST(methods)
{
    static const char *const routes[][2] = {
        {"POST", "/post"}, {"PUT", "/put"}, {"PATCH", "/patch"}, {"DELETE", "/delete"}};
    for (int i = 0; i < COUNT(routes); i++) {
        struct message *message = send_content(routes[i][0], routes[i][1], "text/plain", "hello", 5);
        expect_code(message, 200);
        expect_keys(message, write_keys);
        expect_string(message, "data", "hello");
        message = client_get(client, routes[i][1], "");
        expect_problem(message, 405);
        expect_member(message, "Allow", routes[i][0]);
    }
    expect_code(client_ask(client, "POST", "/get", ""), 405);
    expect_code(client_ask(client, "HEAD", "/get", ""), 200);
}

/* httpbin answers with what it answers to /post, but without "json". */
START_TEST(delay)
{
    static const char *const keys[] = {"args", "data", "files", "form", "headers", "origin", "url", NULL};
    static const char *const wrong[] = {"/delay/x", "/delay/-1", "/delay/", "/delay/301"};
    int64_t start = clock_milliseconds();
    struct message *message = client_get(client, "/delay/0.06", "");
    expect_code(message, 200);
    EXPECT(message, clock_milliseconds() - start >= 59, "came early");
    expect_keys(message, keys);
    expect_keys(client_ask(client, "POST", "/delay/0", ""), keys);
    expect_code(client_ask(client, "DELETE", "/delay/10ms", ""), 200);
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_problem(client_get(client, wrong[i], ""), 400);
    }
    expect_alive(client);
}

/* Follows redirects of this server; returns how many there were until something else came, which has to be a 200. */
static int follow(const char *target)
{
    static const char authority[] = "http://127.0.0.1";
    size_t length = sizeof authority - 1;
    int count = 0;
    struct message *message = client_get(client, target, "");
    for (; message->code / 100 == 3; count++) {
        const char *location = message_field(message, "Location");
        EXPECT(message, location != NULL && count < 200, "no end of it");
        location += strncmp(location, authority, length) == 0 ? length : 0;
        EXPECT(message, *location == '/', "it leads away: %s", location);
        message = client_get(client, location, "");
    }
    expect_code(message, 200);
    expect_keys(message, read_keys);
    return count;
}

static const struct {
    const char *target;
    int count;
} chains[] = {
    {"/redirect/1", 1},           {"/redirect/5", 5},
    {"/redirect/100", 100},       {"/redirect/3?absolute=true", 3},
    {"/relative-redirect/4", 4},  {"/absolute-redirect/4", 4},
    {"/redirect-to?url=/get", 1}, {"/redirect-to?url=/redirect/2&status_code=307", 3},
};

START_TEST(redirects)
{
    ck_assert_int_eq(follow(chains[_i].target), chains[_i].count);
}

START_TEST(redirects_look_right)
{
    static const struct {
        const char *target;
        int code;
        const char *location;
    } cases[] = {
        {"/redirect/3", 302, "/relative-redirect/2"},
        {"/redirect/1", 302, "/get"},
        {"/redirect/3?absolute=true", 302, "http://127.0.0.1/absolute-redirect/2"},
        {"/redirect/3?absolute=false", 302, "/relative-redirect/2"},
        {"/relative-redirect/2", 302, "/relative-redirect/1"},
        {"/absolute-redirect/2", 302, "http://127.0.0.1/absolute-redirect/1"},
        {"/redirect-to?url=http%3A%2F%2Fexample.org%2F%3Fa%3Db", 302, "http://example.org/?a=b"},
        {"/redirect-to?url=/a&status_code=308", 308, "/a"},
        {"/redirect-to?status_code=303&url=/a", 303, "/a"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_get(client, cases[i].target, "");
        expect_code(message, cases[i].code);
        expect_field(message, "Location", cases[i].location);
        EXPECT(message, strcmp(message_field(message, "Location"), cases[i].location) == 0, "Location: %s",
               message_field(message, "Location"));
    }
}

/* RFC 9112 §3.2.2: where the target is in absolute-form, its authority counts and Host does not. */
START_TEST(redirects_stay_with_the_authority)
{
    static const char *const locations[][2] = {{"http://b/absolute-redirect/3", "http://b/absolute-redirect/2"},
                                               {"http://b:81/absolute-redirect/1", "http://b:81/get"},
                                               {"/absolute-redirect/3", "http://a/absolute-redirect/2"}};
    for (int i = 0; i < COUNT(locations); i++) {
        client_print(client, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", locations[i][0]);
        struct message *message = client_read(client, "GET");
        expect_code(message, 302);
        expect_field(message, "Location", locations[i][1]);
    }
}

/* httpbin itself crashes on some of these. */
START_TEST(redirects_have_limits)
{
    static const char *const wrong[] = {"/redirect/0",
                                        "/redirect/-1",
                                        "/redirect/x",
                                        "/redirect/",
                                        "/redirect/101",
                                        "/relative-redirect/0",
                                        "/absolute-redirect/99999999999999999999",
                                        "/redirect-to",
                                        "/redirect-to?url=",
                                        "/redirect-to?url=/a%0D%0AX-B:1",
                                        "/redirect-to?url=/a&status_code=200",
                                        "/redirect-to?url=/a&status_code=400",
                                        "/redirect-to?url=/a&status_code=x"};
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_problem(client_get(client, wrong[i], ""), 400);
    }
    expect_code(client_ask(client, "POST", "/redirect-to?url=/post&status_code=307", ""), 307);
    expect_alive(client);
}

static bool is_all_stars(const struct message *message)
{
    return message->length == strspn(message->content, "*");
}

START_TEST(drip)
{
    static const struct {
        const char *target;
        int code;
        size_t length;
    } cases[] = {
        {"/drip?duration=0", 200, 10},
        {"/drip?duration=0&numbytes=3", 200, 3},
        {"/drip?duration=0&numbytes=0", 200, 0},
        {"/drip?duration=0.1&numbytes=5&delay=0&code=503", 503, 5},
        {"/drip?duration=0.05&numbytes=100000", 200, 100000},
        {"/drip?duration=0&numbytes=5&delay=20ms", 200, 5},
    };
    static const char *const wrong[] = {"/drip?duration=x",          "/drip?duration=-1",       "/drip?duration=301",
                                        "/drip?numbytes=-1",         "/drip?numbytes=10485761", "/drip?numbytes=1.5",
                                        "/drip?duration=0&code=100", "/drip?code=1000",         "/drip?code=x"};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_get(client, cases[i].target, "");
        expect_code(message, cases[i].code);
        expect_field(message, "Content-Type", "application/octet-stream");
        EXPECT(message, message->framing == FRAMED_BY_LENGTH && message->length == cases[i].length, "%zu bytes",
               message->length);
        EXPECT(message, is_all_stars(message), "not all stars");
    }
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_problem(client_get(client, wrong[i], ""), 400);
    }
    expect_alive(client);
}

START_TEST(unstable)
{
    int failures = 0;
    for (int seed = 0; seed < 200; seed++) {
        const char *target = arena_printf(&client->arena, "/unstable?failure_rate=0.3&seed=%d", seed).at;
        struct message *first = client_get(client, target, ""), *second = client_get(client, target, "");
        EXPECT(first, first->code == 200 || first->code == 500, "%d", first->code);
        expect_code(second, first->code);
        failures += first->code == 500;
    }
    ck_assert_msg(failures > 20 && failures < 110, "%d of 200 failed", failures);
    for (int i = 0; i < 20; i++) {
        expect_code(client_get(client, "/unstable?failure_rate=0", ""), 200);
        expect_code(client_get(client, "/unstable?failure_rate=1", ""), 500);
    }
    expect_problem(client_get(client, "/unstable?failure_rate=1.1", ""), 400);
    expect_problem(client_get(client, "/unstable?failure_rate=-1", ""), 400);
    expect_problem(client_get(client, "/unstable?failure_rate=x", ""), 400);
    struct message *told = client_get(client, "/unstable", "");
    EXPECT(told, message_field(told, "X-Seed") != NULL, "no seed is told");
}

START_TEST(response_headers)
{
    struct message *message = client_get(client, "/response-headers?X-A=1&X-B=two+words&x-b=3", "");
    expect_code(message, 200);
    expect_field(message, "X-A", "1");
    EXPECT(message, message_count(message, "X-B") == 2, "%d lines of X-B", message_count(message, "X-B"));
    expect_no_field(message, "X-Ignored");
    expect_string(message, "X-A", "1");
    expect_string(message, "Content-Type", message_field(message, "Content-Type"));
    message = client_get(client, "/response-headers?Content-Type=text/html&X-A=%3Cscript%3E", "");
    expect_field(message, "Content-Type", "text/html");
    expect_field(message, "Content-Security-Policy", "sandbox");
    expect_code(client_ask(client, "POST", "/response-headers?X-A=1", ""), 200);
    expect_code(client_ask(client, "PUT", "/response-headers?X-A=1", ""), 405);
    expect_problem(client_get(client, "/response-headers?X%20A=1", ""), 400);
    expect_problem(client_get(client, "/response-headers?X-A=1%0D%0AX-B:2", ""), 400);
    expect_problem(client_get(client, "/response-headers?Transfer-Encoding=chunked", ""), 400);
    expect_alive(client);
}

/* As many parameters as a target has room for, each of them a field. */
START_TEST(many_response_headers)
{
    const char *query = "x=y";
    for (int i = 0; i < 900; i++) {
        query = arena_printf(&client->arena, "%s&a%d=v", query, i).at;
    }
    client_request(client, "GET", arena_printf(&client->arena, "/response-headers?%s", query).at,
                   "Connection: close\r\n");
    struct raw raw = raw_read(client);
    ck_assert_msg(strncmp(raw.bytes, "HTTP/1.1 200 ", 13) == 0, "%.40s", raw.bytes);
    for (int i = 0; i < 900; i++) {
        const char *line = arena_printf(&client->arena, "\r\na%d: v\r\n", i).at;
        ck_assert_msg(raw_says(&raw, line), "no%.8s", line);
    }
}

SUITE("httpbin on the wire")
{
    TCase *tcase = wire_case(suite, "httpbin");
    tcase_add_test(tcase, get);
    tcase_add_test(tcase, content);
    tcase_add_test(tcase, multipart);
    tcase_add_test(tcase, json_that_is_none);
    tcase_add_test(tcase, methods);
    tcase_add_test(tcase, delay);
    tcase_add_loop_test(tcase, redirects, 0, COUNT(chains));
    tcase_add_test(tcase, redirects_look_right);
    tcase_add_test(tcase, redirects_stay_with_the_authority);
    tcase_add_test(tcase, redirects_have_limits);
    tcase_add_test(tcase, drip);
    tcase_add_test(tcase, unstable);
    tcase_add_test(tcase, response_headers);
    tcase_add_test(tcase, many_response_headers);
}
