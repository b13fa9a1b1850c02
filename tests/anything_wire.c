/* /anything on the wire: the request comes back as it was sent. */
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/suites.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

/* The names and values of an array of objects, as "name=value;…". */
static const char *pairs(struct client *client, const cJSON *array)
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
    struct client *client = client_open(shared_port());
    struct message *message = client_ask(client, "FROB", "/anything/a%20b/c?x=1&y=two+words&x=%26%3D&flag&=n", "");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "method"), "FROB");
    ck_assert_str_eq(json_string(message, json, "target"), "/anything/a%20b/c?x=1&y=two+words&x=%26%3D&flag&=n");
    ck_assert_str_eq(json_string(message, json, "path"), "/anything/a b/c");
    ck_assert_str_eq(json_string(message, json, "version"), "HTTP/1.1");
    ck_assert_str_eq(json_string(message, json, "client"), "127.0.0.1");
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "query")), "x=1;y=two words;x=&=;flag=;=n;");
    cJSON_Delete(json);
    client_print(client, "GET /anything HTTP/1.0\r\n\r\n");
    message = client_read(client, "GET");
    json = echo(message);
    ck_assert_str_eq(json_string(message, json, "version"), "HTTP/1.0");
    cJSON_Delete(json);
    client_close(client);
}

/* RFC 9110 §5.2, §5.3: the order of lines of a name counts; §5.5: white space around a value does not belong to it. */
START_TEST(fields_in_order)
{
    struct client *client = client_open(shared_port());
    struct message *message = client_get(client, "/anything",
                                         "x-lower: 1\r\nX-TWICE: a\r\nX-Between: b\r\nx-twice: c\r\nX-Empty:\r\n"
                                         "X-Space: \t in  side \t\r\nX-Colon: a:b\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "fields")),
                     "Host=127.0.0.1;x-lower=1;X-TWICE=a;X-Between=b;x-twice=c;X-Empty=;X-Space=in  side;X-Colon=a:b;");
    cJSON_Delete(json);
    client_close(client);
}

static void expect_content(const char *sent, size_t length, const char *name, const char *expected)
{
    struct client *client = client_open(shared_port());
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n", length);
    client_send(client, sent, length);
    struct message *message = client_read(client, "POST");
    cJSON *json = echo(message);
    EXPECT(message, (size_t)json_number(message, json, "content.length") == length, "%s", message->content);
    EXPECT(message, strcmp(json_string(message, json, name), expected) == 0, "%s", message->content);
    cJSON_Delete(json);
    expect_alive(client);
    client_close(client);
}

/* Text comes back as text, anything else as base64 (RFC 4648 §10 has the first of these). */
START_TEST(content)
{
    expect_content("", 0, "content.text", "");
    expect_content("foobar", 6, "content.text", "foobar");
    expect_content("\"\\\n\t\x01\x7f/", 7, "content.text", "\"\\\n\t\x01\x7f/");
    expect_content("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xab\x96", 14, "content.text",
                   "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xab\x96");
    expect_content("\xff\xfe", 2, "content.base64", "//4=");
    expect_content("a\0b", 3, "content.base64", "YQBi");
    expect_content("\xc3", 1, "content.base64", "ww==");
}

START_TEST(chunked_content)
{
    struct client *client = client_open(shared_port());
    client_print(client, "POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "3\r\nfoo\r\n00A\r\nbarbarbarb\r\n0\r\n\r\n");
    struct message *message = client_read(client, "POST");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "content.text"), "foobarbarbarb");
    cJSON_Delete(json);
    expect_alive(client);
    client_close(client);
}

/* RFC 9112 §7.1.1: those that nobody knows are ignored. libmicrohttpd 1.0.1 takes none at all. */
START_TEST(chunk_extensions)
{
    static const char *const extensions[] = {";extension=\"x\"", ";a", ";a=b;c=\"d;e\""};
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        struct client *client = client_open(shared_port());
        client_print(client,
                     "POST /anything HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3%s\r\nfoo\r\n0%s\r\n\r\n",
                     extensions[i], extensions[i]);
        struct message *message = client_read(client, "POST");
        if (library_is("1.0.1")) {
            expect_code(message, 400);
        } else {
            cJSON *json = echo(message);
            ck_assert_str_eq(json_string(message, json, "content.text"), "foo");
            cJSON_Delete(json);
            expect_alive(client);
        }
        client_close(client);
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
    expect_content(sent, SIZE, "content.text", sent);
    free(sent);
}

/* Bytes that are no UTF-8 are shown as ISO-8859-1 (RFC 9110 §5.5), so that the answer stays JSON. */
START_TEST(odd_bytes)
{
    struct client *client = client_open(shared_port());
    struct message *message = client_get(client, "/anything?a=%FF&b=%C3%A9&c=%zz&d=%4", "X-Old: caf\xe9\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "query")), "a=\xc3\xbf;b=\xc3\xa9;c=%zz;d=%4;");
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "fields")), "Host=127.0.0.1;X-Old=caf\xc3\xa9;");
    cJSON_Delete(json);
    client_close(client);
}

START_TEST(absolute_form)
{
    struct client *client = client_open(shared_port());
    struct message *message = client_get(client, "http://other.example:81/anything/x?y=1", "");
    cJSON *json = echo(message);
    ck_assert_str_eq(json_string(message, json, "path"), "/anything/x");
    ck_assert_str_eq(json_string(message, json, "target"), "http://other.example:81/anything/x?y=1");
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "query")), "y=1;");
    cJSON_Delete(json);
    expect_code(client_get(client, "http://other.example/status/418", ""), 418);
    client_close(client);
}

/* As many parameters as a target has room for. */
START_TEST(many_parameters)
{
    struct client *client = client_open(shared_port());
    const char *query = "", *expected = "";
    for (int i = 0; i < 900; i++) {
        query = arena_printf(&client->arena, "%s&a%d=v", query, i).at;
        expected = arena_printf(&client->arena, "%sa%d=v;", expected, i).at;
    }
    struct message *message =
        client_get(client, arena_printf(&client->arena, "/anything?%s", query + 1).at, "X-Behind: it\r\n");
    cJSON *json = echo(message);
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "query")), expected);
    ck_assert_str_eq(pairs(client, cJSON_GetObjectItem(json, "fields")), "Host=127.0.0.1;X-Behind=it;");
    cJSON_Delete(json);
    expect_alive(client);
    client_close(client);
}

Suite *anything_wire_suite(void)
{
    Suite *suite = suite_create("anything on the wire");
    TCase *tcase = tcase_create("anything");
    tcase_add_unchecked_fixture(tcase, shared_start, shared_stop);
    tcase_add_test(tcase, the_request_line);
    tcase_add_test(tcase, fields_in_order);
    tcase_add_test(tcase, content);
    tcase_add_test(tcase, chunked_content);
    tcase_add_test(tcase, chunk_extensions);
    tcase_add_test(tcase, large_content);
    tcase_add_test(tcase, odd_bytes);
    tcase_add_test(tcase, absolute_form);
    tcase_add_test(tcase, many_parameters);
    suite_add_tcase(suite, tcase);
    return suite;
}
