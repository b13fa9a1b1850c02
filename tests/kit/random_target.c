#include "tests/kit/random_target.h"

#include "base/buffer.h"
#include "http/request.h"
#include "site/modifiers/table.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *pick(struct random *random, const char *const *choices, size_t count)
{
    return choices[random_next(random) % count];
}

static bool one_in(struct random *random, uint64_t chances)
{
    return random_next(random) % chances == 0;
}

/* Bytes that may stand in a target and mean something to somebody. */
static void add_nonsense(struct buffer *url, struct random *random)
{
    static const char *const pieces[] = {"%00",
                                         "%0D%0A",
                                         "%",
                                         "%zz",
                                         "%ff",
                                         ";",
                                         ",",
                                         ":",
                                         "-",
                                         "=",
                                         "&",
                                         "?",
                                         "/",
                                         "..",
                                         "//",
                                         "*",
                                         "xx",
                                         "0",
                                         "999999999999999999999",
                                         "%C3%A9",
                                         "\"",
                                         "\\",
                                         "a",
                                         "+",
                                         "#",
                                         "%2F",
                                         "%25",
                                         "'",
                                         "<",
                                         "[",
                                         "\xFF",
                                         "\xC3",
                                         "|"};
    for (uint64_t i = random_next(random) % 6; i > 0; i--) {
        buffer_add(url, text_of(pick(random, pieces, COUNT(pieces))));
    }
}

/* Parameters that are no modifiers. */
static const char *const others[] = {"then",     "sleep",    "suppressBody", "url",          "status_code",
                                     "duration", "numbytes", "code",         "failure_rate", "absolute",
                                     "class",    "pretty",   "X-A",          "unknown"};

/* Values that are right for some parameter, and wrong for others. */
static const char *const values[] = {"1ms",  "0",   "3ms-1ms",   "X-B:",   "Content-Length:%205",
                                     "100",  "2k",  "text/html", "//evil", "http://example.org/",
                                     "103",  "1",   "100k/s",    "7",      "last",
                                     "loop", "404", "true",      "false",  "0.5",
                                     "204",  "304", "4xx",       ""};

static int count_modifiers(void)
{
    int count = 0;
    while (modifier_nth(count) != NULL) {
        count++;
    }
    return count;
}

/* A value that the modifier takes by name, or the one that its row gives for an example; one that waits does so
 * shortly. */
static const char *right_value(struct arena *arena, struct random *random, const struct modifier *modifier)
{
    int count = 0;
    while (modifier->choice != NULL && modifier->choice(count) != NULL) {
        count++;
    }
    if (count > 0) {
        return modifier->choice((int)(random_next(random) % (uint64_t)count));
    }
    bool waits = text_lists(TEXT("delay, gap, linger"), text_of(modifier->name));
    return waits ? "1ms" : percent_encode(arena, text_of(modifier->example)).at;
}

static void add_parameter(struct buffer *url, struct random *random)
{
    uint64_t which = random_next(random) % ((uint64_t)count_modifiers() + COUNT(others));
    const struct modifier *modifier = modifier_nth((int)which);
    buffer_add(url, text_of(modifier != NULL ? modifier->name : others[which - (uint64_t)count_modifiers()]));
    if (!one_in(random, 12)) {
        bool right = modifier != NULL && !one_in(random, 3);
        const char *value = right ? right_value(url->arena, random, modifier) : pick(random, values, COUNT(values));
        buffer_print(url, "=%s", value);
    }
    if (one_in(random, 15)) {
        add_nonsense(url, random);
    }
}

static void add_step(struct buffer *url, struct random *random)
{
    static const char *const whiches[] = {"200",     "404", "503", "204", "304",  "205",     "206",
                                          "101",     "103", "1xx", "5xx", "7xx",  "500-504", "504-500",
                                          "100-999", "600", "999", "99",  "1000", "abc"};
    buffer_add(url, text_of(pick(random, whiches, COUNT(whiches))));
    if (one_in(random, 4)) {
        buffer_print(url, ":%d.%d", (int)(random_next(random) % 3), (int)(random_next(random) % 10));
    }
    while (one_in(random, 4)) {
        buffer_add(url, TEXT(";"));
        add_parameter(url, random);
    }
    if (one_in(random, 30)) {
        add_nonsense(url, random);
    }
}

static void add_path(struct buffer *url, struct random *random)
{
    static const char *const roots[] = {"/status/",       "/status/",         "/status/", "/random/",
                                        "/sequence/key/", "/sequence/a%2Fb/", "/"};
    static const char *const targets[] = {"/anything",
                                          "/catalog",
                                          "/catalog/404",
                                          "/openapi.json",
                                          "/faults",
                                          "/modifiers",
                                          "/sequence",
                                          "/earn/documents/first",
                                          "/earn/documents/a%2Fb",
                                          "/earn/dav/",
                                          "/earn/dav/folder/one.txt",
                                          "/earn/dav/loop/again/new",
                                          "/earn/limited",
                                          "/earn/moved",
                                          "/earn/hints",
                                          "/earn/chat",
                                          "/earn/changing",
                                          "/earn/changing/v1",
                                          "/earn/upload",
                                          "/earn/upload/1",
                                          "/earn/extended",
                                          "/earn/query",
                                          "/earn/page",
                                          "/earn/page/de.txt",
                                          "/earn/choice",
                                          "/earn/nested",
                                          "/earn",
                                          "/sequence/key",
                                          "/get",
                                          "/post",
                                          "/delay/0.001",
                                          "/headers",
                                          "/user-agent",
                                          "/ip",
                                          "/stream/3",
                                          "/cookies",
                                          "/cookies/set",
                                          "/cookies/set/a/b",
                                          "/cookies/delete",
                                          "/bytes/300",
                                          "/html",
                                          "/robots.txt",
                                          "/im-a-teapot",
                                          "/redirect/2",
                                          "/relative-redirect/1",
                                          "/absolute-redirect/3",
                                          "/redirect-to",
                                          "/drip",
                                          "/unstable",
                                          "/response-headers",
                                          "/healthz",
                                          "/",
                                          "*",
                                          "/nowhere",
                                          "http://a/status/404",
                                          "/static/style.css",
                                          "/static/explorer.js"};
    if (one_in(random, 3)) {
        buffer_add(url, text_of(pick(random, targets, COUNT(targets))));
        return;
    }
    buffer_add(url, text_of(pick(random, roots, COUNT(roots))));
    do {
        add_step(url, random);
    } while (one_in(random, 3) && (buffer_add(url, TEXT(",")), true));
}

const char *random_target(struct arena *arena, struct random *random)
{
    struct buffer url = buffer_in(arena);
    add_path(&url, random);
    for (uint64_t i = 0, count = random_next(random) % 4; i < count; i++) {
        buffer_add(&url, i == 0 ? TEXT("?") : TEXT("&"));
        add_parameter(&url, random);
    }
    return arena_copy(arena, buffer_text(&url)).at;
}

const char *random_fields(struct arena *arena, struct random *random)
{
    static const char *const fields[] = {"Accept: text/html",
                                         "Accept: application/json",
                                         "Accept-Language: de-AT, en;q=0",
                                         "A-IM: diffe, gzip;q=0.5",
                                         "If-None-Match: \"v1\", W/\"v2\"",
                                         "Upload-Complete: ?0",
                                         "Upload-Offset: 0",
                                         "Upload-Draft-Interop-Version: 8",
                                         "Content-Type: application/partial-upload",
                                         "Man: \"http://example.org/capitals\"",
                                         "Negotiate: trans",
                                         "Negotiate: 1.0, vlist",
                                         "Range: bytes=0-5,7-9",
                                         "X-HttpStatus-Sleep: 1",
                                         "X-HttpStatus-SleepAfterHeaders: 1",
                                         "X-HttpStatus-SuppressBody: true",
                                         "X-HttpStatus-DribbleBody: true",
                                         "X-HttpStatus-AbortBeforeHeaders: true",
                                         "x-httpstatus-abortduringbody: TRUE",
                                         "X-HttpStatus-Response-X-A: 1",
                                         "X-HttpStatus-Response-Content-Length: 1",
                                         "Origin: http://a",
                                         "Cookie: a=1; b=\"2\"",
                                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="};
    struct buffer lines = buffer_in(arena);
    while (one_in(random, 3)) {
        buffer_add(&lines, text_of(pick(random, fields, COUNT(fields))));
        buffer_add(&lines, TEXT("\r\n"));
    }
    return arena_copy(arena, buffer_text(&lines)).at;
}
