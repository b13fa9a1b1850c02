/* A listener that is not only on loopback sends nobody to another host. It listens on all addresses, so that the tests
 * can talk to it over loopback all the same. */
#include "http/request.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <string.h>

/* Its first listener is open to all, the second one only to this machine. */
static void start(void)
{
    static const char *const everywhere[] = {"--listen", "http://0.0.0.0:0", "--listen", "http://127.0.0.1:0", NULL};
    server = statusd_start_bare(everywhere);
}

static void start_permissive(void)
{
    static const char *const allowed[] = {"--listen", "http://0.0.0.0:0", "--allow-foreign", NULL};
    server = statusd_start_bare(allowed);
}

/* Requests whose answer would lead to another host. What browsers make of a backslash, of tabs and of newlines is in
 * the WHATWG URL standard: the first is a slash to them, the others are as if they were not there. */
static const char *const foreign[][2] = {
    {"/status/104?interim_header=Location:http://example.org/", ""},
    {"/status/302?location=http://example.org/", ""},
    {"/status/302?location=https://example.org", ""},
    {"/status/302?location=HTTP://example.org/", ""},
    {"/status/302?location=//example.org/", ""},
    {"/status/302?location=///example.org/", ""},
    {"/status/302?location=/%5Cexample.org/", ""},
    {"/status/302?location=%5C%5Cexample.org/", ""},
    {"/status/302?location=%5C/example.org/", ""},
    {"/status/302?location=/%09/example.org/", ""},
    {"/status/302?location=%09//example.org/", ""},
    {"/status/302?location=%20//example.org/", ""},
    {"/status/302?location=ht%09tp://example.org/", ""},
    {"/status/302?location=http:/%5Cexample.org", ""},
    {"/status/302?location=http:example.org", ""},
    {"/status/302?location=javascript:alert(1)", ""},
    {"/status/302?location=data:text/html,hi", ""},
    {"/status/302?location=ftp://127.0.0.1/", ""},
    {"/status/302?location=http://127.0.0.1.example.org/", ""},
    {"/status/302?location=http://127.0.0.1@example.org/", ""},
    {"/status/302?location=http://127.0.0.1:80@example.org/", ""},
    {"/status/302?location=http://127.0.0.1%5C@example.org/", ""},
    {"/status/302?location=http://example.org/%23http://127.0.0.1/", ""},
    {"/status/302;location=http:%2F%2Fexample.org", ""},
    {"/status/200?header=Location:%20http://example.org/", ""},
    {"/status/302?header=location://example.org/", ""},
    {"/status/302?header=Location:/a&header=Location:http://example.org/", ""},
    {"/status/200?header=Refresh:0;url=http://example.org/", ""},
    {"/status/200?header=Refresh:%200;https://example.org/", ""},
    {"/status/200?header=refresh:0,https://example.org/", ""},
    {"/status/200?header=REFRESH:0%20https://example.org/", ""},
    {"/status/200?header=Refresh:0%09https://example.org/", ""},
    {"/status/200?header=Refresh:0;url=%22//example.org/%22", ""},
    {"/status/200?header=Refresh:0;url='//example.org/'", ""},
    {"/status/200?header=Refresh:0;url=%22//example.org/%22/a", ""},
    {"/status/200?header=Refresh:0;'//example.org/'", ""},
    {"/status/200?header=Refresh:0;//example.org/?a=/b", ""},
    {"/status/200?header=Refresh:0,//example.org/?url=/b", ""},
    {"/status/200?header=Refresh:0;url=//example.org/", ""},
    {"/status/200?header=Refresh:0;%20URL%20=%20//example.org/", ""},
    {"/status/200?header=Refresh:0;url=/%5Cexample.org/", ""},
    {"/status/200?header=Refresh:0;url=/%09/example.org/", ""},
    {"/status/200?header=Refresh:0;url=%20%09//example.org/", ""},
    {"/status/200?header=Refresh:0;url=ht%09tps://example.org/", ""},
    {"/status/200?header=Refresh:0;url=javascript:alert(1)", ""},
    {"/status/200?header=Refresh:0;data:text/html,hi", ""},
    {"/status/200?header=Refresh:.5;https://example.org/", ""},
    {"/status/200?header=Refresh:0.5.;url=https://example.org/", ""},
    {"/status/200?header=Refresh:.;url=//example.org/", ""},
    {"/status/200?header=Refresh:-1;url=//example.org/", ""},
    {"/status/200?header=Refresh:;url=//example.org/", ""},
    {"/status/200?header=Refresh://example.org/", ""},
    {"/status/200?header=Refresh:%20%09%200;https://example.org/", ""},
    {"/status/200?header=Refresh:%C2%A00;https://example.org/", ""},
    {"/status/200?header=Refresh:5;url=/a&header=Refresh:0;//example.org/", ""},
    {"/status/200?header=Refresh:5&header=Refresh://example.org/", ""},
    {"/status/302?header=Refresh:0;https://example.org/&header=Location:/a", ""},
    {"/status/200;header=Refresh:0%3Bhttps:%2F%2Fexample.org%2F", ""},
    {"/sequence/refresh/200;header=Refresh:0%3B%2F%2Fexample.org", ""},
    {"/response-headers?Refresh=0;https://example.org/", ""},
    {"/response-headers?refresh=0,//example.org/%3Fa=/b", ""},
    {"/302", "X-HttpStatus-Response-Refresh: 0;https://example.org/\r\n"},
    {"/status/200?header=Refresh:0;https://example.org/&fault=bare-lf", ""},
    {"/status/302?header=Location:%20%09//example.org/", ""},
    {"/status/302?header=Location:%09http://example.org/", ""},
    {"/response-headers?location=%20//example.org/", ""},
    {"/status/200?header=CONTENT-LOCATION:%20//example.org/", ""},
    {"/status/200?header=Content-Location:http://example.org/", ""},
    {"/sequence/outside/302;location=%2F%2Fexample.org", ""},
    {"/anything?location=http://example.org/", ""},
    {"/redirect-to?url=http://example.org/", ""},
    {"/redirect-to?url=//example.org/", ""},
    {"/redirect-to?url=/%5Cexample.org&status_code=307", ""},
    {"/response-headers?Location=http://example.org/", ""},
    {"/302", "X-HttpStatus-Response-Location: http://example.org/\r\n"},
    {"/302", "x-httpstatus-response-location: //example.org/\r\n"},
    {"/status/302?location=http://example.org/&fault=bare-lf", ""},
    {"/status/302?location=http://example.org/&reason=Moved", ""},
};

START_TEST(leading_away)
{
    struct message *message = client_get(client, foreign[_i][0], foreign[_i][1]);
    expect_problem(message, 403);
    EXPECT(message, strstr(message->content, "--allow-foreign") != NULL, "the option is not named: %s",
           message->content);
    expect_no_field(message, "Location");
    expect_no_field(message, "Refresh");
    expect_no_field(message, "Content-Location");
    expect_alive(client);
}

/* Redirects to a place here, and to the host that the client used, are answered as everywhere. */
static const char *const own[][2] = {
    {"/status/302", "/"},
    {"/status/301", "/"},
    {"/status/201", "/"},
    {"/status/302?location=/a/b%3Fc=d%23e", "/a/b?c=d#e"},
    {"/status/302?location=/", "/"},
    {"/status/302?location=/%255Cexample.org", "/%5Cexample.org"},
    {"/status/302?location=http://127.0.0.1/a", "http://127.0.0.1/a"},
    {"/status/302?location=http://127.0.0.1", "http://127.0.0.1"},
    {"/status/302?location=a/b", "a/b"},
    {"/status/302?location=%3Fa=b", "?a=b"},
    {"/redirect-to?url=/get", "/get"},
    {"/redirect/2", "/relative-redirect/1"},
    {"/absolute-redirect/2", "http://127.0.0.1/absolute-redirect/1"},
};

START_TEST(staying)
{
    expect_field(client_get(client, own[_i][0], ""), "Location", own[_i][1]);
}

/* Values of Refresh that are let through: a number alone, or in the one spelling that every browser reads alike, and to
 * a place here. */
static const char *const refreshing[] = {
    "5",
    "0",
    "86400",
    "5;url=/status/200,503;retry_after=2?a=//b",
    "5; url=/there",
    "5 ; URL=there",
    "5; url=?a=b",
    "5; url=",
    "5; url=http://127.0.0.1/there",
};

START_TEST(refreshing_here)
{
    struct arena *arena = &client->arena;
    struct text value = percent_encode(arena, text_of(refreshing[_i]));
    struct message *message = client_get(client, arena_printf(arena, "/status/200?header=Refresh:%s", value.at).at, "");
    expect_code(message, 200);
    EXPECT(message, strcmp(message_field(message, "Refresh"), refreshing[_i]) == 0, "another Refresh: %s",
           message_field(message, "Refresh"));
    expect_field(client_get(client, arena_printf(arena, "/response-headers?Refresh=%s", value.at).at, ""), "Refresh",
                 refreshing[_i]);
}

/* The same host on another port is another place. */
START_TEST(staying_by_port)
{
    client_print(client, "GET /status/302?location=http://a.example:8080/x HTTP/1.1\r\nHost: a.example:8080\r\n\r\n");
    expect_field(client_read(client, "GET"), "Location", "http://a.example:8080/x");
    client_print(client, "GET /status/302?location=http://a.example:8081/x HTTP/1.1\r\nHost: a.example:8080\r\n\r\n");
    expect_problem(client_read(client, "GET"), 403);
}

static const char *const leading[] = {"/status/302?location=http://example.org/a",
                                      "/redirect-to?url=http://example.org/a",
                                      "/status/302?header=Location:http://example.org/a",
                                      "/status/302?location=http://example.org/a&header=Refresh:0;//example.org/"};

/* A listener on loopback leads anywhere, although the same server has one that is open to all. */
START_TEST(allowed_on_loopback)
{
    struct client *local = client_open(server->ports[1]);
    expect_field(client_get(local, leading[_i], ""), "Location", "http://example.org/a");
    client_close(local);
}

/* With --allow-foreign every listener does. */
START_TEST(allowed_by_option)
{
    expect_field(client_get(client, leading[_i], ""), "Location", "http://example.org/a");
}

SUITE("seen from outside")
{
    TCase *tcase = wire_case_with(suite, "outside", start);
    tcase_add_loop_test(tcase, leading_away, 0, COUNT(foreign));
    tcase_add_loop_test(tcase, staying, 0, COUNT(own));
    tcase_add_loop_test(tcase, refreshing_here, 0, COUNT(refreshing));
    tcase_add_test(tcase, staying_by_port);
    tcase_add_loop_test(tcase, allowed_on_loopback, 0, COUNT(leading));
    TCase *permissive = wire_case_with(suite, "outside, permissive", start_permissive);
    tcase_add_loop_test(permissive, allowed_by_option, 0, COUNT(leading));
}
