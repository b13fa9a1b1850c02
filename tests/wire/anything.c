/* /anything on the wire: the request comes back as it was sent. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

/* The names and values of an array of objects, as "name=value;…". */
static const char *pairs(const cJSON *array)
{
    const cJSON *item;
    const char *all = "";
    cJSON_ArrayForEach(item, array)
    {
        all = arena_printf(&client->arena, "%s%s=%s;", all, cJSON_GetStringValue(cJSON_GetObjectItem(item, "name")),
                           cJSON_GetStringValue(cJSON_GetObjectItem(item, "value")))
                  .at;
    }
    return all;
}

static cJSON *echo(const struct message *message)
{
    expect_code(message, 200);
    expect_field(message, "Content-Type", "application/json");
    return message_json(message);
}

START_TEST(the_request_line)
{
    struct message *message = client_ask(client, "FROB", "/anything/a%20b/c?x=1&y=two+words&x=%26%3D&flag&=n", "");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "method"), "FROB");
    ck_assert_str_eq(json_string(message, json, "target"), "/anything/a%20b/c?x=1&y=two+words&x=%26%3D&flag&=n");
    ck_assert_str_eq(json_string(message, json, "path"), "/anything/a b/c");
    ck_assert_str_eq(json_string(message, json, "version"), "1.1");
    ck_assert_str_eq(json_string(message, json, "origin"), "127.0.0.1");
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "query")), "x=1;y=two words;x=&=;flag=;=n;");
    cJSON_Delete(json);
    client_print(client, "GET /anything HTTP/1.0\r\n\r\n");
    message = client_read(client, "GET");
    json = echo(message);
    ck_assert_str_eq(json_string(message, json, "version"), "1.0");
    cJSON_Delete(json);
}

/* RFC 9110 §5.2, §5.3: the order of lines of a name counts; §5.5: white space around a value does not belong to it. */
START_TEST(fields_in_order)
{
    struct message *message = client_get(client, "/anything",
                                         "x-lower: 1\r\nX-TWICE: a\r\nX-Between: b\r\nx-twice: c\r\nX-Empty:\r\n"
                                         "X-Space: \t in  side \t\r\nX-Colon: a:b\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "fields")),
                     "Host=127.0.0.1;x-lower=1;X-TWICE=a;X-Between=b;x-twice=c;X-Empty=;X-Space=in  side;X-Colon=a:b;");
    cJSON_Delete(json);
}

/* What is sent as content comes back under the name, which is "data" or "content.base64". */
static void expect_content(struct text sent, const char *name, const char *expected)
{
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", sent.length);
    client_send(client, sent.at, sent.length);
    struct message *message = client_read(client, "POST");
    cJSON *json = echo(message);
    EXPECT(message, (size_t)json_number(message, json, "content.length") == sent.length, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, name), expected) == 0, "%s", message->content);
    cJSON_Delete(json);
    expect_alive(client);
}

/* Text comes back as text; everything comes back as base64 (RFC 4648 §4, §10) too. */
static const struct {
    struct text sent;
    const char *name, *expected;
} contents[] = {
    {TEXT(""), "data", ""},
    {TEXT(""), "content.base64", ""},
    {TEXT("foobar"), "data", "foobar"},
    {TEXT("foobar"), "content.base64", "Zm9vYmFy"},
    {TEXT("\"\\\n\t\x01\x7f/"), "data", "\"\\\n\t\x01\x7f/"},
    {TEXT("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xab\x96"), "data", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xab\x96"},
    {TEXT("\xff\xfe"), "content.base64", "//4="},
    {TEXT("a\0b"), "content.base64", "YQBi"},
    {TEXT("\xc3"), "content.base64", "ww=="},
};

START_TEST(content)
{
    expect_content(contents[_i].sent, contents[_i].name, contents[_i].expected);
}

START_TEST(chunked_content)
{
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "3\r\nfoo\r\n00A\r\nbarbarbarb\r\n0\r\n\r\n");
    struct message *message = client_read(client, "POST");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "data"), "foobarbarbarb");
    cJSON_Delete(json);
    expect_alive(client);
}

/* RFC 9112 §7.1.1: a server ignores chunk extensions that it does not know. libmicrohttpd 1.0.1 refuses every one. */
START_TEST(chunk_extensions)
{
    static const char *const extensions[] = {";extension=\"x\"", ";a", ";a=b;c=\"d;e\""};
    for (int i = 0; i < COUNT(extensions); i++) {
        reconnect();
        client_print(client,
                     "POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3%s\r\nfoo\r\n0%s\r\n\r\n",
                     extensions[i], extensions[i]);
        struct message *message = client_read(client, "POST");
        if (library_is("1.0.1")) {
            expect_code(message, 400);
        } else {
            cJSON *json = echo(message);
            ck_assert_str_eq(json_string(message, json, "data"), "foo");
            cJSON_Delete(json);
            expect_alive(client);
        }
    }
}

/* More than fits into any buffer on the way, byte for byte. */
START_TEST(large_content)
{
    enum { SIZE = 300 * 1000 };
    char *sent = memory_new(SIZE + 1);
    for (int i = 0; i < SIZE; i++) {
        sent[i] = (char)('!' + i % 89);
    }
    for (char *c = sent; *c != '\0'; c++) {
        *c = *c == '"' || *c == '\\' ? 'q' : *c;
    }
    expect_content((struct text){sent, SIZE}, "data", sent);
    free(sent);
}

/* Bytes that are no UTF-8 are shown as ISO-8859-1 (RFC 9110 §5.5), so that the answer stays JSON. */
START_TEST(odd_bytes)
{
    struct message *message = client_get(client, "/anything?a=%FF&b=%C3%A9&c=%zz&d=%4", "X-Old: caf\xe9\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "query")), "a=\xc3\xbf;b=\xc3\xa9;c=%zz;d=%4;");
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "fields")), "Host=127.0.0.1;X-Old=caf\xc3\xa9;");
    cJSON_Delete(json);
}

START_TEST(absolute_form)
{
    struct message *message = client_get(client, "http://other.example:81/anything/x?y=1", "");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "path"), "/anything/x");
    ck_assert_str_eq(json_string(message, json, "target"), "http://other.example:81/anything/x?y=1");
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "query")), "y=1;");
    cJSON_Delete(json);
    expect_code(client_get(client, "http://other.example/status/418", ""), 418);
}

/* As many parameters as a target has room for. */
START_TEST(many_parameters)
{
    const char *query = "", *expected = "";
    for (int i = 0; i < 900; i++) {
        query = arena_printf(&client->arena, "%s&a%d=v", query, i).at;
        expected = arena_printf(&client->arena, "%sa%d=v;", expected, i).at;
    }
    struct message *message =
        client_get(client, arena_printf(&client->arena, "/anything?%s", query + 1).at, "X-Behind: it\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "query")), expected);
    ck_assert_str_eq(pairs(cJSON_GetObjectItem(json, "fields")), "Host=127.0.0.1;X-Behind=it;");
    cJSON_Delete(json);
    expect_alive(client);
}

/* Here is what httpbin's clients look at: a member for each name as werkzeug spells it, repeated ones joined. */
START_TEST(headers)
{
    static const char fields[] = "x-lower: 1\r\nX-TWICE: a\r\nX-Between: b\r\nx-twice: c\r\nX-Empty:\r\nx-a1b: 2\r\n"
                                 "content-type: a/b; c=\"d, e\"\r\n";
    static const char *const targets[] = {"/anything", "/get", "/headers", "/delay/0"};
    static const char *const expected[][2] = {
        {"headers.X-Lower", "1"}, {"headers.X-Twice", "a,c"},    {"headers.X-Empty", ""},
        {"headers.X-A1B", "2"},   {"headers.Host", "127.0.0.1"}, {"headers.Content-Type", "a/b; c=\"d, e\""}};
    for (int t = 0; t < COUNT(targets); t++) {
        struct message *message = client_get(client, targets[t], fields);
        cJSON *json = echo(message);
        for (int i = 0; i < COUNT(expected); i++) {
            ck_assert_str_eq(json_string(message, json, expected[i][0]), expected[i][1]);
        }
        cJSON_Delete(json);
        expect_field(message, "Content-Security-Policy", "sandbox");
        expect_field(message, "X-Content-Type-Options", "nosniff");
    }
}

START_TEST(one_part)
{
    struct message *message = client_get(client, "/user-agent", "User-Agent: \"it\"/1\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "user-agent"), "\"it\"/1");
    ck_assert_int_eq(cJSON_GetArraySize(json), 1);
    cJSON_Delete(json);
    expect_field(message, "Content-Security-Policy", "sandbox");
    message = client_get(client, "/user-agent", "");
    json = echo(message);
    ck_assert(cJSON_IsNull(cJSON_GetObjectItem(json, "user-agent")));
    cJSON_Delete(json);
    message = client_get(client, "/ip", "");
    json = echo(message);
    ck_assert_str_eq(json_string(message, json, "origin"), "127.0.0.1");
    ck_assert_int_eq(cJSON_GetArraySize(json), 1);
    cJSON_Delete(json);
}

/* Each line is an object of its own, and has its number. */
static void expect_lines(const char *target, int count)
{
    struct message *message = client_get(client, target, "X-A: {\"b\"}\r\n");
    struct text rest = {message->content, message->length}, line;
    int lines = 0;
    expect_code(message, 200);
    EXPECT(message, message->framing == FRAMED_BY_CHUNKS, "not chunked");
    for (; text_cut(&rest, '\n', &line) && line.length > 0; lines++) {
        cJSON *json = cJSON_ParseWithLength(line.at, line.length);
        EXPECT(message, json != NULL, "line %d is no JSON: %.*s", lines, (int)line.length, line.at);
        EXPECT(message, (int)json_number(message, json, "id") == lines, "line %d", lines);
        ck_assert_str_eq(json_string(message, json, "args.a"), "1");
        ck_assert_str_eq(json_string(message, json, "headers.X-A"), "{\"b\"}");
        ck_assert_str_eq(json_string(message, json, "origin"), "127.0.0.1");
        ck_assert_str_eq(json_string(message, json, "url"),
                         wire_url(arena_printf(&client->arena, "127.0.0.1%s", target).at));
        cJSON_Delete(json);
    }
    EXPECT(message, lines == count, "%d lines", lines);
}

START_TEST(stream)
{
    expect_lines("/stream/0?a=1", 0);
    expect_lines("/stream/1?a=1", 1);
    expect_lines("/stream/12?a=1", 12);
    expect_lines("/stream/101?a=1", 100); /* as httpbin has it */
    expect_problem(client_get(client, "/stream/x", ""), 400);
    expect_problem(client_get(client, "/stream/", ""), 400);
    client_print(client, "GET /stream/2 HTTP/1.0\r\n\r\n");
    struct message *message = client_read(client, "GET");
    EXPECT(message, message->framing != FRAMED_BY_CHUNKS, "chunked over HTTP/1.0");
}

START_TEST(methods_of_the_parts)
{
    static const char *const targets[] = {
        "/headers",         "/user-agent",     "/ip",      "/stream/1", "/cookies",   "/cookies/set",
        "/cookies/set/a/b", "/cookies/delete", "/bytes/1", "/html",     "/robots.txt"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *got = client_get(client, targets[i], ""), *head = client_ask(client, "HEAD", targets[i], "");
        expect_code(head, got->code);
        reconnect(); /* a HEAD that is chunked ends its connection */
        struct message *refused = client_ask(client, "POST", targets[i], "");
        expect_problem(refused, 405);
        expect_member(refused, "Allow", "GET");
        expect_member(refused, "Allow", "HEAD");
        expect_code(client_ask(client, "OPTIONS", targets[i], ""), 204);
        expect_problem(client_get(client, arena_printf(&client->arena, "%s/foo/bar/x", targets[i]).at, ""), 404);
    }
    expect_alive(client);
}

SUITE("anything on the wire")
{
    TCase *tcase = wire_case(suite, "anything");
    tcase_add_test(tcase, the_request_line);
    tcase_add_test(tcase, fields_in_order);
    tcase_add_loop_test(tcase, content, 0, COUNT(contents));
    tcase_add_test(tcase, chunked_content);
    tcase_add_test(tcase, chunk_extensions);
    tcase_add_test(tcase, large_content);
    tcase_add_test(tcase, odd_bytes);
    tcase_add_test(tcase, absolute_form);
    tcase_add_test(tcase, many_parameters);
    tcase_add_test(tcase, headers);
    tcase_add_test(tcase, one_part);
    tcase_add_test(tcase, stream);
    tcase_add_test(tcase, methods_of_the_parts);
}
