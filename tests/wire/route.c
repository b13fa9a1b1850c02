/* The routes around the statuses on the wire. */
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

START_TEST(home_for_curl)
{
    struct message *message = client_get(client, "/", "Accept: */*\r\nUser-Agent: curl/7.88.1\r\n");
    expect_code(message, 200);
    expect_field(message, "Content-Type", "text/plain");
    expect_member(message, "Vary", "Accept");
    EXPECT(message, strstr(message->content, wire_url("127.0.0.1/status/404")) != NULL, "no line to try: %s",
           message->content);
    EXPECT(message, strstr(message->content, "/catalog") != NULL, "no route: %s", message->content);
    expect_code(client_ask(client, "HEAD", "/", ""), 200);
}

START_TEST(home_for_browsers)
{
    int count;
    const struct fact *facts = facts_all(&count);
    struct message *message = client_get(client, "/?x=1", "Accept: text/html,*/*;q=0.8\r\n");
    expect_code(message, 200);
    expect_field(message, "Content-Type", "text/html; charset=utf-8");
    expect_member(message, "Vary", "Accept");
    for (int i = 0; i < count; i++) {
        const char *link = arena_printf(&client->arena, "href=\"status/%d\"", facts[i].code).at;
        EXPECT(message, strstr(message->content, link) != NULL, "no %s", link);
    }
    EXPECT(message, strpbrk(message->content, "{}") == NULL, "a place holder is still there");
    EXPECT(message, strstr(message->content, "</footer>") != NULL, "the page is cut short");
    EXPECT(message, strstr(message->content, wire_url("127.0.0.1</span>/status/404")) != NULL, "no command to try");
}

/* The host of the command is the client's word, and so is not taken for HTML. */
START_TEST(home_takes_no_html_from_a_client)
{
    client_print(client, "GET / HTTP/1.1\r\nHost: a'&b\r\nAccept: text/html\r\n\r\n");
    struct message *message = client_read(client, "GET");
    expect_code(message, 200);
    EXPECT(message, strstr(message->content, "a&#39;&amp;b") != NULL, "no host");
    EXPECT(message, strstr(message->content, "a'&b") == NULL, "the host as it came");
}

/* The page asks no other host for anything, and may stand below any path: its links are relative. */
START_TEST(home_links_are_relative)
{
    static const char *const starts[] = {"href=\"", "src=\""};
    struct message *message = client_get(client, "/", "Accept: text/html\r\n");
    for (int i = 0; i < COUNT(starts); i++) {
        for (const char *at = message->content; (at = strstr(at, starts[i])) != NULL;) {
            at += strlen(starts[i]);
            bool data = strncmp(at, "data:", 5) == 0;
            EXPECT(message, *at != '/' && (data || memchr(at, ':', strcspn(at, "\"")) == NULL), "%.40s", at);
        }
    }
}

/* A browser that has the page, the style or the script asks only whether it is still so. */
static const char *const explorer[] = {"/", "/static/style.css", "/static/explorer.js"};

START_TEST(explorer_is_cached)
{
    struct message *message = client_get(client, explorer[_i], "Accept: text/html\r\n");
    expect_code(message, 200);
    const char *tag = message_field(message, "ETag");
    EXPECT(message, tag != NULL, "no ETag");
    const char *fields = arena_printf(&client->arena, "Accept: text/html\r\nIf-None-Match: %s\r\n", tag).at;
    expect_code(client_get(client, explorer[_i], fields), 304);
    expect_alive(client);
}

/* Without a coding, and with the list of the statuses. */
START_TEST(explorer_is_small)
{
    size_t length = 0;
    for (int i = 0; i < COUNT(explorer); i++) {
        struct message *message = client_get(client, explorer[i], "Accept: text/html\r\n");
        expect_code(message, 200);
        length += message->length;
    }
    ck_assert_uint_lt(length, 60 * 1000);
}

/* Nothing runs that stands in a page itself; a page that shows what a client sent runs nothing at all. */
START_TEST(pages_are_confined)
{
    static const char *const targets[] = {"/", "/status/404", "/404", "/418"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "Accept: text/html\r\n");
        const char *policy = message_field(message, "Content-Security-Policy");
        EXPECT(message, policy != NULL, "no policy");
        EXPECT(message,
               strstr(policy, "default-src 'none'") && strstr(policy, "script-src 'self'") &&
                   strstr(policy, "frame-ancestors 'none'") && !strstr(policy, "unsafe"),
               "%s", policy);
        EXPECT(message,
               !strstr(message->content, "style=") && !strstr(message->content, "<style") &&
                   !strstr(message->content, "onclick"),
               "style or script in the page");
    }
    expect_field(client_get(client, "/status/404?body=x", "Accept: text/html\r\n"), "Content-Security-Policy",
                 "sandbox");
}

/* What a status means, in a browser, is still that status; the page leads on. */
START_TEST(status_for_browsers)
{
    static const char *const targets[] = {"/404", "/status/404"};
    const char *const ways[] = {"href=\"/#404\"", "href=\"/#build/404\"", "/catalog/404",
                                wire_url("127.0.0.1/status/404&#39;")};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "Accept: text/html,*/*;q=0.8\r\n");
        expect_code(message, 404);
        expect_field(message, "Content-Type", "text/html");
        for (int way = 0; way < COUNT(ways); way++) {
            EXPECT(message, strstr(message->content, ways[way]) != NULL, "no %s", ways[way]);
        }
    }
}

/* The interim response is what the page is about, not the 200 behind it. */
START_TEST(interim_for_browsers)
{
    struct message *message = client_get(client, "/status/103", "Accept: text/html\r\n");
    expect_code(message, 103);
    message = client_read(client, "GET");
    expect_code(message, 200);
    EXPECT(message, strstr(message->content, "href=\"/#103\"") != NULL, "no way to 103: %s", message->content);
}

START_TEST(health_and_types)
{
    expect_code(client_get(client, "/healthz", ""), 200);
    expect_field(client_get(client, "/static/style.css", ""), "Content-Type", "text/css");
    expect_field(client_get(client, "/static/explorer.js", ""), "Content-Type", "text/javascript");
}

START_TEST(nothing_there)
{
    static const char *const targets[] = {
        "/nowhere",      "/statusd", "/static/../Makefile", "/static/nothing", "/healthz/x", "//", "/catalogue",
        "/anythingelse", "/%00",     "/a%0d%0aX:%20b"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "");
        expect_problem(message, 404);
        cJSON *json = message_json(message);
        EXPECT(message, *json_string(message, json, "example") == '/', "no example: %s", message->content);
        cJSON_Delete(json);
    }
}

/* A route that takes one segment has nothing below that. */
START_TEST(nothing_below)
{
    static const char *const targets[] = {"/status/200/",
                                          "/status/200/foo",
                                          "/status/200/;delay=0",
                                          "/delay/0/foo",
                                          "/delay/0/",
                                          "/redirect/10/foo",
                                          "/relative-redirect/1/foo",
                                          "/absolute-redirect/1/foo",
                                          "/catalog/404/foo",
                                          "/cache/60/foo",
                                          "/range/26/foo",
                                          "/etag/v1/foo",
                                          "/basic-auth/a",
                                          "/basic-auth/a/b/foo",
                                          "/hidden-basic-auth/a/b/foo",
                                          "/earn/documents/first/foo",
                                          "/earn/page/en.html/foo",
                                          "/earn/changing/v1/foo",
                                          "/earn/upload/1/foo"};
    for (int i = 0; i < COUNT(targets); i++) {
        expect_problem(client_get(client, targets[i], ""), 404);
    }
    expect_alive(client);
}

/* A slash is part of the value of a parameter, and of the segment where it is encoded. */
START_TEST(slashes_in_a_segment)
{
    expect_field(client_get(client, "/status/200;type=text/csv", ""), "Content-Type", "text/csv");
    expect_field(client_get(client, "/status/302;location=/a/b", ""), "Location", "/a/b");
    expect_field(client_get(client, "/etag/a%2Fb", ""), "ETag", "\"a/b\"");
}

/* A target with a typing error is told which one was probably meant, with what follows. */
START_TEST(nearly_there)
{
    static const char *const cases[][2] = {{"/staus/404", "/status/404"},
                                           {"/Status/404", "/status/404"},
                                           {"/statsu/200,503:2;a=1?x", "/status/200,503:2;a=1"},
                                           {"/catalogue", "/catalog"},
                                           {"/anythng/a%20b", "/anything/a%20b"},
                                           {"/earn/documets/first", "/earn/documents/first"},
                                           {"/heathz", "/healthz"},
                                           {"/healthz/", "/healthz"},
                                           {"/gte", "/get"},
                                           {"/sequence1/k/200", "/sequence/k/200"},
                                           {"/nowhere", NULL},
                                           {"/ab", NULL}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_get(client, cases[i][0], "");
        expect_problem(message, 404);
        cJSON *json = message_json(message);
        const char *asks = strstr(json_string(message, json, "detail"), "did you mean ");
        EXPECT(message, (asks != NULL) == (cases[i][1] != NULL), "%s", message->content);
        if (cases[i][1] != NULL) {
            EXPECT(message,
                   strncmp(asks + 13, cases[i][1], strlen(cases[i][1])) == 0 &&
                       strcmp(asks + 13 + strlen(cases[i][1]), "?") == 0,
                   "%s", asks);
            ck_assert_str_eq(json_string(message, json, "example"), cases[i][1]);
        }
        cJSON_Delete(json);
    }
}

/* Wherever a code stands in the codes grammar, the name of its status may stand too. */
START_TEST(statuses_by_name)
{
    static const struct {
        const char *target;
        int code;
    } cases[] = {{"/status/not-found", 404},
                 {"/status/teapot", 418},
                 {"/status/Service-Unavailable;retry_after=7?close", 503},
                 {"/status/gone:0,ok:1", 200},
                 {"/sequence/by-name/bad-gateway,gone", 502},
                 {"/sequence/by-name/bad-gateway,gone", 410},
                 {"/random/conflict", 409}};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        expect_code(client_get(client, cases[i].target, ""), cases[i].code);
    }
    reconnect();
    struct message *message = client_get(client, "/status/200,not-foud", "");
    expect_problem(message, 400);
    EXPECT(message, strstr(message->content, "did you mean not-found (404)?") != NULL, "%s", message->content);
}

START_TEST(no_status_code)
{
    static const char *const targets[] = {"/status/abc",  "/status/99",    "/status/1000", "/status/",
                                          "/status/4%zz", "/status/-404",  "/status/4%2F", "/status/40x",
                                          "/status/0404", "/status/%20404"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "");
        expect_problem(message, 400);
        cJSON *json = message_json(message);
        EXPECT(message, strncmp(json_string(message, json, "example"), "/status/", 8) == 0, "no example: %s",
               message->content);
        cJSON_Delete(json);
        expect_alive(client);
    }
}

/* RFC 9110 §9.3.7: OPTIONS * asks about the server as a whole. */
START_TEST(options_of_the_server)
{
    struct message *message = client_ask(client, "OPTIONS", "*", "");
    expect_code(message, 204);
    expect_field(message, "Allow", "");
    expect_member(message, "Allow", "GET");
    expect_member(message, "Allow", "OPTIONS");
    expect_alive(client);
}

/* RFC 9112 §3.2.4: so does OPTIONS in absolute-form without a path. Allow tells them apart: / has no PUT. */
START_TEST(options_without_a_path)
{
    expect_member(client_ask(client, "OPTIONS", "http://localhost", ""), "Allow", "PUT");
    struct message *root = client_ask(client, "OPTIONS", "http://localhost/", "");
    expect_member(root, "Allow", "GET");
    EXPECT(root, strstr(message_field(root, "Allow"), "PUT") == NULL, "the server was asked");
    expect_alive(client);
}

/* A query that nothing here knows of changes nothing. */
START_TEST(queries_are_let_be)
{
    expect_code(client_get(client, "/status/418?", ""), 418);
    expect_code(client_get(client, "/status/418?nothing=known&%%&=", ""), 418);
}

SUITE("routes on the wire")
{
    TCase *tcase = wire_case(suite, "routes");
    tcase_add_test(tcase, home_for_curl);
    tcase_add_test(tcase, home_for_browsers);
    tcase_add_test(tcase, home_takes_no_html_from_a_client);
    tcase_add_test(tcase, home_links_are_relative);
    tcase_add_loop_test(tcase, explorer_is_cached, 0, COUNT(explorer));
    tcase_add_test(tcase, explorer_is_small);
    tcase_add_test(tcase, pages_are_confined);
    tcase_add_test(tcase, status_for_browsers);
    tcase_add_test(tcase, interim_for_browsers);
    tcase_add_test(tcase, health_and_types);
    tcase_add_test(tcase, nothing_there);
    tcase_add_test(tcase, nothing_below);
    tcase_add_test(tcase, slashes_in_a_segment);
    tcase_add_test(tcase, nearly_there);
    tcase_add_test(tcase, statuses_by_name);
    tcase_add_test(tcase, no_status_code);
    tcase_add_test(tcase, options_of_the_server);
    tcase_add_test(tcase, options_without_a_path);
    tcase_add_test(tcase, queries_are_let_be);
}
