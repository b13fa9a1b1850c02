/* Broken framing, as the bytes show it. The connection always ends with a FIN: what is wrong is in the bytes alone. */
#include "http/fault.h"
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

/* From here on: whether the bytes are wrong in the way that the fault of that name promises. Without a fault the
 * message would be a 200 with 16 bytes of content and their length. */
static bool short_length(const struct raw *raw)
{
    return told_length(raw) >= 0 && told_length(raw) < 16;
}

static bool long_length(const struct raw *raw)
{
    return told_length(raw) > 16;
}

static bool double_length(const struct raw *raw)
{
    return raw_count(raw, "\r\nContent-Length: ") == 2 && raw_count(raw, "\r\nContent-Length: 16\r\n") == 1;
}

static bool chunked(const struct raw *raw)
{
    return raw_count(raw, "\r\nTransfer-Encoding: chunked\r\n") == 1;
}

static bool length_and_chunked(const struct raw *raw)
{
    return chunked(raw) && raw_count(raw, "\r\nContent-Length: ") == 1;
}

static bool bad_chunk(const struct raw *raw)
{
    size_t length;
    const char *content = raw_content(raw, &length);
    return chunked(raw) && content != NULL && strspn(content, "0123456789abcdefABCDEF") == 0;
}

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
    const char *content; /* that comes behind an empty line all the same; NULL where that is not looked at */
} framings[] = {{"short-length", short_length, SIXTEEN},
                {"long-length", long_length, SIXTEEN},
                {"double-length", double_length, SIXTEEN},
                {"length-and-chunked", length_and_chunked, "10\r\n" SIXTEEN "\r\n0\r\n\r\n"},
                {"bad-chunk", bad_chunk, NULL},
                {"no-last-chunk", chunked, "10\r\n" SIXTEEN "\r\n"},
                {"bare-lf", bare_lf, NULL},
                {"folded", folded, SIXTEEN},
                {"nul", nul, SIXTEEN},
                {"bad-version", bad_version, SIXTEEN},
                {"no-status-line", no_status_line, SIXTEEN},
                {"huge-header", huge_header, SIXTEEN},
                {"garbage", garbage, NULL}};

START_TEST(wrong_framing)
{
    struct raw raw = broken(framings[_i].fault);
    ck_assert_msg(framings[_i].is_so(&raw), "%s: %.300s", raw.about, raw.bytes);
    if (framings[_i].content != NULL) {
        expect_bytes(&raw, framings[_i].content);
    }
    expect_serving(wire_port());
}

/* No fault of framing goes untested. */
START_TEST(every_fault_of_framing)
{
    const struct fault *fault;
    for (int nth = 0; (fault = fault_nth(nth)) != NULL; nth++) {
        bool tested = fault->kind != BREAKS_FRAMING;
        for (int i = 0; i < COUNT(framings); i++) {
            tested = tested || strcmp(framings[i].fault, fault->name) == 0;
        }
        ck_assert_msg(tested, "%s has no row in framings", fault->name);
    }
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
    tcase_add_loop_test(tcase, wrong_framing, 0, COUNT(framings));
    tcase_add_test(tcase, every_fault_of_framing);
    tcase_add_loop_test(tcase, framing_of_no_content, 0, COUNT(broken_framing));
    tcase_add_test(tcase, content_where_there_is_none);
}
