/* /earn/page, /earn/choice and /earn/nested on the wire: which variant is sent to whom, and who is given the list. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <string.h>

/* What is chosen, by its Content-Location; NULL: nothing. */
static const struct {
    const char *target, *fields;
    int code;
    const char *chosen;
} cases[] = {
    {"/earn/page", "", 200, "/earn/page/en.html"},
    {"/earn/page", "Accept: */*\r\n", 200, "/earn/page/en.html"},
    {"/earn/page", "Accept: text/plain\r\n", 200, "/earn/page/en.txt"},
    {"/earn/page", "Accept: text/html;q=0.4, text/plain;q=0.5\r\n", 200, "/earn/page/en.txt"},
    {"/earn/page", "Accept: text/*\r\nAccept-Language: fr\r\n", 200, "/earn/page/fr.html"},
    {"/earn/page", "Accept-Language: de\r\n", 200, "/earn/page/de.html"},
    {"/earn/page", "Accept-Language: DE-at\r\n", 200, "/earn/page/de.html"},
    {"/earn/page", "Accept-Language: en;q=0.5\r\nAccept-Language: fr;q=0.6\r\n", 200, "/earn/page/fr.html"},
    {"/earn/page", "Accept-Language: fr;q=0.5, *\r\n", 200, "/earn/page/en.html"},
    {"/earn/page", "Accept-Language: *, en;q=0\r\n", 200, "/earn/page/de.html"},
    {"/earn/page", "Accept-Language: ja\r\n", 200, "/earn/page/en.html"}, /* RFC 9110 §12.5.4: no 406 */
    {"/earn/page", "Accept-Language: ja, en;q=0\r\n", 200, "/earn/page/de.html"},
    {"/earn/page", "Accept-Language: *;q=0\r\n", 200, "/earn/page/en.html"},
    {"/earn/page", "Accept-Language: ;;;=,-\r\n", 200, "/earn/page/en.html"},
    {"/earn/page", "Accept: text/plain;q=x, text/html;q=0.1\r\n", 200, "/earn/page/en.html"},
    /* The product of the two qualities counts. */
    {"/earn/page", "Accept: text/plain;q=0.5, text/html\r\nAccept-Language: de;q=0.5\r\n", 200, "/earn/page/de.html"},
    {"/earn/page", "Accept: image/png\r\n", 406, NULL},
    {"/earn/page", "Accept: text/*;q=0\r\n", 406, NULL},
    {"/earn/page", "Accept: application/json\r\n", 406, NULL},
    {"/earn/page", "Accept: image/png\r\nIf-None-Match: *\r\n", 406, NULL}, /* no precondition is looked at */
    {"/earn/page", "If-None-Match: *\r\n", 304, "/earn/page/en.html"},
    {"/earn/page", "If-Match: \"other\"\r\n", 412, NULL},
    {"/earn/page", "Range: bytes=0-3\r\n", 206, "/earn/page/en.html"},
    {"/earn/choice", "Accept: */*\r\n", 300, NULL},
    {"/earn/choice", "", 300, NULL},
    {"/earn/choice", "Accept-Language: ja\r\nAccept: text/plain\r\n", 300, NULL}, /* all languages are as good */
    {"/earn/choice", "Accept-Language: de\r\n", 300, NULL},                       /* and both media types */
    {"/earn/choice", "Accept: text/plain\r\nAccept-Language: de\r\n", 200, "/earn/page/de.txt"},
    {"/earn/choice", "Accept: text/plain, */*;q=0.1\r\nAccept-Language: de, en;q=0.9\r\n", 200, "/earn/page/de.txt"},
    {"/earn/choice", "Accept: text/plain\r\nAccept-Language: de, en\r\n", 300, NULL},
    {"/earn/choice", "Accept: image/png\r\n", 406, NULL},
    {"/earn/nested", "", 200, "/earn/page/en.html"},
    {"/earn/nested", "Accept-Language: fr\r\n", 200, "/earn/page/en.html"}, /* which it does not have */
    {"/earn/nested", "Accept-Language: de\r\n", 200, "/earn/page/de.html"}, /* it suffers from nothing */
};

START_TEST(who_gets_what)
{
    struct message *message = client_get(client, cases[_i].target, cases[_i].fields);
    EXPECT(message, message->code == cases[_i].code, "with %s: %d", cases[_i].fields, message->code);
    if (cases[_i].chosen != NULL) {
        expect_field(message, "Content-Location", cases[_i].chosen);
        expect_field(message, "ETag", "\"");
    } else {
        expect_no_field(message, "Content-Location");
        expect_no_field(message, "Content-Language");
    }
    expect_member(message, "Vary", "Accept");
    expect_member(message, "Vary", "Accept-Language");
    expect_member(message, "Vary", "Negotiate");
    expect_no_field(message, "TCN"); /* for those who negotiate transparently: RFC 2295 §8.2 */
    expect_alive(client);
}

/* What else the fields say. The same bytes stand at the variant's own URI, under a tag of their own. */
START_TEST(the_variant)
{
    struct message *chosen = client_get(client, "/earn/page", "Accept: text/plain\r\nAccept-Language: fr-CA\r\n");
    expect_code(chosen, 200);
    expect_field(chosen, "Content-Language", "fr");
    expect_field(chosen, "Content-Type", "text/plain");
    struct message *own = client_get(client, message_field(chosen, "Content-Location"), "Accept: image/png\r\n");
    expect_code(own, 200);
    expect_field(own, "Content-Language", "fr");
    expect_no_field(own, "Content-Location");
    ck_assert_str_eq(own->content, chosen->content);
    ck_assert(message_field(own, "Vary") == NULL || strstr(message_field(own, "Vary"), "Accept") == NULL);
    struct message *english = client_get(client, "/earn/page", "Accept: text/plain\r\n");
    ck_assert_str_ne(message_field(english, "ETag"), message_field(chosen, "ETag"));
    const char *held =
        arena_printf(&client->arena, "If-None-Match: %s\r\nAccept: text/plain\r\n", message_field(english, "ETag")).at;
    struct message *again = client_get(client, "/earn/page", held);
    expect_code(again, 304);
    expect_no_field(again, "Content-Language");
    expect_field(again, "ETag", message_field(english, "ETag"));
    expect_code(client_get(client, "/earn/page", arena_printf(&client->arena, "%sAccept-Language: de\r\n", held).at),
                200);
}

START_TEST(no_such_variant)
{
    expect_problem(client_get(client, "/earn/page/ja.html", ""), 404);
    expect_problem(client_get(client, "/earn/page/", ""), 404);
    expect_problem(client_ask(client, "POST", "/earn/page", ""), 405);
}

/* RFC 9110 §15.4.1 and §15.5.7: the list has the URI of each variant, and the one that the server would choose. */
START_TEST(the_list)
{
    static const struct {
        const char *target, *fields, *type;
        int code;
    } asked[] = {
        {"/earn/choice", "", "application/json", 300},
        {"/earn/choice", "Accept: text/html, text/plain\r\n", "text/html", 300},
        {"/earn/page", "Accept: image/png\r\n", "application/problem+json", 406},
        {"/earn/page", "Accept: application/problem+json\r\n", "application/problem+json", 406},
    };
    static const char *const uris[] = {"/earn/page/en.html", "/earn/page/en.txt",  "/earn/page/de.html",
                                       "/earn/page/de.txt",  "/earn/page/fr.html", "/earn/page/fr.txt"};
    struct message *message = client_get(client, asked[_i].target, asked[_i].fields);
    expect_code(message, asked[_i].code);
    expect_field(message, "Content-Type", asked[_i].type);
    for (int i = 0; i < COUNT(uris); i++) {
        EXPECT(message, strstr(message->content, uris[i]) != NULL, "no %s in %s", uris[i], message->content);
    }
    if (asked[_i].code == 300) {
        expect_field(message, "Location", "/earn/page/en.html");
    } else {
        expect_no_field(message, "Location");
    }
    if (strcmp(asked[_i].type, "text/html") != 0) {
        cJSON *json = message_json(message);
        ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItem(json, "choices")), COUNT(uris));
        cJSON_Delete(json);
    }
    struct message *head = client_ask(client, "HEAD", asked[_i].target, asked[_i].fields);
    expect_code(head, asked[_i].code);
    expect_alive(client);
}

/* What Negotiate makes of it (RFC 2295 §8.4, §10). */
static const struct {
    const char *target, *fields;
    int code;
    const char *tcn;
} transparent[] = {
    {"/earn/page", "Negotiate: trans\r\n", 300, "list"},
    {"/earn/page", "Negotiate: vlist\r\n", 300, "list"},
    {"/earn/page", "Negotiate: trans\r\nAccept: text/plain\r\nAccept-Language: de\r\n", 300, "list"}, /* it chooses */
    {"/earn/page", "Negotiate: 1.0\r\nAccept: text/plain\r\nAccept-Language: de\r\n", 200, "choice"},
    {"/earn/page", "Negotiate: *\r\nAccept: text/plain\r\nAccept-Language: de\r\n", 200, "choice"},
    {"/earn/page", "Negotiate: vlist, 1.0\r\nAccept: text/plain\r\nAccept-Language: de\r\n", 200, "choice"},
    {"/earn/page", "Negotiate: TRANS\r\nNegotiate: guess-small\r\nAccept: text/plain\r\nAccept-Language: de\r\n", 200,
     "choice"},
    {"/earn/page", "Negotiate: 1.0\r\nAccept: text/plain\r\nAccept-Language: de\r\nIf-Match: \"other\"\r\n", 412, NULL},
    {"/earn/page", "Negotiate: 1.0\r\nAccept: text/plain\r\nAccept-Language: de\r\nIf-None-Match: *\r\n", 304,
     "choice"},
    {"/earn/page", "Negotiate: 1.0\r\n", 300, "list"}, /* nothing to choose by */
    {"/earn/page", "Negotiate: trans\r\nAccept: image/png\r\n", 406, "list"},
    {"/earn/page", "Negotiate: 2.0, something\r\n", 200, NULL}, /* directives that nobody knows */
    {"/earn/page", "Negotiate: \r\n", 200, NULL},
    {"/earn/nested", "Negotiate: 1.0\r\nAccept-Language: de\r\n", 506, NULL},
    {"/earn/nested", "Negotiate: trans, *\r\nAccept-Language: de\r\n", 506, NULL},
    {"/earn/nested", "Negotiate: 1.0\r\nAccept-Language: en\r\n", 200, "choice"}, /* that variant is one */
    {"/earn/nested", "Negotiate: trans\r\nAccept-Language: de\r\n", 300, "list"}, /* the client is to follow it */
    {"/earn/page/de.html", "Negotiate: 1.0, trans\r\n", 200, NULL},               /* no variant negotiates */
};

START_TEST(transparently)
{
    struct message *message = client_get(client, transparent[_i].target, transparent[_i].fields);
    EXPECT(message, message->code == transparent[_i].code, "with %s: %d", transparent[_i].fields, message->code);
    if (transparent[_i].tcn == NULL) {
        expect_no_field(message, "TCN");
    } else {
        expect_field(message, "TCN", transparent[_i].tcn);
        expect_member(message, "Vary", "Negotiate");
    }
    if (transparent[_i].tcn != NULL) {
        expect_field(message, "Alternates", "{\"/earn/page/en.html\" 1.0 {type text/html} {language en}}, {\"");
    }
    if (transparent[_i].tcn != NULL && strcmp(transparent[_i].tcn, "list") == 0) {
        EXPECT(message, message->length > 0, "a list response has content");
    } else if (transparent[_i].tcn != NULL) {
        const char *tag = message_field(message, "ETag");
        EXPECT(message, strcmp(tag + strlen(tag) - 3, ";1\"") == 0, "no structured tag (RFC 2295 §9.2): %s", tag);
        EXPECT(message, message_field(message, "Content-Location") != NULL, "no Content-Location");
    }
    expect_alive(client);
}

/* As many members as a head can have. */
START_TEST(long_fields)
{
    struct arena *arena = &client->arena;
    char *ranges = arena_alloc(arena, 6001);
    for (int i = 0; i < 6000; i += 3) {
        memcpy(ranges + i, i < 5997 ? "ja," : " de", 3);
    }
    struct message *message =
        client_get(client, "/earn/page", arena_printf(arena, "Accept-Language: %s\r\n", ranges).at);
    expect_code(message, 200);
    expect_field(message, "Content-Language", "de");
}

SUITE("variants on the wire")
{
    TCase *tcase = wire_case(suite, "variants");
    tcase_add_loop_test(tcase, who_gets_what, 0, COUNT(cases));
    tcase_add_loop_test(tcase, the_list, 0, 4);
    tcase_add_loop_test(tcase, transparently, 0, COUNT(transparent));
    tcase_add_test(tcase, the_variant);
    tcase_add_test(tcase, no_such_variant);
    tcase_add_test(tcase, long_fields);
}
