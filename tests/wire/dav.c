/* /earn/dav/ on the wire: what RFC 4918, RFC 5842, RFC 5689 and RFC 4331 say that each request gets. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

#define XML "Content-Type: application/xml\r\n"
#define EPOCH "Sun, 06 Nov 1994 08:49:37 GMT\r\n" /* when all that a tree begins with was last modified */
#define FIND(what) "<propfind xmlns=\"DAV:\">" what "</propfind>"
#define SET(what) "<propertyupdate xmlns=\"DAV:\"><set><prop>" what "</prop></set></propertyupdate>"
#define MAKE(what) "<mkcol xmlns=\"DAV:\"><set><prop>" what "</prop></set></mkcol>"
#define LOCKINFO(scope)                                                                                                \
    "<lockinfo xmlns=\"DAV:\"><lockscope><" scope "/></lockscope><locktype><write/></locktype></lockinfo>"
#define A "<a xmlns=\"urn:a\">1</a>"

/* Asks for something of this test's key; content NULL: none. */
static struct message *ask(const char *method, const char *path, const char *fields, const char *content)
{
    const char *target = arena_printf(&client->arena, "/earn/dav/%s?key=test", path).at;
    client_print(client, "%s %s HTTP/1.1\r\nHost: a\r\n%s", method, target, fields);
    if (content != NULL) {
        client_print(client, "Content-Length: %zu\r\n\r\n%s", strlen(content), content);
    } else {
        client_print(client, "\r\n");
    }
    return client_read(client, method);
}

static void reset(void)
{
    expect_code(client_ask(client, "DELETE", "/earn?key=test", ""), 204);
}

static bool says(const struct message *message, const char *text)
{
    return strstr(message->content, text) != NULL;
}

/* Each on a tree as it is to begin with: the code, and what stands in the content, if that is of interest. */
static const struct {
    const char *method, *path, *fields, *content;
    int code;
    const char *says;
} requests[] = {
    {"GET", "readme.txt", "", NULL, 200, "WebDAV"},
    {"GET", "readme.txt", "If-None-Match: *\r\n", NULL, 304, NULL},
    {"GET", "readme.txt", "If-Modified-Since: " EPOCH, NULL, 304, NULL},
    {"GET", "readme.txt", "If-Match: \"other\"\r\n", NULL, 412, NULL},
    {"GET", "readme.txt", "Range: bytes=0-4\r\n", NULL, 206, NULL},
    {"GET", "readme.txt", "Range: bytes=900-\r\n", NULL, 416, NULL},
    {"GET", "folder/", "", NULL, 200, "/earn/dav/folder/two%20words.txt?key=test"},
    {"GET", "folder/two%20words.txt", "", NULL, 200, "two words"},
    {"GET", "loop/again/again/", "", NULL, 200, "again"},
    {"GET", "nothing", "", NULL, 404, NULL},
    {"GET", "readme.txt/below", "", NULL, 404, NULL},
    {"GET", "folder//one.txt", "", NULL, 404, NULL},
    {"GET", "folder/%2e%2e/readme.txt", "", NULL, 404, NULL},
    {"GET", "folder%2Fone.txt", "", NULL, 404, NULL},
    {"HEAD", "readme.txt", "", NULL, 200, NULL},
    {"POST", "readme.txt", "", "x", 405, NULL},
    {"POST", "nothing", "", "x", 405, NULL},
    {"BREW", "folder/", "", NULL, 405, NULL},
    {"FROBNICATE", "folder/", "", NULL, 501, NULL}, /* RFC 9110 §9.1 */
    {"PUT", "new", "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n", "x", 415, NULL},
    {"OPTIONS", "folder/", "", NULL, 204, NULL},

    {"PUT", "new", "", "x", 201, NULL},
    {"PUT", "readme.txt", "", "x", 204, NULL}, /* nothing is locked: no 423 */
    {"PUT", "readme.txt", "If-None-Match: *\r\n", "x", 412, NULL},
    {"PUT", "readme.txt", "Content-Range: bytes 0-0/9\r\n", "x", 400, NULL},
    {"PUT", "readme.txt", "Content-Encoding: gzip\r\n", "x", 415, NULL},
    {"PUT", "none/new", "", "x", 409, NULL},
    {"PUT", "none/new", "If-Match: *\r\n", "x", 409, NULL}, /* no precondition is looked at: RFC 9110 §13.2.1 */
    {"PUT", "readme.txt/new", "", "x", 409, NULL},
    {"PUT", "new/", "", "x", 409, NULL},
    {"PUT", "folder/", "", "x", 405, NULL},
    {"PUT", "full/new", "", "x", 507, "quota-not-exceeded"},
    {"PUT", "full/new", "", "", 201, NULL}, /* nothing needs no room */
    {"PUT", "loop/again/again/new", "", "x", 201, NULL},

    {"MKCOL", "new/", "", NULL, 201, NULL},
    {"MKCOL", "new", "", NULL, 201, NULL},
    {"MKCOL", "folder/", "", NULL, 405, NULL},
    {"MKCOL", "readme.txt", "", NULL, 405, NULL},
    {"MKCOL", "none/new/", "", NULL, 409, NULL},
    {"MKCOL", "new/", "Content-Type: text/plain\r\n", "x", 415, NULL},
    {"MKCOL", "new/", XML, MAKE("<resourcetype><collection/></resourcetype>" A), 201, NULL},
    {"MKCOL", "new/", XML, MAKE("<resourcetype><collection/></resourcetype><getetag/>"), 424,
     "cannot-modify-protected-property"},
    {"MKCOL", "new/", XML, MAKE("<resourcetype><collection/><other/></resourcetype>" A), 403, "valid-resourcetype"},
    {"MKCOL", "full/new/", XML, MAKE(A), 424, "507 Insufficient Storage"},
    {"MKCOL", "new/", XML, FIND("<allprop/>"), 422, NULL},

    {"DELETE", "readme.txt", "", NULL, 204, NULL},
    {"DELETE", "folder/", "", NULL, 204, NULL},
    {"DELETE", "folder/", "Depth: infinity\r\n", NULL, 204, NULL},
    {"DELETE", "folder/", "Depth: 0\r\n", NULL, 400, NULL},
    {"DELETE", "loop/again", "", NULL, 204, NULL},
    {"DELETE", "nothing", "", NULL, 404, NULL},
    {"DELETE", "", "", NULL, 403, NULL},
    {"DELETE", "readme.txt", "If-Match: \"other\"\r\n", NULL, 412, NULL},

    {"PROPFIND", "readme.txt", "", NULL, 207, "<D:getcontentlength>54</D:getcontentlength>"},
    {"PROPFIND", "folder/", "Depth: 1\r\n", NULL, 207, "<D:href>/earn/dav/folder/two%20words.txt?key=test</D:href>"},
    {"PROPFIND", "folder/", "", NULL, 207, "two%20words.txt"}, /* no Depth is infinity */
    {"PROPFIND", "folder/", "Depth: 2\r\n", NULL, 400, NULL},
    {"PROPFIND", "folder/", "Depth: 1,noroot\r\n", NULL, 400, NULL},
    {"PROPFIND", "nothing", "Depth: 0\r\n", NULL, 404, NULL},
    {"PROPFIND", "folder", "Depth: 0\r\n", NULL, 207, "<D:href>/earn/dav/folder/?key=test</D:href>"},
    {"PROPFIND", "readme.txt", XML, FIND("<propname/>"), 207, "<D:getetag/>"},
    {"PROPFIND", "readme.txt", XML, FIND("<propname/>"), 207, "<D:resource-id/>"}, /* all names: RFC 4918 §9.1 */
    {"PROPFIND", "folder/", XML "Depth: 0\r\n", FIND("<propname/>"), 207, "<D:quota-available-bytes/>"},
    {"PROPFIND", "readme.txt", XML, FIND("<allprop/>"), 207, "<D:supportedlock><D:lockentry>"},
    {"PROPFIND", "readme.txt", XML, FIND("<allprop/><include><resource-id/></include>"), 207, "urn:uuid:"},
    {"PROPFIND", "readme.txt", XML, FIND("<prop><b xmlns=\"urn:b\"/></prop>"), 207,
     "<b xmlns=\"urn:b\"/></D:prop><D:status>HTTP/1.1 404 Not Found"},
    {"PROPFIND", "readme.txt", "Content-Type: text/xml; charset=utf-8\r\n", FIND("<prop/>"), 207, "200 OK"},
    {"PROPFIND", "full/", XML "Depth: 0\r\n", FIND("<prop><quota-available-bytes/></prop>"), 207,
     "<D:quota-available-bytes>0<"},
    {"PROPFIND", "readme.txt", XML, FIND("<allprop/><propname/>"), 422, NULL},
    {"PROPFIND", "readme.txt", XML, FIND(""), 422, NULL},
    {"PROPFIND", "readme.txt", XML, SET(A), 422, NULL},
    {"PROPFIND", "readme.txt", XML, "<propfind><allprop/></propfind>", 422, NULL}, /* in no namespace */
    {"PROPFIND", "readme.txt", XML, "<propfind", 400, NULL},
    {"PROPFIND", "readme.txt", XML, "<!DOCTYPE a [<!ENTITY b \"c\">]>" FIND("<allprop/>"), 400, "document type"},
    {"PROPFIND", "readme.txt", XML, "<D:propfind xmlns:D=\"\"/>", 400, NULL},
    {"PROPFIND", "readme.txt", "Content-Type: application/json\r\n", "{}", 415, NULL},
    {"PROPFIND", "loop/", "Depth: infinity\r\n", NULL, 508, NULL},
    {"PROPFIND", "", "", NULL, 508, NULL}, /* the loop is in it */
    {"PROPFIND", "loop/", "Depth: 1\r\n", NULL, 207, "/earn/dav/loop/again/?key=test"},
    {"PROPFIND", "loop/", "DAV: 1, bind\r\n", NULL, 207, "HTTP/1.1 208 Already Reported"},

    {"PROPPATCH", "readme.txt", XML, SET("<xml:foo>v</xml:foo>"), 207,
     "<xml:foo/>"}, /* a prefix that is never declared */
    {"PROPFIND", "readme.txt", XML "Depth: 0\r\nDepth: 1\r\n", FIND("<allprop/>"), 400, NULL},
    {"PUT", "%ff%fe", "", "x", 404, NULL},

    {"PROPPATCH", "readme.txt", XML, SET(A), 207, "<a xmlns=\"urn:a\"/></D:prop><D:status>HTTP/1.1 200 OK"},
    {"PROPPATCH", "readme.txt", XML, SET(A "<getetag/>"), 207,
     "<a xmlns=\"urn:a\"/></D:prop><D:status>HTTP/1.1 424 Failed Dependency"},
    {"PROPPATCH", "readme.txt", XML, SET("<getetag/>"), 207, "HTTP/1.1 403 Forbidden"},
    {"PROPPATCH", "readme.txt", XML, SET(""), 422, NULL},
    {"PROPPATCH", "readme.txt", "", NULL, 422, NULL},
    {"PROPPATCH", "full/letter.txt", XML, SET(A), 207, "507 Insufficient Storage"},

    {"COPY", "readme.txt", "Destination: /earn/dav/copy\r\n", NULL, 201, NULL},
    {"COPY", "readme.txt", "Destination: http://a/earn/dav/copy?key=test\r\n", NULL, 201, NULL},
    {"COPY", "readme.txt", "Destination: http://a/earn/dav/copy?key=other\r\n", NULL, 502, NULL}, /* another tree */
    {"COPY", "readme.txt", "Destination: /earn/dav/folder/one.txt\r\n", NULL, 204, NULL},
    {"COPY", "readme.txt", "Destination: /earn/dav/folder/one.txt\r\nOverwrite: F\r\n", NULL, 412, NULL},
    {"COPY", "readme.txt", "Destination: /earn/dav/copy\r\nOverwrite: F\r\n", NULL, 201, NULL},
    {"COPY", "readme.txt", "Destination: /earn/dav/copy\r\nOverwrite: X\r\n", NULL, 400, NULL},
    {"COPY", "readme.txt", "Destination: /earn/dav/none/copy\r\n", NULL, 409, NULL},
    {"COPY", "readme.txt", "Destination: /earn/dav/readme.txt\r\n", NULL, 403, NULL},
    {"COPY", "readme.txt", "Destination: /elsewhere\r\n", NULL, 502, NULL},
    {"COPY", "readme.txt", "Destination: http://example.org/earn/dav/copy\r\n", NULL, 502, NULL},
    {"COPY", "readme.txt", "", NULL, 400, NULL},
    {"COPY", "readme.txt", "Destination: /earn/dav/full/copy\r\n", NULL, 507, "quota-not-exceeded"},
    {"COPY", "folder/", "Destination: /earn/dav/folder/in/\r\n", NULL, 403, NULL},
    {"COPY", "folder/", "Destination: /earn/dav/folder/in/\r\nDepth: 0\r\n", NULL, 201, NULL},
    {"COPY", "folder/", "Destination: /earn/dav/copy/\r\nDepth: 1\r\n", NULL, 400, NULL},
    {"COPY", "loop/", "Destination: /earn/dav/copy/\r\n", NULL, 201, NULL},
    {"COPY", "nothing", "Destination: /earn/dav/copy\r\n", NULL, 404, NULL},
    {"MOVE", "readme.txt", "Destination: /earn/dav/moved\r\n", NULL, 201, NULL},
    {"MOVE", "folder/", "Destination: /earn/dav/loop/\r\n", NULL, 204, NULL},
    {"MOVE", "folder/", "Destination: /earn/dav/moved/\r\nDepth: 0\r\n", NULL, 400, NULL},
    {"MOVE", "folder/", "Destination: /earn/dav/folder/in\r\n", NULL, 403, NULL},
    {"MOVE", "folder/one.txt", "Destination: /earn/dav/folder/\r\n", NULL, 403, NULL},
    {"MOVE", "loop/", "Destination: /earn/dav/loop/again/in\r\n", NULL, 403, NULL},
    {"MOVE", "loop/again", "Destination: /earn/dav/moved\r\n", NULL, 403, NULL},
    {"MOVE", "full/letter.txt", "Destination: /earn/dav/full/renamed\r\n", NULL, 201, NULL},

    {"LOCK", "readme.txt", XML, LOCKINFO("exclusive"), 200, "<D:locktoken><D:href>urn:uuid:"},
    {"LOCK", "readme.txt", XML "Timeout: Infinite, Second-9\r\n", LOCKINFO("shared"), 200, "Second-600"},
    {"LOCK", "readme.txt", XML "Timeout: Second-9\r\n", LOCKINFO("shared"), 200, "Second-9<"},
    {"LOCK", "new", XML, LOCKINFO("exclusive"), 201, "lockdiscovery"},
    {"LOCK", "none/new", XML, LOCKINFO("exclusive"), 409, NULL},
    {"LOCK", "folder/", XML "Depth: 1\r\n", LOCKINFO("exclusive"), 400, NULL},
    {"LOCK", "folder/", XML, LOCKINFO("other"), 422, NULL},
    {"LOCK", "readme.txt", "", NULL, 400, NULL},
    {"LOCK", "readme.txt", "If: (Not <DAV:no-lock>)\r\n", NULL, 412, NULL},
    {"UNLOCK", "readme.txt", "", NULL, 400, NULL},
    {"UNLOCK", "readme.txt", "Lock-Token: <urn:uuid:none>\r\n", NULL, 409, "lock-token-matches-request-uri"},

    {"PUT", "readme.txt", "If: (Not <DAV:no-lock>)\r\n", "x", 204, NULL},
    {"PUT", "readme.txt", "If: (<DAV:no-lock>)\r\n", "x", 412, NULL},
    {"PUT", "readme.txt", "If: <http://a/earn/dav/nothing> (Not <DAV:no-lock>)\r\n", "x", 204, NULL},
    {"PUT", "readme.txt", "If: ([\"other\"])\r\n", "x", 412, NULL},
    {"PUT", "readme.txt", "If: <http://example.org/x> ([\"other\"])\r\n", "x", 412, NULL},
    {"PUT", "readme.txt", "If: \"other\"\r\n", "x", 400, NULL},
    {"GET", "readme.txt", "If: ([\"other\"])\r\n", NULL, 412, NULL},
};

START_TEST(each)
{
    reset();
    struct message *message = ask(requests[_i].method, requests[_i].path, requests[_i].fields, requests[_i].content);
    EXPECT(message, message->code == requests[_i].code, "with %s and %s: %d %s", requests[_i].fields,
           requests[_i].content, message->code, message->content);
    EXPECT(message, requests[_i].says == NULL || says(message, requests[_i].says), "%s", message->content);
    if (requests[_i].code == 405) {
        expect_member(message, "Allow", "OPTIONS");
    } else if (requests[_i].code == 207) {
        expect_field(message, "Content-Type", "application/xml");
    }
    expect_alive(client);
}

START_TEST(options)
{
    struct message *message = ask("OPTIONS", "readme.txt", "", NULL);
    expect_member(message, "DAV", "1");
    expect_member(message, "DAV", "2");
    expect_member(message, "DAV", "extended-mkcol");
    expect_member(message, "Allow", "PROPFIND");
    expect_member(message, "Allow", "PUT");
    message = ask("OPTIONS", "folder/", "", NULL);
    EXPECT(message, strstr(message_field(message, "Allow"), "PUT") == NULL, "PUT to a collection");
}

/* Locks, and returns the token in its brackets. */
static const char *lock(const char *path, const char *fields, const char *content)
{
    struct message *message = ask("LOCK", path, arena_printf(&client->arena, XML "%s", fields).at, content);
    EXPECT(message, message->code == 200 || message->code == 201, "%d %s", message->code, message->content);
    expect_field(message, "Lock-Token", "<urn:uuid:");
    return message_field(message, "Lock-Token");
}

static const char *if_token(const char *token)
{
    return arena_printf(&client->arena, "If: (%s)\r\n", token).at;
}

static void expect_locked(const struct message *message, const char *root)
{
    expect_code(message, 423);
    expect_field(message, "Content-Type", "application/xml");
    EXPECT(message, says(message, "<D:lock-token-submitted><D:href>"), "%s", message->content);
    EXPECT(message, says(message, root), "%s", message->content);
}

START_TEST(only_the_token_writes)
{
    reset();
    const char *token = lock("readme.txt", "Depth: 0\r\n", LOCKINFO("exclusive"));
    expect_locked(ask("PUT", "readme.txt", "", "x"), "/earn/dav/readme.txt?key=test");
    expect_locked(ask("DELETE", "readme.txt", "", NULL), "/earn/dav/readme.txt?key=test");
    expect_locked(ask("PROPPATCH", "readme.txt", XML, SET(A)), "readme.txt");
    expect_locked(ask("MOVE", "readme.txt", "Destination: /earn/dav/moved\r\n", NULL), "readme.txt");
    expect_locked(ask("COPY", "folder/one.txt", "Destination: /earn/dav/readme.txt\r\n", NULL), "readme.txt");
    expect_code(ask("COPY", "readme.txt", "Destination: /earn/dav/copy\r\n", NULL), 201); /* it is not written to */
    expect_code(ask("GET", "readme.txt", "", NULL), 200);
    expect_code(ask("PUT", "readme.txt", "If: (<urn:uuid:other>)\r\n", "x"), 412);
    expect_locked(ask("PUT", "readme.txt", "If: (Not <urn:uuid:other>)\r\n", "x"), "readme.txt");
    expect_code(ask("PUT", "readme.txt", if_token(token), "x"), 204);
    expect_code(ask("PUT", "folder/one.txt", if_token(token), "x"), 412); /* it is not of that */
    struct message *second = ask("LOCK", "readme.txt", XML, LOCKINFO("shared"));
    expect_code(second, 423);
    EXPECT(second, says(second, "no-conflicting-lock"), "%s", second->content);
    expect_code(ask("LOCK", "readme.txt", if_token(token), NULL), 200);
    EXPECT(second, says(ask("PROPFIND", "readme.txt", "", NULL), "<D:exclusive/>"), "no lockdiscovery");
    const char *unlock = arena_printf(&client->arena, "Lock-Token: %s\r\n", token).at;
    expect_code(ask("UNLOCK", "folder/one.txt", unlock, NULL), 409);
    expect_code(ask("UNLOCK", "readme.txt", unlock, NULL), 204);
    expect_code(ask("UNLOCK", "readme.txt", unlock, NULL), 409);
    expect_code(ask("PUT", "readme.txt", "", "x"), 204);
}

/* RFC 4918 §7.4, §7.5, §9.6.1. */
START_TEST(locks_of_collections)
{
    reset();
    const char *token = lock("folder/", "Depth: infinity\r\n", LOCKINFO("exclusive"));
    expect_locked(ask("PUT", "folder/one.txt", "", "x"), "/earn/dav/folder/?key=test");
    expect_locked(ask("PUT", "folder/new", "", "x"), "/earn/dav/folder/");
    const char *tagged = arena_printf(&client->arena, "If: <http://a/earn/dav/folder/?key=test> (%s)\r\n", token).at;
    expect_code(ask("PUT", "folder/new", tagged, "x"), 201);
    expect_code(ask("PUT", "folder/one.txt", if_token(token), "x"), 204); /* the lock covers it */
    expect_code(ask("DELETE", "folder/", if_token(token), NULL), 204);
    expect_code(ask("MKCOL", "folder/", "", NULL), 201); /* its lock is gone */
    token = lock("folder/", "Depth: 0\r\n", LOCKINFO("exclusive"));
    expect_locked(ask("PUT", "folder/new", "", "x"), "/earn/dav/folder/");
    expect_code(ask("PUT", "folder/new", tagged, "x"), 412);
    expect_code(
        ask("PUT", "folder/new", arena_printf(&client->arena, "If: </earn/dav/folder/> (%s)\r\n", token).at, "x"), 201);
    expect_code(ask("PUT", "folder/new", "", "y"), 204); /* a lock of depth 0 protects the members' names alone */
}

/* What can go goes; the member that cannot is named with its 423, and nothing has a 424 (RFC 4918 §9.6.1). */
START_TEST(part_of_a_collection_is_deleted)
{
    reset();
    lock("folder/one.txt", "", LOCKINFO("shared"));
    struct message *message = ask("DELETE", "folder/", "", NULL);
    expect_code(message, 207);
    EXPECT(message, says(message, "/earn/dav/folder/one.txt?key=test</D:href><D:status>HTTP/1.1 423 Locked"), "%s",
           message->content);
    EXPECT(message, !says(message, "424"), "%s", message->content);
    expect_code(ask("GET", "folder/one.txt", "", NULL), 200);
    expect_code(ask("GET", "folder/two%20words.txt", "", NULL), 404);
}

/* RFC 4918 §9.10.3: the collection is not locked because its member is. */
START_TEST(a_lock_of_all_members)
{
    reset();
    const char *token = lock("folder/one.txt", "", LOCKINFO("shared"));
    struct message *message = ask("LOCK", "folder/", XML, LOCKINFO("exclusive"));
    expect_code(message, 207);
    EXPECT(message, says(message, "/earn/dav/folder/one.txt?key=test</D:href><D:status>HTTP/1.1 423"), "%s",
           message->content);
    EXPECT(message, says(message, "/earn/dav/folder/?key=test</D:href><D:status>HTTP/1.1 424"), "%s", message->content);
    expect_no_field(message, "Lock-Token");
    expect_code(ask("LOCK", "folder/", XML "Depth: 0\r\n", LOCKINFO("exclusive")), 200);
    lock("folder/one.txt", "", LOCKINFO("shared")); /* shared ones go together */
    expect_code(ask("PUT", "folder/one.txt", if_token(token), "x"), 204);
    expect_locked(ask("PUT", "folder/one.txt", "", "x"), "one.txt");
}

/* A dead property stays with what it is of, with its language (RFC 4918 §4.3), and goes with a copy. */
START_TEST(dead_properties)
{
    static const char *const find = FIND("<prop><a xmlns=\"urn:a\"/></prop>");
    reset();
    expect_code(ask("PROPPATCH", "readme.txt", XML,
                    "<p:propertyupdate xmlns:p=\"DAV:\" xml:lang=\"de\"><p:set><p:prop>"
                    "<b:a xmlns:b=\"urn:a\">x<b:c/>&lt;</b:a></p:prop></p:set></p:propertyupdate>"),
                207);
    expect_code(ask("COPY", "readme.txt", "Destination: /earn/dav/copy\r\n", NULL), 201);
    struct message *message = ask("PROPFIND", "copy", XML, find);
    EXPECT(message, says(message, "<a xmlns=\"urn:a\" xml:lang=\"de\">x<c xmlns=\"urn:a\"></c>&lt;</a>"), "%s",
           message->content);
    expect_code(
        ask("PROPPATCH", "readme.txt", XML,
            "<propertyupdate xmlns=\"DAV:\"><remove><prop><a xmlns=\"urn:a\"/></prop></remove></propertyupdate>"),
        207);
    EXPECT(message, says(ask("PROPFIND", "readme.txt", XML, find), "404 Not Found"), "it is still there");
    EXPECT(message, says(ask("PROPFIND", "copy", XML, find), "200 OK"), "the copy's went too");
}

/* RFC 5842 §7.1: both names of the collection have the same id; the second is a 208 with nothing beneath it. */
START_TEST(a_loop_is_reported_once)
{
    reset();
    expect_code(ask("PUT", "loop/member", "", "x"), 201);
    struct message *message =
        ask("PROPFIND", "loop/", XML "Depth: infinity\r\nDAV: bind\r\n", FIND("<prop><resource-id/></prop>"));
    expect_code(message, 207);
    const char *id = strstr(message->content, "urn:uuid:");
    EXPECT(message, id != NULL && strstr(id + 1, arena_copy(&client->arena, (struct text){id, 45}).at) != NULL, "%s",
           message->content);
    EXPECT(message, says(message, "208 Already Reported") && !says(message, "again/member"), "%s", message->content);
    EXPECT(message, says(message, "/earn/dav/loop/member?key=test"), "%s", message->content);
}

/* A change is seen, under the tag that the PUT told. */
START_TEST(a_change_is_seen)
{
    reset();
    struct message *put = ask("PUT", "new", "Content-Type: text/css\r\n", "b{}");
    expect_field(put, "Location", "/earn/dav/new?key=test");
    struct message *got = ask("GET", "new", "", NULL);
    expect_field(got, "ETag", message_field(put, "ETag"));
    expect_field(got, "Content-Type", "text/css");
    expect_field(got, "Content-Security-Policy", "sandbox");
    EXPECT(got, strcmp(got->content, "b{}") == 0, "%s", got->content);
    const char *tag = message_field(put, "ETag");
    expect_code(ask("PUT", "new", arena_printf(&client->arena, "If: ([%s])\r\n", tag).at, "c{}"), 204);
    expect_code(ask("PUT", "new", arena_printf(&client->arena, "If: ([%s])\r\n", tag).at, "d{}"), 412);
    struct message *collection = ask("PROPFIND", "folder", "Depth: 0\r\n", NULL);
    expect_field(collection, "Content-Location", "/earn/dav/folder/?key=test"); /* RFC 4918 §5.2 */
}

/* 48 resources for a key, 8 of its locks, 16 KB. */
START_TEST(bounds)
{
    char large[16 * 1024];
    struct message *message;
    reset();
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    expect_code(ask("PUT", "large", "", large), 507);
    expect_code(ask("PROPFIND", "readme.txt", XML, large), 400);
    for (int i = 0; i < 8; i++) {
        lock("readme.txt", "", LOCKINFO("shared"));
    }
    expect_code(ask("LOCK", "readme.txt", XML, LOCKINFO("shared")), 507);
    expect_code(ask("LOCK", "new", XML, LOCKINFO("shared")), 507);
    expect_code(ask("GET", "new", "", NULL), 404);
    int made = 0;
    do {
        message = ask("MKCOL", arena_printf(&client->arena, "folder/%d", made++).at, "", NULL);
    } while (message->code == 201 && made < 100);
    expect_code(message, 507);
    EXPECT(message, made == 48 - 9 + 1, "%d were made", made - 1);
    expect_code(ask("COPY", "readme.txt", "Destination: /earn/dav/copy\r\n", NULL), 507);
    expect_code(ask("COPY", "readme.txt", "Destination: /earn/dav/folder/one.txt\r\n", NULL), 204);
}

/* Another key has a tree of its own. */
START_TEST(keys_do_not_meet)
{
    reset();
    expect_code(ask("DELETE", "readme.txt", "", NULL), 204);
    expect_code(client_ask(client, "GET", "/earn/dav/readme.txt", "X-Statusd-Key: other\r\n"), 200);
    expect_code(client_ask(client, "GET", "/earn/dav/readme.txt", "X-Statusd-Key: test\r\n"), 404);
}

/* Where all places for properties are taken, one that is there can still be replaced, and removed and set again. */
START_TEST(properties_are_replaced)
{
    reset();
    const char *set = "";
    int code = 0;
    for (int i = 0; code != 507 && i < 100; i++) {
        set = arena_printf(&client->arena, "<p%d xmlns=\"urn:a\">x</p%d>", i, i).at;
        struct message *message =
            ask("PROPPATCH", "readme.txt", XML,
                arena_printf(&client->arena,
                             "<propertyupdate xmlns=\"DAV:\"><set><prop>%s</prop></set></propertyupdate>", set)
                    .at);
        code = says(message, "507 Insufficient Storage") ? 507 : message->code;
    }
    ck_assert_int_eq(code, 507);
    struct message *replaced = ask("PROPPATCH", "readme.txt", XML, SET("<p0 xmlns=\"urn:a\">y</p0>"));
    EXPECT(replaced, says(replaced, "200 OK"), "%s", replaced->content);
    replaced = ask("PROPPATCH", "readme.txt", XML,
                   "<propertyupdate xmlns=\"DAV:\"><remove><prop><p1 xmlns=\"urn:a\"/></prop></remove>"
                   "<set><prop><p1 xmlns=\"urn:a\">z</p1></prop></set></propertyupdate>");
    EXPECT(replaced, says(replaced, "200 OK") && !says(replaced, "507"), "%s", replaced->content);
    struct message *twice =
        ask("PROPPATCH", "readme.txt", XML, SET("<p2 xmlns=\"urn:a\">1</p2><new xmlns=\"urn:a\">2</new>"));
    EXPECT(twice, says(twice, "507 Insufficient Storage"), "%s", twice->content);
}

SUITE("WebDAV on the wire")
{
    TCase *tcase = wire_case(suite, "dav");
    tcase_add_loop_test(tcase, each, 0, COUNT(requests));
    tcase_add_test(tcase, options);
    tcase_add_test(tcase, only_the_token_writes);
    tcase_add_test(tcase, locks_of_collections);
    tcase_add_test(tcase, part_of_a_collection_is_deleted);
    tcase_add_test(tcase, a_lock_of_all_members);
    tcase_add_test(tcase, dead_properties);
    tcase_add_test(tcase, a_loop_is_reported_once);
    tcase_add_test(tcase, a_change_is_seen);
    tcase_add_test(tcase, bounds);
    tcase_add_test(tcase, keys_do_not_meet);
    tcase_add_test(tcase, properties_are_replaced);
}
