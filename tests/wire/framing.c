/* Broken framing, as the bytes show it. The connection always ends with a FIN: what is wrong is in the bytes alone. */
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIXTEEN "0123456789abcdef"

/* The length that the head tells, -1 where it tells none. */
static long told_length(const struct raw *raw)
{
    const char *field = strstr(raw->bytes, "Content-Length: ");
    return field != NULL ? strtol(field + strlen("Content-Length: "), NULL, 10) : -1;
}

/* Asks for 16 bytes of content with the fault, on a new connection, as the answer to each fault ends its own. */
static struct raw broken(const char *fault)
{
    reconnect();
    struct raw raw = raw_get(client, arena_printf(&client->arena, "/status/200?body=" SIXTEEN "&fault=%s", fault).at);
    ck_assert_msg(raw.ending == CLOSED, "%s: a RST", raw.about);
    return raw;
}

static void expect_bytes(const struct raw *raw, const char *wanted)
{
    size_t length;
    const char *content = raw_content(raw, &length);
    ck_assert_msg(content != NULL && length == strlen(wanted) && memcmp(content, wanted, length) == 0,
                  "%s: the content is %s", raw->about, content);
}

START_TEST(wrong_lengths)
{
    struct raw raw = broken("short-length");
    ck_assert_int_ge(told_length(&raw), 0);
    ck_assert_int_lt(told_length(&raw), 16);
    expect_bytes(&raw, SIXTEEN);
    raw = broken("long-length");
    ck_assert_int_gt(told_length(&raw), 16);
    expect_bytes(&raw, SIXTEEN);
    raw = broken("double-length");
    ck_assert_int_eq(raw_count(&raw, "\r\nContent-Length: "), 2);
    ck_assert_int_eq(raw_count(&raw, "\r\nContent-Length: 16\r\n"), 1);
    expect_bytes(&raw, SIXTEEN);
    raw = broken("length-and-chunked");
    ck_assert_int_eq(raw_count(&raw, "\r\nContent-Length: "), 1);
    ck_assert_int_eq(raw_count(&raw, "\r\nTransfer-Encoding: chunked\r\n"), 1);
    expect_bytes(&raw, "10\r\n" SIXTEEN "\r\n0\r\n\r\n");
    expect_serving(wire_port());
}

START_TEST(wrong_chunks)
{
    struct raw raw = broken("bad-chunk");
    size_t length;
    ck_assert(raw_says(&raw, "\r\nTransfer-Encoding: chunked\r\n"));
    ck_assert_msg(strspn(raw_content(&raw, &length), "0123456789abcdefABCDEF") == 0, "%s: a chunk size after all",
                  raw.about);
    raw = broken("no-last-chunk");
    ck_assert(raw_says(&raw, "\r\nTransfer-Encoding: chunked\r\n"));
    expect_bytes(&raw, "10\r\n" SIXTEEN "\r\n");
    expect_serving(wire_port());
}

/* From here on: whether the bytes are wrong in the way that the fault of that name promises. Without a fault the
 * message would be a 200 with 16 bytes of content and their length. */
static bool bare_lf(const struct raw *raw)
{
    return strncmp(raw->bytes, "HTTP/1.1 200 OK\n", 16) == 0 && !raw_says(raw, "\r") && raw_says(raw, "\n\n" SIXTEEN);
}

/* RFC 9112 §5.2: a line that begins with a space or a tab. */
static bool folded(const struct raw *raw)
{
    return raw_says(raw, "\r\n ") || raw_says(raw, "\r\n\t");
}

static bool nul(const struct raw *raw)
{
    size_t length;
    const char *found = memchr(raw->bytes, '\0', raw->length), *content = raw_content(raw, &length);
    return found != NULL && content != NULL && found < content;
}

static bool bad_version(const struct raw *raw)
{
    int major, minor;
    return sscanf(raw->bytes, "HTTP/%d.%d 200 OK\r\n", &major, &minor) == 2 && major > 3;
}

static bool no_status_line(const struct raw *raw)
{
    return strncmp(raw->bytes, "HTTP/", 5) != 0 && raw_says(raw, "Content-Length: 16\r\n");
}

static bool huge_header(const struct raw *raw)
{
    size_t length;
    const char *content = raw_content(raw, &length);
    return content != NULL && content - raw->bytes > 1024 * 1024;
}

static bool garbage(const struct raw *raw)
{
    return raw->length > 0 && !raw_says(raw, "HTTP/") && !raw_says(raw, "\r\n");
}

static const struct {
    const char *fault;
    bool (*is_so)(const struct raw *raw);
    bool with_content; /* the content comes all the same, behind an empty line that ends in CR LF */
} heads[] = {{"bare-lf", bare_lf, false},
             {"folded", folded, true},
             {"nul", nul, true},
             {"bad-version", bad_version, true},
             {"no-status-line", no_status_line, true},
             {"huge-header", huge_header, true},
             {"garbage", garbage, false}};

START_TEST(wrong_heads)
{
    struct raw raw = broken(heads[_i].fault);
    ck_assert_msg(heads[_i].is_so(&raw), "%s: %.300s", raw.about, raw.bytes);
    if (heads[_i].with_content) {
        expect_bytes(&raw, SIXTEEN);
    }
    expect_serving(wire_port());
}

/* A fault is not left out where it does not fit: a status without content gets the framing that it must not have. */
static const char *const broken_framing[] = {"short-length",       "long-length", "double-length",
                                             "length-and-chunked", "bad-chunk",   "no-last-chunk"};

START_TEST(framing_of_no_content)
{
    client_request(client, "GET", arena_printf(&client->arena, "/status/204?fault=%s", broken_framing[_i]).at, "");
    struct raw raw = raw_read(client);
    ck_assert_msg(raw_says(&raw, "\r\nContent-Length: ") || raw_says(&raw, "\r\nTransfer-Encoding: ") ||
                      strncmp(raw.bytes, "HTTP/1.1 400 ", 13) == 0,
                  "%s: a good answer: %s", raw.about, raw.bytes);
}

/* A body for a status without content is refused with the hint that a fault would send it: with one it is sent. */
START_TEST(content_where_there_is_none)
{
    static const int codes[] = {204, 205, 304};
    for (int i = 0; i < COUNT(codes); i++) {
        reconnect();
        struct raw raw =
            raw_get(client, arena_printf(&client->arena, "/status/%d?body=oops&fault=long-length", codes[i]).at);
        expect_bytes(&raw, "oops");
        ck_assert_int_gt(told_length(&raw), 4);
    }
    expect_serving(wire_port());
}

SUITE("broken framing on the wire")
{
    TCase *tcase = wire_case(suite, "framing");
    tcase_add_test(tcase, wrong_lengths);
    tcase_add_test(tcase, wrong_chunks);
    tcase_add_loop_test(tcase, wrong_heads, 0, COUNT(heads));
    tcase_add_loop_test(tcase, framing_of_no_content, 0, COUNT(broken_framing));
    tcase_add_test(tcase, content_where_there_is_none);
}
