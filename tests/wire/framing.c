/* Broken framing, as the bytes show it. The connection always ends with a FIN: what is wrong is in the bytes alone. */
#include "http/fault.h"
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void start(void)
{
    static const char *const arguments[] = {"--max-hang", "500ms", NULL};
    wire_start(arguments);
}

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

/* One field line of that value, and no other of that name. */
static bool has_line(const struct raw *raw, const char *name, const char *value)
{
    char line[128], any[64];
    snprintf(line, sizeof line, "\r\n%s: %s\r\n", name, value);
    snprintf(any, sizeof any, "\r\n%s", name);
    return raw_count(raw, line) == 1 && raw_count(raw, any) == 1;
}

static bool same_length(const struct raw *raw)
{
    return raw_says(raw, "\r\nContent-Length: 16\r\nContent-Length: 16\r\n") &&
           raw_count(raw, "\r\nContent-Length: ") == 2;
}

static bool list_length(const struct raw *raw)
{
    return has_line(raw, "Content-Length", "16, 16");
}

static bool negative_length(const struct raw *raw)
{
    return has_line(raw, "Content-Length", "-16");
}

static bool signed_length(const struct raw *raw)
{
    return has_line(raw, "Content-Length", "+16");
}

static bool bad_length(const struct raw *raw)
{
    return has_line(raw, "Content-Length", "16x");
}

/* The digits, of which there are more than 20, are 16 where only 64 bits of them are kept. */
static bool huge_length(const struct raw *raw)
{
    const char *digit = strstr(raw->bytes, "\r\nContent-Length: ");
    uint64_t kept = 0;
    size_t length = strspn(digit + 18, "0123456789");
    for (size_t i = 0; i < length; i++) {
        kept = kept * 10 + (uint64_t)(digit[18 + i] - '0');
    }
    return length > 20 && kept == 16 && strncmp(digit + 18 + length, "\r\n", 2) == 0;
}

static bool huge_chunk(const struct raw *raw)
{
    size_t length;
    const char *digit = raw_content(raw, &length);
    uint64_t kept = 0;
    size_t digits = strspn(digit, "0123456789abcdef");
    for (size_t i = 0; i < digits; i++) {
        kept = kept * 16 + (uint64_t)(strchr(SIXTEEN, digit[i]) - SIXTEEN);
    }
    return chunked(raw) && digits > 16 && kept == 16 && strncmp(digit + digits, "\r\n" SIXTEEN "\r\n", 20) == 0;
}

static bool bad_coding(const struct raw *raw)
{
    return has_line(raw, "Transfer-Encoding", "gzip, chunked") && !raw_says(raw, "Content-Length");
}

static bool bad_coding_identity(const struct raw *raw)
{
    return has_line(raw, "Transfer-Encoding", "identity") && !raw_says(raw, "Content-Length");
}

static bool bad_coding_twice(const struct raw *raw)
{
    return has_line(raw, "Transfer-Encoding", "chunked, chunked") && !raw_says(raw, "Content-Length");
}

static bool without_framing(const struct raw *raw)
{
    return !raw_says(raw, "Content-Length") && !raw_says(raw, "Transfer-Encoding");
}

/* A second response, whole, although there was one request. */
static bool surplus(const struct raw *raw)
{
    return raw_count(raw, "HTTP/1.1 200 OK\r\n") == 2 && told_length(raw) == 16;
}

static bool bare_cr(const struct raw *raw)
{
    size_t length;
    const char *content = raw_content(raw, &length);
    for (const char *at = raw->bytes; at < content; at++) {
        if (at[0] == '\r' && at[1] != '\n') {
            return true;
        }
    }
    return false;
}

static bool space_colon(const struct raw *raw)
{
    return raw_says(raw, "\r\nX-Spaced : ");
}

static bool lying_encoding(const struct raw *raw)
{
    return has_line(raw, "Content-Encoding", "gzip");
}

/* RFC 9110 §8.6: a 1xx has no Content-Length. What follows it is the response. */
static bool interim_length(const struct raw *raw)
{
    const char *end = strstr(raw->bytes, "\r\n\r\n"), *length = strstr(raw->bytes, "\r\nContent-Length: ");
    return strncmp(raw->bytes, "HTTP/1.1 103 Early Hints\r\n", 26) == 0 && length < end &&
           strncmp(end + 4, "HTTP/1.1 200 OK\r\n", 17) == 0 && raw_says(raw, "\r\n\r\n" SIXTEEN);
}

static bool empty_lines(const struct raw *raw)
{
    return strncmp(raw->bytes, "\r\n\r\nHTTP/1.1 200 OK\r\n", 21) == 0 && raw_says(raw, "\r\n\r\n" SIXTEEN);
}

static bool http10(const struct raw *raw)
{
    return strncmp(raw->bytes, "HTTP/1.0 200 OK\r\n", 17) == 0 && told_length(raw) == 16;
}

static bool lower_case_version(const struct raw *raw)
{
    return strncmp(raw->bytes, "http/1.1 200 OK\r\n", 17) == 0 && told_length(raw) == 16;
}

static bool no_phrase(const struct raw *raw)
{
    return strncmp(raw->bytes, "HTTP/1.1 200\r\n", 14) == 0 && told_length(raw) == 16;
}

/* Many lines of the head, or chunks, and no end of them. */
static bool endless_head(const struct raw *raw)
{
    return raw_count(raw, "\r\nX-Endless: ") > 1000 && !raw_says(raw, "\r\n\r\n");
}

static bool endless_body(const struct raw *raw)
{
    return chunked(raw) && raw_count(raw, "\r\nb\r\nand so on.\n") > 1000 && !raw_says(raw, "\r\n0\r\n");
}

static const struct {
    const char *fault;
    bool (*is_so)(const struct raw *raw);
    const char *content; /* that comes behind an empty line all the same; NULL where that is not looked at */
} framings[] = {{"short-length", short_length, SIXTEEN},
                {"long-length", long_length, SIXTEEN},
                {"double-length", double_length, SIXTEEN},
                {"length-and-chunked", length_and_chunked, "10\r\n" SIXTEEN "\r\n0\r\n\r\n"},
                {"same-length", same_length, SIXTEEN},
                {"list-length", list_length, SIXTEEN},
                {"negative-length", negative_length, SIXTEEN},
                {"signed-length", signed_length, SIXTEEN},
                {"bad-length", bad_length, SIXTEEN},
                {"huge-length", huge_length, SIXTEEN},
                {"huge-chunk", huge_chunk, NULL},
                {"chunk-lf", chunked, "10\n" SIXTEEN "\n0\n\n"},
                {"bad-coding", bad_coding, "10\r\n" SIXTEEN "\r\n0\r\n\r\n"},
                {"bad-coding-identity", bad_coding_identity, SIXTEEN},
                {"bad-coding-twice", bad_coding_twice, "10\r\n" SIXTEEN "\r\n0\r\n\r\n"},
                {"until-close", without_framing, SIXTEEN},
                {"surplus", surplus, SIXTEEN "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsurplus"},
                {"bare-cr", bare_cr, SIXTEEN},
                {"space-colon", space_colon, SIXTEEN},
                {"lying-encoding", lying_encoding, SIXTEEN},
                {"interim-length", interim_length, NULL},
                {"empty-lines", empty_lines, NULL},
                {"http10", http10, SIXTEEN},
                {"lower-case-version", lower_case_version, SIXTEEN},
                {"no-phrase", no_phrase, SIXTEEN},
                {"endless-head", endless_head, NULL},
                {"endless-body", endless_body, NULL},
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
        bool tested = fault->kind != BREAKS_MESSAGE;
        for (int i = 0; i < COUNT(framings); i++) {
            tested = tested || strcmp(framings[i].fault, fault->name) == 0;
        }
        ck_assert_msg(tested, "%s has no row in framings", fault->name);
    }
}

/* A fault is not left out where it does not fit: a status without content gets the framing that it must not have. */
static const char *const broken_framing[] = {
    "short-length",        "long-length",      "double-length", "same-length",        "list-length",  "negative-length",
    "signed-length",       "bad-length",       "huge-length",   "length-and-chunked", "bad-coding",   "bad-chunk",
    "bad-coding-identity", "bad-coding-twice", "huge-chunk",    "chunk-lf",           "no-last-chunk"};

START_TEST(framing_of_no_content)
{
    client_request(client, "GET", arena_printf(&client->arena, "/status/204?fault=%s", broken_framing[_i]).at, "");
    struct raw raw = raw_read(client);
    ck_assert_msg(raw_says(&raw, "\r\nContent-Length: ") || raw_says(&raw, "\r\nTransfer-Encoding: ") ||
                      strncmp(raw.bytes, "HTTP/1.1 400 ", 13) == 0,
                  "%s: a good answer: %s", raw.about, raw.bytes);
}

/* RFC 9112 §6.3: a message without content ends with its head, so that what follows is surplus; the rest is in order.
 */
START_TEST(surplus_of_no_content)
{
    static const char *const cases[][2] = {{"GET", "204"}, {"GET", "304"}, {"HEAD", "200"}};
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        client_request(client, cases[i][0], arena_printf(&client->arena, "/status/%s?fault=surplus", cases[i][1]).at,
                       "");
        expect_code(client_read_head(client), (int)strtol(cases[i][1], NULL, 10));
        struct raw raw = raw_read(client);
        ck_assert_msg(strcmp(raw.bytes, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsurplus") == 0, "%s: %s",
                      raw.about, raw.bytes);
    }
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
    TCase *tcase = wire_case_with(suite, "framing", start);
    tcase_add_loop_test(tcase, wrong_framing, 0, COUNT(framings));
    tcase_add_test(tcase, every_fault_of_framing);
    tcase_add_loop_test(tcase, framing_of_no_content, 0, COUNT(broken_framing));
    tcase_add_test(tcase, surplus_of_no_content);
    tcase_add_test(tcase, content_where_there_is_none);
}
