/* What the clients of httpbin and go-httpbin know: the shape of what comes back, redirects, slow answers. */
#include "base/clock.h"
#include "base/buffer.h"
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

/* The members of httpbin, and of statusd, in every request that comes back. */
static const char *const all_keys[] = {"args",   "data", "files",  "form",    "headers", "json",    "method",
                                       "origin", "url",  "target", "version", "fields",  "content", NULL};

START_TEST(get)
{
    struct message *message = client_get(client, "/get?a=1&b=two+words&a=2", "X-A: x\r\n");
    expect_code(message, 200);
    expect_keys(message, all_keys);
    cJSON *json = message_json(message);
    EXPECT(message, strcmp(json_string(message, json, "args.b"), "two words") == 0, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, "headers.X-A"), "x") == 0, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, "origin"), "127.0.0.1") == 0, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, "url"), wire_url("127.0.0.1/get?a=1&b=two+words&a=2")) == 0, "%s",
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
    expect_keys(message, all_keys);
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
    message =
        SEND("multipart/form-data; boundary=B",
             "--B\r\nContent-Type: image/png\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
             "\xFF\x00\x01\r\n--B\r\n"
             "Content-Disposition: form-data; name=\"g\"; filename=\"g\"\r\n\r\n\xFF\r\n--B--\r\n");
    expect_string(message, "files.f", "data:image/png;base64,/wAB");
    expect_string(message, "files.g", "data:application/octet-stream;base64,/w==");
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

/* Of more than 1,000 parameters, in the query or in a form, the first 1,000 are shown, and it is told how many are not.
 */
static void expect_dropped(const struct message *message, const char *object, int dropped)
{
    expect_code(message, 200);
    cJSON *json = message_json(message), *told = cJSON_GetObjectItem(json, "dropped");
    EXPECT(message, cJSON_GetArraySize(cJSON_GetObjectItem(json, object)) == 1000, "not 1,000 in %s", object);
    EXPECT(message, dropped > 0 ? told != NULL && told->valueint == dropped : told == NULL, "not %d dropped", dropped);
    cJSON_Delete(json);
}

START_TEST(too_many_parameters)
{
    for (int dropped = 0; dropped <= 3; dropped += 3) {
        struct buffer pairs = buffer_in(&client->arena), parts = buffer_in(&client->arena);
        for (int i = 0; i < 1000 + dropped; i++) {
            buffer_print(&pairs, "%sp%d=", i > 0 ? "&" : "", i);
            buffer_print(&parts, "--B\r\nContent-Disposition: form-data; name=p%d\r\n\r\n%d\r\n", i, i);
        }
        buffer_print(&parts, "--B--\r\n");
        const char *target = arena_printf(&client->arena, "/get?%.*s", (int)pairs.length, pairs.at).at;
        expect_dropped(client_get(client, target, ""), "args", dropped);
        expect_dropped(send_content("POST", "/post", "application/x-www-form-urlencoded", pairs.at, pairs.length),
                       "form", dropped);
        expect_dropped(send_content("POST", "/post", "multipart/form-data; boundary=B", parts.at, parts.length), "form",
                       dropped);
    }
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
        expect_keys(message, all_keys);
        expect_string(message, "data", "hello");
        message = client_get(client, routes[i][1], "");
        expect_problem(message, 405);
        expect_member(message, "Allow", routes[i][0]);
    }
    expect_code(client_ask(client, "POST", "/get", ""), 405);
    expect_code(client_ask(client, "HEAD", "/get", ""), 200);
}

START_TEST(delay)
{
    static const char *const wrong[] = {"/delay/x", "/delay/-1", "/delay/", "/delay/301"};
    int64_t start = clock_milliseconds();
    struct message *message = client_get(client, "/delay/0.06", "");
    expect_code(message, 200);
    EXPECT(message, clock_milliseconds() - start >= 59, "came early");
    expect_keys(message, all_keys);
    expect_keys(client_ask(client, "POST", "/delay/0", ""), all_keys);
    expect_code(client_ask(client, "DELETE", "/delay/10ms", ""), 200);
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_problem(client_get(client, wrong[i], ""), 400);
    }
    expect_alive(client);
}

/* Follows redirects of this server; returns how many there were until something else came, which has to be a 200. */
static int follow(const char *target)
{
    const char *origin = wire_url("127.0.0.1");
    size_t length = strlen(origin);
    int count = 0;
    struct message *message = client_get(client, target, "");
    for (; message->code / 100 == 3; count++) {
        const char *location = message_field(message, "Location");
        EXPECT(message, location != NULL && count < 200, "no end of it");
        location += strncmp(location, origin, length) == 0 ? length : 0;
        EXPECT(message, *location == '/', "it leads away: %s", location);
        message = client_get(client, location, "");
    }
    expect_code(message, 200);
    expect_keys(message, all_keys);
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
    const struct {
        const char *target;
        int code;
        const char *location;
    } cases[] = {
        {"/redirect/3", 302, "/relative-redirect/2"},
        {"/redirect/1", 302, "/get"},
        {"/redirect/3?absolute=true", 302, wire_url("127.0.0.1/absolute-redirect/2")},
        {"/redirect/3?absolute=false", 302, "/relative-redirect/2"},
        {"/relative-redirect/2", 302, "/relative-redirect/1"},
        {"/absolute-redirect/2", 302, wire_url("127.0.0.1/absolute-redirect/1")},
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
    const char *const locations[][2] = {{wire_url("b/absolute-redirect/3"), wire_url("b/absolute-redirect/2")},
                                        {wire_url("b:81/absolute-redirect/1"), wire_url("b:81/get")},
                                        {"/absolute-redirect/3", wire_url("a/absolute-redirect/2")}};
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
        {"/drip?duration=20ms&numbytes=3", 200, 3},
        {"/drip?duration=0s&numbytes=3&delay=0.01s", 200, 3},
        {"/drip?duration=0.1&numbytes=5&delay=0&code=503", 503, 5},
        {"/drip?duration=0.05&numbytes=100000", 200, 100000},
        {"/drip?duration=0&numbytes=5&delay=20ms", 200, 5},
    };
    static const char *const wrong[] = {"/drip?duration=x",          "/drip?duration=-1",       "/drip?duration=301",
                                        "/drip?numbytes=-1",         "/drip?numbytes=10485761", "/drip?numbytes=1.5",
                                        "/drip?duration=0&code=101", "/drip?code=1000",         "/drip?code=x",
                                        "/drip?duration=0&code=99",  "/drip?numbytes=0",        "/drip?duration=301s",
                                        "/drip?duration=1m",         "/drip?delay=301"};
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

/* RFC 9110 §15.2: a final response follows. RFC 8297 §2: it repeats the Link. */
START_TEST(drip_with_an_interim_response)
{
    struct message *message = client_get(client, "/drip?duration=0&numbytes=4&code=103", "");
    expect_code(message, 103);
    expect_field(message, "Link", "<");
    message = client_read(client, "GET");
    expect_code(message, 200);
    expect_field(message, "Link", "<");
    EXPECT(message, strcmp(message->content, "****") == 0, "%s", message->content);
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

/* go-httpbin takes every seed of 64 bits, with a sign. What X-Seed tells draws the same again. */
START_TEST(seeds)
{
    static const char *const right[] = {
        "-5", "-1", "0", "-9223372036854775808", "9223372036854775807", "18446744073709551615"};
    static const char *const wrong[] = {"-9223372036854775809", "18446744073709551616", "--1", "-", "1.5", "+1"};
    for (int i = 0; i < COUNT(right); i++) {
        struct message *first = client_get(client, arena_printf(&client->arena, "/bytes/16?seed=%s", right[i]).at, "");
        expect_code(first, 200);
        const char *told = arena_printf(&client->arena, "/bytes/16?seed=%s", message_field(first, "X-Seed")).at;
        struct message *second = client_get(client, told, "");
        EXPECT(second, memcmp(first->content, second->content, 16) == 0, "%s draws something else", right[i]);
        expect_code(
            client_get(client, arena_printf(&client->arena, "/unstable?failure_rate=0&seed=%s", right[i]).at, ""), 200);
    }
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_problem(client_get(client, arena_printf(&client->arena, "/unstable?seed=%s", wrong[i]).at, ""), 400);
    }
}

START_TEST(bytes)
{
    static const char *const wrong[] = {"/bytes/", "/bytes/x", "/bytes/-1", "/bytes/101M", "/bytes/104857601"};
    static const size_t lengths[] = {0, 1, 7, 1000, 100000};
    for (int i = 0; i < COUNT(lengths); i++) {
        const char *target = arena_printf(&client->arena, "/bytes/%zu?seed=7", lengths[i]).at;
        struct message *first = client_get(client, target, ""), *second = client_get(client, target, "");
        expect_code(first, 200);
        expect_field(first, "Content-Type", "application/octet-stream");
        expect_field(first, "X-Seed", "7");
        EXPECT(first, first->framing == FRAMED_BY_LENGTH && first->length == lengths[i], "%zu bytes", first->length);
        EXPECT(first, memcmp(first->content, second->content, lengths[i]) == 0, "not the same again");
    }
    struct message *one = client_get(client, "/bytes/64?seed=1", ""), *two = client_get(client, "/bytes/64?seed=2", "");
    EXPECT(one, memcmp(one->content, two->content, 64) != 0, "two seeds, the same bytes");
    expect_field(client_ask(client, "HEAD", "/bytes/100M", ""), "Content-Length", "104857600");
    for (int i = 0; i < COUNT(wrong); i++) {
        expect_problem(client_get(client, wrong[i], ""), 400);
    }
    expect_alive(client);
}

START_TEST(things_to_read)
{
    struct message *page = client_get(client, "/html", ""), *robots = client_get(client, "/robots.txt", "");
    expect_code(page, 200);
    expect_field(page, "Content-Type", "text/html");
    EXPECT(page, strstr(page->content, "<h1>Herman Melville - Moby-Dick</h1>") != NULL, "%s", page->content);
    expect_code(robots, 200);
    expect_field(robots, "Content-Type", "text/plain");
    EXPECT(robots, strcmp(robots->content, "User-agent: *\nDisallow: /deny\n") == 0, "%s", robots->content);
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

static void start_hasty(void)
{
    wire_start((const char *const[]){"--max-delay", "50ms", NULL});
}

/* The two seconds of httpbin are more than this server lets anybody wait. */
START_TEST(drip_in_a_hurry)
{
    struct message *message = client_get(client, "/drip", "");
    expect_code(message, 200);
    EXPECT(message, message->length == 10, "%zu bytes", message->length);
    expect_problem(client_get(client, "/drip?duration=51ms", ""), 400);
}

SUITE("httpbin on the wire")
{
    tcase_add_test(wire_case_with(suite, "httpbin in a hurry", start_hasty), drip_in_a_hurry);

    TCase *tcase = wire_case(suite, "httpbin");
    tcase_add_test(tcase, get);
    tcase_add_test(tcase, content);
    tcase_add_test(tcase, multipart);
    tcase_add_test(tcase, too_many_parameters);
    tcase_add_test(tcase, json_that_is_none);
    tcase_add_test(tcase, methods);
    tcase_add_test(tcase, delay);
    tcase_add_loop_test(tcase, redirects, 0, COUNT(chains));
    tcase_add_test(tcase, redirects_look_right);
    tcase_add_test(tcase, redirects_stay_with_the_authority);
    tcase_add_test(tcase, redirects_have_limits);
    tcase_add_test(tcase, drip);
    tcase_add_test(tcase, drip_with_an_interim_response);
    tcase_add_test(tcase, unstable);
    tcase_add_test(tcase, seeds);
    tcase_add_test(tcase, bytes);
    tcase_add_test(tcase, things_to_read);
    tcase_add_test(tcase, response_headers);
    tcase_add_test(tcase, many_response_headers);
}
