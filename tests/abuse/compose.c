#include "tests/abuse/compose.h"

#include "tests/abuse/mutate.h"

#include <string.h>

enum { JUST_OVER = 64 * 1024 + 1, LONGEST_CHUNK = 3000 };

static const struct text methods[] = {
    TEXT("GET"),   TEXT("HEAD"),    TEXT("POST"), TEXT("PUT"), TEXT("PATCH"),    TEXT("DELETE"),     TEXT("OPTIONS"),
    TEXT("TRACE"), TEXT("CONNECT"), TEXT("BREW"), TEXT("get"), TEXT("PROPFIND"), TEXT("G\xC3\xA9T"), TEXT("")};

static const struct text versions[] = {TEXT("HTTP/1.0"), TEXT("HTTP/0.9"), TEXT("HTTP/1.2"),  TEXT("HTTP/2.0"),
                                       TEXT("http/1.1"), TEXT("HTTP/1"),   TEXT("HTTP/1.10"), TEXT("")};

static const struct text fields[] = {
    TEXT("Host: b\r\n"),
    TEXT("Accept: text/plain\r\n"),
    TEXT("Accept: text/html;q=0.5, application/json;q=0.1, */*;q=0\r\n"),
    TEXT("Accept: ,,;q=,\r\n"),
    TEXT("Range: bytes=0-63\r\n"),
    TEXT("Range: bytes=-1,0-0,5-2,99999999999-\r\n"),
    TEXT("Expect: 100-continue\r\n"),
    TEXT("Expect: 200-ok\r\n"),
    TEXT("TE: trailers\r\n"),
    TEXT("Connection: keep-alive\r\n"),
    TEXT("Connection: Upgrade\r\nUpgrade: websocket\r\n"),
    TEXT("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"),
    TEXT("Origin: http://a\r\nAccess-Control-Request-Method: PUT\r\n"),
    TEXT("If-None-Match: \"sample-1\"\r\n"),
    TEXT("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
    TEXT("X-HttpStatus-Sleep: 10\r\n"),
    TEXT("X-HttpStatus-Response-A: b\r\n"),
    TEXT("Cookie: a=b; c=\"d\"\r\n"),
    TEXT("Content-Type: application/x-www-form-urlencoded\r\n"),
    TEXT("X-Empty:\r\n")};

static const struct text wild_fields[] = {
    TEXT("Host: b\r\n"),   TEXT("X-Folded: a\r\n b\r\n"), TEXT("X-Long: "),          TEXT("No colon\r\n"),
    TEXT(": no name\r\n"), TEXT("X-Space : a\r\n"),       TEXT("Expect: 200-ok\r\n")};

static const struct text chunk_sizes[] = {TEXT("no size"),
                                          TEXT("-1"),
                                          TEXT("0x5"),
                                          TEXT("FFFFFFFFFFFFFFFFF"),
                                          TEXT("7FFFFFFFFFFFFFFF"),
                                          TEXT(""),
                                          TEXT(" 5"),
                                          TEXT("5 "),
                                          TEXT("0"),
                                          TEXT("0000000000000000000005"),
                                          TEXT("g")};

static const struct text chunk_extensions[] = {
    TEXT(";a"), TEXT(";a=b"), TEXT(" ; a=\"b\\\"c\""), TEXT(";"), TEXT(";\x01"), TEXT(";a=b\rc"), TEXT("\t")};

static void add_target(struct buffer *bytes, struct random *random, const struct seeds *seeds, struct text target)
{
    bool query = text_find(target, '?') < target.length;
    buffer_add(bytes, target);
    while (once_in(random, 2)) {
        struct text modifier = pick_text(random, seeds->modifiers.at, seeds->modifiers.count);
        buffer_print(bytes, query ? "&" : once_in(random, 8) ? ";" : "?");
        buffer_add(bytes, modifier);
        query = true;
    }
}

/* Generated: what a server makes of content does not depend on it, but on how much there is and how it comes. */
static struct text content(struct arena *arena, struct random *random)
{
    size_t length = once_in(random, 3) ? place_below(random, 5000) : place_below(random, 64);
    length = once_in(random, 40) ? JUST_OVER - 3 + place_below(random, 6000) : length;
    char *at = arena_alloc(arena, length + 1);
    memset(at, once_in(random, 4) ? '\xE9' : 'c', length);
    return (struct text){at, length};
}

static void add_chunk(struct buffer *bytes, struct random *random, struct text chunk, bool wild)
{
    if (wild && once_in(random, 60)) {
        buffer_add(bytes, PICK(random, chunk_sizes));
    } else {
        buffer_print(bytes, once_in(random, 8) ? "%04zX" : "%zx", chunk.length);
    }
    if (wild && once_in(random, 12)) {
        buffer_add(bytes, PICK(random, chunk_extensions));
    }
    buffer_print(bytes, wild && once_in(random, 100) ? "\n" : "\r\n");
    buffer_add(bytes, chunk);
    buffer_print(bytes, wild && once_in(random, 100) ? "" : "\r\n");
}

static void add_chunked(struct buffer *bytes, struct random *random, struct text rest, bool wild)
{
    size_t most = 1 + place_below(random, once_in(random, 2) ? 16 : LONGEST_CHUNK);
    most = rest.length / most > 2000 ? 50 : most;
    while (rest.length > 0) {
        size_t length = 1 + place_below(random, most);
        length = length < rest.length ? length : rest.length;
        add_chunk(bytes, random, (struct text){rest.at, length}, wild);
        rest = text_from(rest, length);
    }
    if (!wild || !once_in(random, 20)) {
        buffer_print(bytes, once_in(random, 10) ? "000;last\r\n" : "0\r\n");
        buffer_print(bytes, once_in(random, 5) ? "X-Trailer: a\r\nContent-Length: 3\r\n" : "");
        buffer_print(bytes, "\r\n");
    }
}

static void add_content(struct buffer *bytes, struct random *random, struct text content, bool wild)
{
    switch (wild ? random_next(random) % 20 : 4) {
    case 0: /* a length that is not true */
        buffer_print(bytes, "Content-Length: %zu\r\n\r\n", place_below(random, content.length * 2 + 10));
        buffer_add(bytes, content);
        return;
    case 1: /* both */
        buffer_print(bytes, "Content-Length: %zu\r\n", content.length);
        break;
    case 2: /* twice */
        buffer_print(bytes, "Transfer-Encoding: gzip\r\n");
        break;
    case 3:
        buffer_print(bytes, "Content-Length: 0\r\n\r\n");
        return;
    default:
        if (once_in(random, 2)) {
            buffer_print(bytes, "Content-Length: %zu\r\n\r\n", content.length);
            buffer_add(bytes, content);
            return;
        }
    }
    buffer_print(bytes, "Transfer-Encoding: chunked\r\n\r\n");
    add_chunked(bytes, random, content, wild);
}

static void add_fields(struct buffer *bytes, struct random *random, struct text of_seed, bool last, bool wild)
{
    buffer_print(bytes, wild && once_in(random, 20) ? "" : "Host: 127.0.0.1\r\n");
    buffer_add(bytes, of_seed);
    while (once_in(random, 3)) {
        buffer_add(bytes, PICK(random, fields));
    }
    if (wild && once_in(random, 6)) {
        buffer_add(bytes, PICK(random, wild_fields));
    }
    if (once_in(random, last ? 1 : 20) && !once_in(random, 6)) {
        buffer_print(bytes, "Connection: close\r\n");
    }
}

struct text compose(struct arena *arena, struct random *random, const struct seeds *seeds, bool last, bool wild)
{
    struct buffer bytes = buffer_in(arena);
    const struct seed *seed = &seeds->requests[place_below(random, seeds->count)];
    buffer_add(&bytes, once_in(random, wild ? 5 : 20) ? PICK(random, methods) : seed->method);
    buffer_print(&bytes, " ");
    add_target(&bytes, random, seeds, seed->target);
    buffer_print(&bytes, " ");
    buffer_add(&bytes, once_in(random, wild ? 12 : 100) ? PICK(random, versions) : TEXT("HTTP/1.1"));
    buffer_print(&bytes, "\r\n");
    add_fields(&bytes, random, seed->fields, last, wild);
    if (seed->content.length > 0) {
        add_content(&bytes, random, seed->content, wild);
    } else if (once_in(random, 4)) {
        add_content(&bytes, random, content(arena, random), wild);
    } else {
        buffer_print(&bytes, "\r\n");
    }
    return buffer_text(&bytes);
}
