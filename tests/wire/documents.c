/* /earn/documents on the wire: what is asked, in order, on one key, and what it earns or does not. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <string.h>

#define JSON "Content-Type: application/json\r\n"
#define PATCH "Content-Type: application/merge-patch+json\r\n"
#define EPOCH "Sun, 06 Nov 1994 08:49:37 GMT\r\n" /* when the first document was last modified */
#define MINE "{\"title\":\"Mine\"}"

/* Asks for a document of this test's key; content NULL: none. */
static struct message *ask(const char *method, const char *name, const char *fields, const char *content)
{
    struct arena *arena = &client->arena;
    const char *target = arena_printf(arena, "/earn/documents/%s?key=test", name).at;
    if (content == NULL) {
        return client_ask(client, method, target, fields);
    }
    client_print(client, "%s %s HTTP/1.1\r\nHost: a\r\n%sContent-Length: %zu\r\n\r\n%s", method, target, fields,
                 strlen(content), content);
    return client_read(client, method);
}

static void reset(void)
{
    expect_code(client_ask(client, "DELETE", "/earn?key=test", ""), 204);
}

/* The ETag of a document, with its quotes. */
static const char *tag_of(const char *name)
{
    struct message *message = ask("HEAD", name, "", NULL);
    expect_code(message, 200);
    EXPECT(message, message_field(message, "ETag") != NULL, "no ETag");
    return message_field(message, "ETag");
}

/* Requests for the first document as it is to begin with. */
static const struct {
    const char *method, *fields;
    int code;
} reads[] = {
    {"GET", "", 200},
    {"HEAD", "", 200},
    {"GET", "If-Modified-Since: " EPOCH, 304},
    {"HEAD", "If-Modified-Since: " EPOCH, 304},
    {"GET", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 200},
    {"GET", "If-Modified-Since: never\r\n", 200},
    {"GET", "If-None-Match: *\r\n", 304},
    {"GET", "If-None-Match: \"other\"\r\n", 200},
    {"GET", "If-None-Match: \"other\"\r\nIf-Modified-Since: " EPOCH, 200},
    {"GET", "If-Match: *\r\n", 200},
    {"GET", "If-Match: \"other\"\r\n", 412},
    {"GET", "If-Unmodified-Since: " EPOCH, 200},
    {"GET", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 412},
    {"GET", "Range: bytes=0-9\r\n", 206},
    {"GET", "Range: bytes=-5\r\n", 206},
    {"GET", "Range: bytes=0-1,4-5\r\n", 206},
    {"GET", "Range: bytes=9000-\r\n", 416},
    {"GET", "Range: bytes=-0\r\n", 416},
    {"GET", "Range: lines=1-2\r\n", 200},
    {"GET", "Range: bytes=9-1\r\n", 200},
    {"HEAD", "Range: bytes=0-9\r\n", 200}, /* for GET alone: RFC 9110 §14.2 */
    {"GET", "Range: bytes=9000-\r\nIf-None-Match: *\r\n", 304},
    {"GET", "Range: bytes=0-9\r\nIf-Range: " EPOCH, 206},
    {"GET", "Range: bytes=0-9\r\nIf-Range: \"other\"\r\n", 200},
    {"GET", "Range: bytes=9000-\r\nIf-Range: \"other\"\r\n", 200},
    {"GET", "Accept: application/*\r\n", 200},
    {"GET", "Accept: text/html, application/json;q=0\r\n", 406},
    {"GET", "Accept: text/html\r\nIf-None-Match: *\r\n", 406}, /* no precondition is looked at: §13.2.1 */
    {"GET", "Expect: 100-continue\r\n", 200},                  /* no content to continue with */
};

START_TEST(reading)
{
    reset();
    struct message *message = ask(reads[_i].method, "first", reads[_i].fields, NULL);
    EXPECT(message, message->code == reads[_i].code, "with %s: %d", reads[_i].fields, message->code);
    if (reads[_i].code == 304) {
        expect_field(message, "ETag", "\"");
        expect_member(message, "Vary", "Accept");
        expect_no_field(message, "Content-Type");
    } else if (reads[_i].code == 416) {
        expect_field(message, "Content-Range", "bytes */");
    } else if (reads[_i].code == 200) {
        expect_field(message, "Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
        expect_no_field(message, "Content-Range");
    }
}

/* What is written to a new document, "new", or to the first. */
static const struct {
    const char *method, *name, *fields, *content;
    int code;
} writes[] = {
    {"PUT", "new", JSON, MINE, 201},
    {"PUT", "first", JSON, MINE, 204},
    {"PUT", "new", JSON "If-None-Match: *\r\n", MINE, 201},
    {"PUT", "first", JSON "If-None-Match: *\r\n", MINE, 412},
    {"PUT", "new", JSON "If-Match: *\r\n", MINE, 412},
    {"PUT", "first", JSON "If-Match: *\r\n", MINE, 204},
    {"PUT", "first", JSON "If-Match: \"other\"\r\n", MINE, 412},
    {"PUT", "first", JSON "If-Unmodified-Since: " EPOCH, MINE, 204},
    {"PUT", "first", JSON "If-Modified-Since: " EPOCH, MINE, 204},
    {"PUT", "first", JSON "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", MINE, 412},
    {"PUT", "new", JSON "Content-Range: bytes 0-1/9\r\n", MINE, 400},
    {"PUT", "new", JSON, "{\"title\":", 400},
    {"PUT", "new", JSON, MINE "x", 400},
    {"PUT", "new", JSON, "\"\xff\"", 400},
    {"PUT", "new", JSON, "[]", 422},
    {"PUT", "new", JSON, "{\"title\":1}", 422},
    {"PUT", "new", JSON "If-Match: \"other\"\r\n", "[]", 422}, /* no precondition is looked at */
    {"PUT", "new", "Content-Type: text/plain\r\n", MINE, 415},
    {"PUT", "new", "", MINE, 415},
    {"PUT", "new", JSON "Content-Encoding: gzip\r\n", MINE, 415},
    {"PUT", "new", JSON "Content-Encoding: identity\r\n", MINE, 201},
    {"PUT", "a%2Fb", JSON, MINE, 409},
    {"PATCH", "first", PATCH, "{}", 428},
    {"PATCH", "first", PATCH "If-Match: \"other\"\r\n", "{}", 412},
    {"PATCH", "first", PATCH "If-Match: *\r\n", "{\"text\":null}", 204},
    {"PATCH", "first", PATCH "If-Match: *\r\n", "{\"title\":null}", 422},
    {"PATCH", "first", PATCH "If-Match: *\r\n", "{", 400},
    {"PATCH", "first", JSON "If-Match: *\r\n", "{}", 415},
    {"PATCH", "new", PATCH "If-Match: *\r\n", "{}", 404},
    {"POST", "first", JSON, MINE, 405},
    {"DELETE", "first", "", NULL, 204},
    {"DELETE", "first", "If-Match: \"other\"\r\n", NULL, 412},
    {"DELETE", "new", "", NULL, 404},
};

START_TEST(writing)
{
    reset();
    struct message *message = ask(writes[_i].method, writes[_i].name, writes[_i].fields, writes[_i].content);
    EXPECT(message, message->code == writes[_i].code, "with %s and %s: %d %s", writes[_i].fields, writes[_i].content,
           message->code, message->content);
    if (writes[_i].code == 415) {
        bool coding = strstr(writes[_i].fields, "gzip") != NULL;
        const char *field = coding                                    ? "Accept-Encoding"
                            : strcmp(writes[_i].method, "PATCH") == 0 ? "Accept-Patch"
                                                                      : "Accept";
        EXPECT(message, message_field(message, field) != NULL, "no %s", field);
    } else if (writes[_i].code == 405) {
        expect_member(message, "Allow", "PATCH");
    }
    expect_alive(client);
}

/* The next GET gives what was put, under the tag that the PUT told; the old tag then fails. */
START_TEST(a_change_is_seen)
{
    reset();
    const char *old = tag_of("first");
    struct message *changed = ask("PATCH", "first", arena_printf(&client->arena, PATCH "If-Match: %s\r\n", old).at,
                                  "{\"text\":null,\"more\":{\"a\":1,\"b\":null}}");
    expect_code(changed, 204);
    struct message *now = ask("GET", "first", "", NULL);
    expect_field(now, "ETag", message_field(changed, "ETag"));
    EXPECT(now, strstr(now->content, "\"a\": 1") != NULL && strstr(now->content, "text") == NULL, "%s", now->content);
    EXPECT(now, strstr(now->content, "\"b\"") == NULL, "RFC 7396: a null is no member: %s", now->content);
    ck_assert_str_ne(message_field(now, "ETag"), old);
    const char *stale = arena_printf(&client->arena, PATCH "If-Match: %s\r\n", old).at;
    struct message *failed = ask("PATCH", "first", stale, "{}");
    expect_problem(failed, 412);
    expect_field(failed, "ETag", message_field(now, "ETag"));
    expect_code(ask("PUT", "first", JSON, MINE), 204);
    EXPECT(now, strcmp(ask("GET", "first", "", NULL)->content, MINE) == 0, "another content than was put");
}

/* Deleted is gone, not unknown; and it can come again. */
START_TEST(gone_and_back)
{
    reset();
    expect_code(ask("DELETE", "first", "", NULL), 204);
    expect_problem(ask("GET", "first", "", NULL), 410);
    expect_problem(ask("DELETE", "first", "", NULL), 410);
    expect_problem(ask("GET", "nothing", "", NULL), 404);
    expect_code(ask("PUT", "first", JSON "If-None-Match: *\r\n", MINE), 201);
    expect_code(ask("GET", "first", "", NULL), 200);
}

/* 8 documents for a key, of 4096 bytes. */
START_TEST(bounds)
{
    char large[4200], name[32];
    reset();
    snprintf(large, sizeof large, "{\"title\":\"%04000d\"}", 0);
    expect_code(ask("PUT", "large", JSON, large), 201);
    snprintf(large, sizeof large, "{\"title\":\"%04090d\"}", 0);
    expect_problem(ask("PUT", "large", JSON, large), 413);
    expect_problem(ask("PATCH", "first", "Content-Type: application/merge-patch+json\r\nIf-Match: *\r\n", large), 413);
    for (int i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "more-%d", i);
        expect_code(ask("PUT", name, JSON, MINE), 201);
    }
    expect_problem(ask("PUT", "one-too-many", JSON, MINE), 507);
    expect_code(ask("PUT", "large", JSON, MINE), 204);
    expect_problem(client_get(client, "/earn/documents/", ""), 404);
}

/* The field is the key where the URL has none. */
START_TEST(keys_do_not_meet)
{
    reset();
    expect_code(client_ask(client, "DELETE", "/earn/documents/first", "X-Statusd-Key: other\r\n"), 204);
    expect_code(client_get(client, "/earn/documents/first", "X-Statusd-Key: other\r\n"), 410);
    expect_code(client_get(client, "/earn/documents/first?key=other", ""), 410);
    expect_code(client_get(client, "/earn/documents/first", ""), 200);
    expect_code(ask("GET", "first", "", NULL), 200);
    expect_code(client_ask(client, "DELETE", "/earn?key=other", ""), 204);
    expect_code(client_get(client, "/earn/documents/first?key=other", ""), 200);
    const char *key = arena_printf(&client->arena, "/earn/documents/first?key=%0300d", 0).at;
    expect_problem(client_get(client, key, ""), 400);
}

static void start_with_few_keys(void)
{
    static const char *const arguments[] = {"--max-keys", "32", NULL};
    wire_start(arguments);
}

/* As they are large, one in 16 of --max-keys is remembered: here two. The least recently used goes. */
START_TEST(fewer_keys)
{
    static const char *const keys[] = {"a", "b", "a", "c"};
    for (int i = 0; i < COUNT(keys); i++) {
        const char *target = arena_printf(&client->arena, "/earn/documents/first?key=%s", keys[i]).at;
        expect_code(client_ask(client, "DELETE", target, ""), i == 2 ? 410 : 204);
    }
    expect_code(client_get(client, "/earn/documents/first?key=a", ""), 410);
    expect_code(client_get(client, "/earn/documents/first?key=b", ""), 200);
}

SUITE("documents on the wire")
{
    TCase *tcase = wire_case(suite, "documents");
    tcase_add_loop_test(tcase, reading, 0, COUNT(reads));
    tcase_add_loop_test(tcase, writing, 0, COUNT(writes));
    tcase_add_test(tcase, a_change_is_seen);
    tcase_add_test(tcase, gone_and_back);
    tcase_add_test(tcase, bounds);
    tcase_add_test(tcase, keys_do_not_meet);
    tcase_add_test(wire_case_with(suite, "few keys", start_with_few_keys), fewer_keys);
}
