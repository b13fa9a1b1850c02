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
    EXPECT(message, strstr(message->content, "http://127.0.0.1/status/404") != NULL, "no line to try: %s",
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
        const char *link = arena_printf(&client->arena, "href=\"/status/%d\"", facts[i].code).at;
        EXPECT(message, strstr(message->content, link) != NULL, "no %s", link);
    }
    EXPECT(message, strstr(message->content, "<!-- statuses -->") == NULL, "the place holder is still there");
    EXPECT(message, strstr(message->content, "</script>") != NULL, "the page is cut short");
}

START_TEST(health_and_style)
{
    expect_code(client_get(client, "/healthz", ""), 200);
    struct message *style = client_get(client, "/static/style.css", "");
    expect_code(style, 200);
    expect_field(style, "Content-Type", "text/css");
    EXPECT(style, style->length > 0, "no style");
    const char *tag = message_field(style, "ETag");
    EXPECT(style, tag != NULL, "no ETag");
    struct message *kept =
        client_get(client, "/static/style.css", arena_printf(&client->arena, "If-None-Match: %s\r\n", tag).at);
    expect_code(kept, 304);
    expect_alive(client);
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
    tcase_add_test(tcase, health_and_style);
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
