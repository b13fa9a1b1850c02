/* Accept and CORS on the wire. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>
#include <strings.h>

#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define PLAIN "text/plain"
#define HTML "text/html"

/* As Firefox and Chrome send it when they open a page. */
#define BROWSER "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

static const struct {
    int code;
    const char *fields, *type;
} choices[] = {
    {200, "", JSON},
    {404, "", PROBLEM},
    {503, "", PROBLEM},
    {404, "Accept:\r\n", PROBLEM},
    {200, "Accept: */*\r\n", JSON},
    {404, "Accept: */*\r\n", PROBLEM},
    {404, "Accept: application/*\r\n", PROBLEM},
    {404, "Accept: application/json\r\n", JSON},
    {404, "Accept: APPLICATION/Json\r\n", JSON},
    {404, "Accept: application/problem+json\r\n", PROBLEM},
    {404, "Accept: application/json, application/problem+json\r\n", PROBLEM},
    {404, "Accept: application/problem+json;q=0.5, application/json\r\n", JSON},
    {200, "Accept: text/plain\r\n", PLAIN},
    {404, "Accept: text/plain\r\n", PLAIN},
    {404, "Accept: text/*;q=0.5, application/json;q=0.4\r\n", PLAIN},
    {200, "Accept: " BROWSER "\r\n", HTML},
    {404, "Accept: " BROWSER "\r\n", HTML},
    {404, "Accept: text/html;q=0.2, text/plain;q=0.8\r\n", PLAIN},
    {404, "Accept: text/html ; q=0.9 , text/plain;q=0.8\r\n", HTML},
    {404, "Accept: text/html;level=1;q=0.4, text/plain;q=0.3\r\n", HTML},
    {404, "Accept: text/plain;q=0.1\r\nAccept: text/html;q=0.2\r\n", HTML},
    {404, "Accept: application/*;q=0, text/html;q=0, */*\r\n", PLAIN},
    /* The range that names a type most closely counts, not the most generous (RFC 9110 §12.5.1). */
    {404, "Accept: */*, application/problem+json;q=0.1, application/json;q=0.2, text/*;q=0.3, text/html;q=0.4\r\n",
     HTML},
    /* What cannot be had does not change the status that was asked for (§12.4.1). */
    {200, "Accept: image/png\r\n", JSON},
    {404, "Accept: image/png\r\n", PROBLEM},
    {404, "Accept: */*;q=0\r\n", PROBLEM},
    {200, "Accept: application/problem+json\r\n", JSON},
};

/* Each form says the same in its own way. */
static void expect_note(const struct message *message, int code, const char *phrase)
{
    const char *type = message_field(message, "Content-Type");
    if (strcmp(type, JSON) == 0) {
        cJSON *json = message_json(message);
        EXPECT(message, (int)json_number(message, json, "code") == code, "%s", message->content);
        EXPECT(message, strcmp(json_string(message, json, "phrase"), phrase) == 0, "%s", message->content);
        cJSON_Delete(json);
    } else if (strcmp(type, PROBLEM) == 0) {
        expect_problem(message, code);
    } else {
        EXPECT(message, strstr(type, "charset=utf-8") != NULL, "%s without its charset", type);
        EXPECT(message, strstr(message->content, phrase) != NULL, "no %s in %s", phrase, message->content);
        EXPECT(message, strstr(message->content, "RFC 9110") != NULL, "not where it is defined: %s", message->content);
    }
    bool html = strncasecmp(message->content, "<!doctype html>", 15) == 0;
    EXPECT(message, html == (strncmp(type, HTML, strlen(HTML)) == 0), "%s begins %.20s", type, message->content);
}

START_TEST(accept_chooses)
{
    const char *target = arena_printf(&client->arena, "/status/%d", choices[_i].code).at;
    struct message *message = client_get(client, target, choices[_i].fields);
    const char *type = message_field(message, "Content-Type");
    expect_code(message, choices[_i].code);
    size_t length = type != NULL ? strcspn(type, ";") : 0;
    EXPECT(message, length == strlen(choices[_i].type) && strncmp(type, choices[_i].type, length) == 0,
           "%s where %s is due for %s", type, choices[_i].type, choices[_i].fields);
    expect_member(message, "Vary", "Accept");
    expect_note(message, choices[_i].code,
                choices[_i].code == 200   ? "OK"
                : choices[_i].code == 404 ? "Not Found"
                                          : "Service Unavailable");
}

/* A status whose definition has a document of its own keeps it, whatever Accept says. */
START_TEST(documents_stay)
{
    static const struct {
        int code;
        const char *type, *root;
    } cases[] = {{207, "application/xml", "<D:multistatus"},
                 {423, "application/xml", "<D:error"},
                 {507, "application/xml", "<D:error"}};
    for (int i = 0; i < COUNT(cases); i++) {
        const char *target = arena_printf(&client->arena, "/status/%d", cases[i].code).at;
        struct message *message = client_get(client, target, "Accept: application/json\r\n");
        expect_code(message, cases[i].code);
        expect_field(message, "Content-Type", cases[i].type);
        EXPECT(message, strstr(message->content, cases[i].root) != NULL, "no %s", cases[i].root);
    }
}

/* RFC 6585 §6: a browser gets a page that leads to the login, and no challenge. */
START_TEST(login_page)
{
    struct message *message = client_get(client, "/status/511", "Accept: " BROWSER "\r\n");
    expect_code(message, 511);
    expect_field(message, "Content-Type", HTML);
    expect_member(message, "Vary", "Accept");
    EXPECT(message, strstr(message->content, "href=\"/anything/login\"") != NULL, "no link: %s", message->content);
    expect_code(client_get(client, "/anything/login", ""), 200);
}

/* The CORS protocol of the Fetch standard: a page may read every answer, and all its fields. */
START_TEST(any_page_may_read)
{
    static const struct {
        const char *method, *target;
        int code;
    } cases[] = {{"GET", "/status/200", 200},     {"GET", "/status/404", 404}, {"GET", "/status/206", 206},
                 {"HEAD", "/status/503", 503},    {"GET", "/catalog", 200},    {"GET", "/nowhere", 404},
                 {"GET", "/anything", 200},       {"GET", "/status/99", 400},  {"POST", "/catalog", 405},
                 {"OPTIONS", "/status/405", 405}, {"GET", "/healthz", 200}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_ask(client, cases[i].method, cases[i].target, "Origin: http://a.example\r\n");
        expect_code(message, cases[i].code);
        expect_field(message, "Access-Control-Allow-Origin", "*");
        expect_field(message, "Access-Control-Expose-Headers", "*");
    }
}

#define ASKS "Origin: http://a.example\r\nAccess-Control-Request-Method: FROB\r\n"

START_TEST(preflight)
{
    static const char *const targets[] = {"/status/405", "/status/204", "/status/500", "/catalog", "/anything/x", "/"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message =
            client_ask(client, "OPTIONS", targets[i], ASKS "Access-Control-Request-Headers: authorization,x-a\r\n");
        expect_code(message, 204);
        expect_field(message, "Access-Control-Allow-Origin", "*");
        expect_member(message, "Access-Control-Allow-Methods", "FROB");
        /* A wildcard would not cover Authorization, so the names themselves. */
        expect_member(message, "Access-Control-Allow-Headers", "authorization");
        expect_member(message, "Access-Control-Allow-Headers", "x-a");
        expect_no_field(message, "Content-Length");
        EXPECT(message, message_field(message, "Vary") != NULL, "an answer that depends on the request without Vary");
    }
    expect_code(client_ask(client, "OPTIONS", "/status/405", ASKS), 204);
}

/* What lacks a part of a preflight is a request like any other. */
START_TEST(no_preflight)
{
    expect_code(client_ask(client, "OPTIONS", "/status/405", ""), 405);
    expect_code(client_ask(client, "OPTIONS", "/status/405", "Origin: http://a.example\r\n"), 405);
    expect_code(client_ask(client, "OPTIONS", "/status/405", "Access-Control-Request-Method: PUT\r\n"), 405);
    expect_code(client_get(client, "/status/405", ASKS), 405);
}

SUITE("negotiation on the wire")
{
    TCase *tcase = wire_case(suite, "negotiation");
    tcase_add_loop_test(tcase, accept_chooses, 0, COUNT(choices));
    tcase_add_test(tcase, documents_stay);
    tcase_add_test(tcase, login_page);
    tcase_add_test(tcase, any_page_may_read);
    tcase_add_test(tcase, preflight);
    tcase_add_test(tcase, no_preflight);
}
