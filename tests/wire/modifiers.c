/* What each modifier does to an answer, on the wire: alone, together, and on every route. */
#include "http/date.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static bool is_content(const struct message *message, const char *wanted)
{
    return message->length == strlen(wanted) && memcmp(message->content, wanted, message->length) == 0;
}

static void expect_content(const struct message *message, const char *wanted)
{
    EXPECT(message, is_content(message, wanted), "expected \"%s\", got \"%s\"", wanted, message->content);
}

static bool has_line(const struct message *message, const char *name, const char *value)
{
    for (int i = 0; i < message->count; i++) {
        if (strcmp(message->lines[i].name, name) == 0 && strcmp(message->lines[i].value, value) == 0) {
            return true;
        }
    }
    return false;
}

static const struct {
    const char *target;
    int code;
    const char *name, *value;
} field_cases[] = {
    {"/status/200?header=X-A:%201", 200, "X-A", "1"},
    {"/status/200?header=X-A:1", 200, "X-A", "1"},
    {"/status/200?header=X-A:+a+b+", 200, "X-A", "a b"},
    {"/status/200?header=X-A:%20a:b,%20c%3D%22d%22", 200, "X-A", "a:b, c=\"d\""},
    {"/status/200?header=X-A:%20a%09b", 200, "X-A", "a\tb"},
    {"/status/200?header=x-odd_name!:%20%C3%A9", 200, "x-odd_name!", "\xC3\xA9"},
    {"/status/503?header=Retry-After:%207", 503, "Retry-After", "7"},
    {"/status/200?header=Date:%20Mon,%2001%20Jan%202024%2000:00:00%20GMT", 200, "Date",
     "Mon, 01 Jan 2024 00:00:00 GMT"},
    {"/status/200?header=Content-Type:%20text/csv&body=a", 200, "Content-Type", "text/csv"},
    {"/status/200?header=Vary:%20X-A&body=a", 200, "Vary", "X-A"},
    {"/status/200;header=X-A:%201", 200, "X-A", "1"},
    {"/status/200?type=text/csv", 200, "Content-Type", "text/csv"},
    {"/status/200?body=a&type=image/svg%2Bxml;%20charset=utf-8", 200, "Content-Type", "image/svg+xml; charset=utf-8"},
    {"/status/200?body=a", 200, "Content-Type", "text/plain; charset=utf-8"},
    {"/status/302?location=/a%3Fb", 302, "Location", "/a?b"},
    {"/status/200?location=http://example.org/", 200, "Location", "http://example.org/"},
    {"/status/503?retry_after=30", 503, "Retry-After", "30"},
    {"/status/503;retry_after=30", 503, "Retry-After", "30"},
    {"/status/429?retry_after=Sun,%2006%20Nov%201994%2008:49:37%20GMT", 429, "Retry-After",
     "Sun, 06 Nov 1994 08:49:37 GMT"},
    {"/status/405?allow=GET,%20PUT", 405, "Allow", "GET, PUT"},
    {"/status/401?challenge=Bearer%20realm=%22x%22", 401, "WWW-Authenticate", "Bearer realm=\"x\""},
    {"/status/407?challenge=Bearer%20realm=%22x%22", 407, "Proxy-Authenticate", "Bearer realm=\"x\""},
    {"/status/200?header=Access-Control-Allow-Origin:%20https://a.example", 200, "Access-Control-Allow-Origin",
     "https://a.example"},
    {"/anything?header=access-control-allow-origin:%20https://a", 200, "access-control-allow-origin", "https://a"},
    {"/status/503;retry_after=30?retry_after=5", 503, "Retry-After", "5"}, /* the query counts more */
};

/* The answer has the field that the target asks for, once. */
START_TEST(fields)
{
    const char *name = field_cases[_i].name, *value = field_cases[_i].value;
    struct message *message = client_get(client, field_cases[_i].target, "");
    expect_code(message, field_cases[_i].code);
    EXPECT(message, message_count(message, name) == 1, "%d lines of %s", message_count(message, name), name);
    EXPECT(message, has_line(message, name, value), "%s is not %s but %s", name, value, message_field(message, name));
    expect_no_field(message, "X-Ignored");
    expect_alive(client);
}

static const char *const removals[][2] = {
    {"/status/401?header=WWW-Authenticate:", "WWW-Authenticate"},
    {"/status/503?header=retry-after:%20", "Retry-After"},
    {"/status/302?header=Location:", "Location"},
    {"/status/200?header=Vary:", "Vary"},
    {"/status/200?header=Access-Control-Allow-Origin:", "Access-Control-Allow-Origin"},
    {"/anything?header=access-control-allow-origin:", "Access-Control-Allow-Origin"},
    {"/status/200?header=Content-Type:", "Content-Type"},
    {"/status/200?header=Content-Type:&body=a", "Content-Type"},
};

/* A header with an empty value removes the field, also one that the status demands: it is what was asked for. */
START_TEST(header_removes)
{
    expect_no_field(client_get(client, removals[_i][0], ""), removals[_i][1]);
    expect_alive(client);
}

START_TEST(header_repeats)
{
    struct message *message =
        client_get(client, "/status/401?header=WWW-Authenticate:+A&header=www-authenticate:+B&header=X-C:+c", "");
    expect_code(message, 401);
    EXPECT(message, message_count(message, "WWW-Authenticate") == 2, "%d challenges",
           message_count(message, "WWW-Authenticate"));
    EXPECT(message, has_line(message, "WWW-Authenticate", "A") && has_line(message, "www-authenticate", "B"),
           "not the two that were asked for");
    EXPECT(message, has_line(message, "X-C", "c"), "no X-C");
}

START_TEST(content)
{
    static const char *const cases[][2] = {
        {"/status/200?body=hi", "hi"},
        {"/status/503?body=two+words%0Aand%20a%20line", "two words\nand a line"},
        {"/status/200?body=%3Cscript%3E", "<script>"},
        {"/status/404?body=", ""},
        {"/status/200;body=a%2Cb%3Bc%3Dd+e", "a,b;c=d+e"},
        {"/status/600?body=hi", "hi"},
        {"/status/206?body=hi", "hi"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_get(client, cases[i][0], "");
        expect_content(message, cases[i][1]);
        EXPECT(message, message->framing == FRAMED_BY_LENGTH, "no length");
        expect_alive(client);
    }
}

START_TEST(close_ends_the_connection)
{
    static const char *const cases[] = {"/status/200?close", "/status/404?close=1", "/status/204?close=true",
                                        "/status/200;close", "/anything?close"};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_get(client, cases[i], "");
        expect_member(message, "Connection", "close");
        expect_closed(client);
    }
    reconnect();
    expect_no_field(client_get(client, "/status/200?close=0", ""), "Connection");
    expect_alive(client);
}

/* A reason may have every byte that RFC 9112 §4 allows: HTAB, SP, VCHAR and obs-text. An answer with one ends the
 * connection, and says so. */
START_TEST(reason)
{
    static const char *const cases[][2] = {{"/status/404?reason=Nope", "Nope"},
                                           {"/status/200?reason=Not+so%20OK:%20100%25", "Not so OK: 100%"},
                                           {"/status/299?reason=%C3%9Cbrig", "\xC3\x9C"
                                                                             "brig"},
                                           {"/status/404?reason=", ""},
                                           {"/status/204?reason=Nothing", "Nothing"},
                                           {"/status/304?reason=Same", "Same"},
                                           {"/anything?reason=Echo", "Echo"}};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_get(client, cases[i][0], "");
        EXPECT(message, strcmp(message->phrase, cases[i][1]) == 0, "the phrase is \"%s\"", message->phrase);
        expect_member(message, "Connection", "close");
        expect_closed(client);
    }
}

/* All at once, some in the step and some in the query. */
START_TEST(together)
{
    struct message *message = client_get(
        client, "/status/503;retry_after=2?delay=1ms-5ms&header=X-A:%201&body=busy&type=text/html&interim=103,102", "");
    expect_code(message, 103);
    expect_code(client_read(client, "GET"), 102);
    message = client_read(client, "GET");
    expect_code(message, 503);
    expect_field(message, "Retry-After", "2");
    expect_field(message, "X-A", "1");
    expect_field(message, "Content-Type", "text/html");
    EXPECT(message, message_field(message, "X-Seed") != NULL, "the delay was drawn, and no seed is told");
    expect_content(message, "busy");
    expect_alive(client);
}

/* Every route takes modifiers. */
START_TEST(on_every_route)
{
    static const char *const routes[] = {"/anything?",
                                         "/anything/below?",
                                         "/catalog?",
                                         "/catalog/404?",
                                         "/sequence?",
                                         "/sequence/on-every-route/503,200?",
                                         "/healthz?",
                                         "/?",
                                         "/get?",
                                         "/404?",
                                         "/random/500-504?",
                                         "/redirect/2?",
                                         "/unstable?",
                                         "/drip?duration=0&",
                                         "/response-headers?X-B=b&",
                                         "/redirect-to?url=/&",
                                         "/delay/0?",
                                         "/status/404?"};
    for (int i = 0; i < COUNT(routes); i++) {
        reconnect();
        const char *target =
            arena_printf(&client->arena, "%sheader=X-A:%%201&body=given&type=a/b&interim=103", routes[i]).at;
        expect_code(client_get(client, target, ""), 103);
        struct message *message = client_read(client, "GET");
        expect_field(message, "X-A", "1");
        expect_field(message, "Content-Type", "a/b");
        expect_content(message, "given");
        expect_no_field(message, "X-Ignored");
        expect_alive(client);
    }
}

/* What a client supplies never runs as script in the server's origin. */
START_TEST(supplied_content_is_boxed_in)
{
    static const char *const cases[] = {"/status/200?body=%3Cscript%3E&type=text/html",
                                        "/status/200?type=text/html",
                                        "/anything?type=text/html",
                                        "/anything/%3Cscript%3E?header=Content-Type:text/html",
                                        "/status/200;body=a;type=image/svg%2Bxml",
                                        "/status/200?body=a&header=Content-Security-Policy:+script-src+*",
                                        "/status/200?body=a&header=X-Content-Type-Options:",
                                        "/response-headers?Content-Type=text/html&X=%3Cscript%3E",
                                        "/sequence/boxed/200;body=a?type=text/html"};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_get(client, cases[i], "");
        expect_field(message, "Content-Security-Policy", "sandbox");
        expect_field(message, "X-Content-Type-Options", "nosniff");
    }
    reconnect();
    struct message *message =
        client_get(client, "/200", "X-HttpStatus-Response-Content-Type: text/html\r\nAccept: text/html\r\n");
    expect_field(message, "Content-Security-Policy", "sandbox");
    expect_field(message, "X-Content-Type-Options", "nosniff");
}

static time_t moment_of(const struct message *message, const char *name)
{
    time_t moment = 0;
    const char *value = message_field(message, name);
    EXPECT(message, value != NULL && date_parse(text_of(value), &moment), "%s: %s", name, value);
    return moment;
}

/* A date at least so far ahead of when the answer goes out, and less than two seconds more, however the plus sign is
 * written. Date is cut to whole seconds; between the two moments that are compared another one may have begun. */
static const struct {
    const char *target;
    int seconds;
} dates[] = {{"/status/503?retry_after=%2B2s", 2},
             {"/status/503?retry_after=+2s", 2},
             {"/status/503;retry_after=+90", 90},
             {"/status/429?retry_after=%2B2500ms", 3},
             {"/status/503?retry_after=%2B1s&delay=2s", 1},
             {"/status/503?retry_after=%2B0s", 0},
             {"/status/503?retry_after=%2B1s&interim=103*2&gap=1s", 1}};

START_TEST(date_ahead)
{
    struct message *message = client_get(client, dates[_i].target, "");
    while (message->code < 200) {
        message = client_read(client, "GET");
    }
    long ahead = (long)(moment_of(message, "Retry-After") - moment_of(message, "Date"));
    EXPECT(message, ahead == dates[_i].seconds || ahead == dates[_i].seconds + 1, "%ld seconds ahead", ahead);
}

/* What the content says of the redirect is what Location says, or nothing. */
START_TEST(location_in_the_content)
{
    struct message *message = client_get(client, "/status/302?location=/there", "Accept: application/json\r\n");
    expect_field(message, "Location", "/there");
    EXPECT(message, strstr(message->content, "/anything") == NULL, "%s", message->content);
}

/* A reference may be empty (RFC 3986 §4.4); the field is there. */
START_TEST(empty_location)
{
    static const char *const targets[] = {"/status/302?location=", "/status/200?location", "/status/301;location="};
    for (int i = 0; i < COUNT(targets); i++) {
        reconnect();
        struct message *message = client_get(client, targets[i], "");
        EXPECT(message, message_count(message, "Location") == 1, "%d lines", message_count(message, "Location"));
        EXPECT(message, message_field(message, "Location")[0] == '\0', "Location: %s",
               message_field(message, "Location"));
        expect_closed(client);
    }
}

/* Another origin of this server: another name for the host, on the same port. */
START_TEST(other_origin)
{
    static const char *const hosts[][2] = {
        {"127.0.0.1", "localhost"}, {"localhost", "127.0.0.1"}, {"LOCALHOST", "127.0.0.1"}, {"[::1]", "localhost"}};
    for (int i = 0; i < COUNT(hosts); i++) {
        client_print(client, "GET /status/302?location={other}/anything?a=1 HTTP/1.1\r\nHost: %s:%d\r\n\r\n",
                     hosts[i][0], wire_port());
        struct message *message = client_read(client, "GET");
        expect_code(message, 302);
        const char *wanted = wire_url(arena_printf(&client->arena, "%s:%d/anything?a=1", hosts[i][1], wire_port()).at);
        EXPECT(message, strcmp(message_field(message, "Location"), wanted) == 0, "Location: %s",
               message_field(message, "Location"));
    }
    client_print(client, "GET /status/302?location={other}/ HTTP/1.1\r\nHost: statusd:80\r\n\r\n");
    expect_problem(client_read(client, "GET"), 400);
}

/* RFC 9110 §6.6.1 wants a Date of a server with a clock; without it the answer is a fault that was asked for. */
START_TEST(without_date)
{
    static const char *const targets[] = {"/status/404?header=Date:", "/anything?header=date:%20",
                                          "/status/200?header=Date:&delay=1ms"};
    for (int i = 0; i < COUNT(targets); i++) {
        reconnect();
        expect_no_field(client_get(client, targets[i], ""), "Date");
        expect_closed(client);
    }
}

static void expect_interims(const char *target, const int *codes, int count, const char *name, const char *value)
{
    client_request(client, "GET", target, "");
    for (int i = 0; i < count; i++) {
        struct message *message = client_read_head(client);
        expect_code(message, codes[i]);
        EXPECT(message, name[0] == '\0' || has_line(message, name, value), "%s is not %s", name, value);
        EXPECT(message, name[0] == '\0' || message_count(message, name) == 1, "more than one %s", name);
    }
    expect_code(client_read(client, "GET"), 200);
}

START_TEST(repeated_interims)
{
    static const int few[] = {103, 103, 103, 102};
    int many[100];
    for (int i = 0; i < 100; i++) {
        many[i] = i < 60 ? 102 : 103;
    }
    expect_interims("/status/200?interim=103*3,102", few, COUNT(few), "", "");
    expect_interims("/status/200?interim=102*60&interim=103*40", many, 100, "", "");
    expect_alive(client);
}

/* RFC 8297 §2: Link in a 103. Each interim response gets the field, in place of its own of that name. */
START_TEST(interim_fields)
{
    static const int two[] = {103, 102};
    expect_interims("/status/200?interim_header=Link:%20%3C/a%3E&interim=103,102", two, 2, "Link", "</a>");
    expect_interims("/status/103?interim_header=Link:%20%3C/a%3E", two, 1, "Link", "</a>");
    expect_interims("/status/103?interim_header=Link:%20%3C/b%3E&interim_header=X-B:1", two, 1, "X-B", "1");
    expect_alive(client);
}

/* RFC 9112 §7.1: chunks of any size, also larger than those that the library sends. */
START_TEST(large_chunks)
{
    static const struct {
        const char *target, *sizes;
    } cases[] = {
        {"/status/200?size=20000&chunked=16k", "4000\r\n,e20\r\n,0\r\n"},
        {"/status/200?size=100k&chunked=64k", "10000\r\n,9000\r\n,0\r\n"},
        {"/status/200?size=64k&chunked=64k", "10000\r\n,0\r\n"},
        {"/status/200?size=30000&chunked=9999&pace=1M/s", "270f\r\n,270f\r\n,270f\r\n,3\r\n,0\r\n"},
        {"/status/200?size=5&chunked=1M", "5\r\n,0\r\n"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        size_t length;
        reconnect();
        struct raw raw = raw_get(client, cases[i].target);
        const char *at = raw_content(&raw, &length), *end = at + length;
        struct text sizes = text_of(cases[i].sizes), size;
        while (text_cut(&sizes, ',', &size)) {
            ck_assert_msg((size_t)(end - at) >= size.length && memcmp(at, size.at, size.length) == 0,
                          "%s: no chunk of %.*s but %.8s", raw.about, (int)size.length, size.at, at);
            at += size.length + strtoul(size.at, NULL, 16) + 2;
        }
        ck_assert_msg(at == end, "%s: %ld bytes too many", raw.about, (long)(end - at));
    }
}

/* RFC 9110 §9.3.2: HEAD has the head that GET would have, and nothing behind it. */
START_TEST(with_head)
{
    struct message *message = client_ask(client, "HEAD", "/status/503?body=busy&header=X-A:1&retry_after=2", "");
    expect_code(message, 503);
    expect_field(message, "Content-Length", "4");
    expect_field(message, "X-A", "1");
    expect_field(message, "Retry-After", "2");
    expect_alive(client);
    expect_field(client_ask(client, "HEAD", "/status/200?size=100M", ""), "Content-Length", "104857600");
    expect_alive(client);
}

/* Neither chunks nor trailers follow the head: once all that comes until the end is looked at, and once, on the
 * connection that is kept, the next answer has to stand right behind the head. */
START_TEST(with_head_and_chunks)
{
    static const char *const targets[] = {"/status/200?chunked",           "/status/200?trailer=X:1",
                                          "/anything?chunked&trailer=X:1", "/status/404?chunked&size=3k&pace=1ms",
                                          "/status/200?chunked&reason=x",  "/status/204?trailer=X:1"};
    struct client *kept = client_open(wire_port());
    for (int i = 0; i < COUNT(targets); i++) {
        size_t length;
        reconnect();
        client_request(client, "HEAD", targets[i], "Connection: close\r\n");
        struct raw raw = raw_read(client);
        ck_assert_msg(raw_content(&raw, &length) != NULL && length == 0, "%s: %zu bytes behind the head", raw.about,
                      length);
        bool chunked = strstr(targets[i], "/204") == NULL; /* a 204 has neither content nor framing */
        ck_assert_msg(raw_says(&raw, "\r\nTransfer-Encoding: chunked\r\n") == chunked, "%s: %s", raw.about, raw.bytes);
        ck_assert_msg(raw_says(&raw, "\r\nTrailer: X\r\n") == (chunked && strstr(targets[i], "trailer=") != NULL),
                      "%s: %s", raw.about, raw.bytes);
        struct message *message = client_ask(kept, "HEAD", targets[i], "");
        if (message_field(message, "Connection") != NULL) { /* an answer with a reason ends its connection */
            expect_closed(kept);
            client_close(kept);
            kept = client_open(wire_port());
        }
        expect_alive(kept);
    }
    client_close(kept);
}

SUITE("modifiers on the wire")
{
    TCase *tcase = wire_case(suite, "modifiers");
    tcase_add_loop_test(tcase, fields, 0, COUNT(field_cases));
    tcase_add_loop_test(tcase, header_removes, 0, COUNT(removals));
    tcase_add_test(tcase, header_repeats);
    tcase_add_test(tcase, content);
    tcase_add_test(tcase, close_ends_the_connection);
    tcase_add_test(tcase, reason);
    tcase_add_test(tcase, together);
    tcase_add_test(tcase, on_every_route);
    tcase_add_test(tcase, supplied_content_is_boxed_in);
    tcase_add_loop_test(tcase, date_ahead, 0, COUNT(dates));
    tcase_add_test(tcase, location_in_the_content);
    tcase_add_test(tcase, empty_location);
    tcase_add_test(tcase, other_origin);
    tcase_add_test(tcase, without_date);
    tcase_add_test(tcase, repeated_interims);
    tcase_add_test(tcase, interim_fields);
    tcase_add_test(tcase, large_chunks);
    tcase_add_test(tcase, with_head);
    tcase_add_test(tcase, with_head_and_chunks);
}
