/* httpbin's cookies on the wire (RFC 6265). */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

/* What /cookies shows of these fields, printed compactly. */
static const struct {
    const char *fields, *shown;
} sent[] = {
    {"", "{\"cookies\":{}}"},
    {"Cookie: a=1\r\n", "{\"cookies\":{\"a\":\"1\"}}"},
    {"Cookie: a=1; b=two=2;c=\r\n", "{\"cookies\":{\"a\":\"1\",\"b\":\"two=2\",\"c\":\"\"}}"},
    {"Cookie: a=1\r\nCookie: b=2\r\n", "{\"cookies\":{\"a\":\"1\",\"b\":\"2\"}}"},
    {"Cookie: a=long; a=short; A=3\r\n", "{\"cookies\":{\"a\":\"long\",\"A\":\"3\"}}"}, /* §5.4: longer paths first */
    {"Cookie: a; ;b=\"q\"\r\n", "{\"cookies\":{\"b\":\"\\\"q\\\"\"}}"},
    {"Cookie:\r\n", "{\"cookies\":{}}"},
};

START_TEST(cookies)
{
    struct message *message = client_get(client, "/cookies", sent[_i].fields);
    expect_code(message, 200);
    expect_field(message, "Content-Type", "application/json");
    expect_field(message, "Content-Security-Policy", "sandbox");
    cJSON *json = message_json(message);
    char *printed = cJSON_PrintUnformatted(json);
    EXPECT(message, strcmp(printed, sent[_i].shown) == 0, "%s", printed);
    cJSON_free(printed);
    cJSON_Delete(json);
}

static void expect_leads_back(const struct message *message)
{
    expect_code(message, 302);
    EXPECT(message, strcmp(message_field(message, "Location"), "/cookies") == 0, "%s",
           message_field(message, "Location"));
    expect_no_field(message, "X-Ignored");
}

static const struct {
    const char *target, *line;
} settings[] = {
    {"/cookies/set?name=value", "name=value; Path=/"},
    {"/cookies/set/name/value", "name=value; Path=/"},
    {"/cookies/set/name/", "name=; Path=/"},
    {"/cookies/set?n=%22quoted%22", "n=\"quoted\"; Path=/"},
    {"/cookies/set/n%21/a%2Fb%3D", "n!=a/b=; Path=/"},
    {"/cookies/set?n=v&delay=0", "n=v; Path=/"},
    {"/cookies/set/delay/0", "delay=0; Path=/"},
    {"/cookies/delete?name", "name=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"},
    {"/cookies/delete?name=two%20words", "name=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"},
};

START_TEST(set_and_delete)
{
    struct message *message = client_get(client, settings[_i].target, "");
    expect_leads_back(message);
    EXPECT(message, message_count(message, "Set-Cookie") == 1, "%d cookies", message_count(message, "Set-Cookie"));
    EXPECT(message, strcmp(message_field(message, "Set-Cookie"), settings[_i].line) == 0, "%s",
           message_field(message, "Set-Cookie"));
}

START_TEST(several)
{
    struct message *message = client_get(client, "/cookies/set?a=1&b=2", "");
    expect_leads_back(message);
    EXPECT(message, message_count(message, "Set-Cookie") == 2, "not both");
    message = client_get(client, "/cookies/set", "");
    expect_leads_back(message);
    expect_no_field(message, "Set-Cookie");
}

/* RFC 6265 §4.1.1: a name is a token, a value has no CTL, white space, quote, comma, semicolon or backslash. */
START_TEST(no_cookies)
{
    static const char *const targets[] = {
        "/cookies/set?a=two+words", "/cookies/set?a=1%3B2",  "/cookies/set?a=1,2",        "/cookies/set?a=%22",
        "/cookies/set?a=b%22c",     "/cookies/set?a=%5C",    "/cookies/set?a=%C3%A9",     "/cookies/set?a=%0D%0AX:1",
        "/cookies/set?a=%00",       "/cookies/set?a=%7F",    "/cookies/set?=1",           "/cookies/set?a%20b=1",
        "/cookies/set?a%3Db=1",     "/cookies/set?ok=1&a=,", "/cookies/set//1",           "/cookies/set/a/b%20c",
        "/cookies/set/a/b;Path=/x", "/cookies/delete?a%3Bb", "/cookies/delete?a%0D%0AX:1"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "");
        expect_problem(message, 400);
        expect_no_field(message, "Set-Cookie");
    }
    expect_problem(client_get(client, "/cookies/set/a", ""), 404);
    expect_problem(client_get(client, "/cookies/set/a/b/c", ""), 404);
    expect_alive(client);
}

SUITE("cookies on the wire")
{
    TCase *tcase = wire_case(suite, "cookies");
    tcase_add_loop_test(tcase, cookies, 0, COUNT(sent));
    tcase_add_loop_test(tcase, set_and_delete, 0, COUNT(settings));
    tcase_add_test(tcase, several);
    tcase_add_test(tcase, no_cookies);
}
