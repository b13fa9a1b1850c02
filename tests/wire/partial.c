/* 206, 416 and 304 on the wire. All three are about the same sample, a text of 1234 bytes. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole sample, got by one range that covers it. */
static struct message *whole(void)
{
    struct message *message = client_get(client, "/status/206", "Range: bytes=0-1233\r\n");
    expect_code(message, 206);
    expect_field(message, "Content-Range", "bytes 0-1233/1234");
    EXPECT(message, message->length == 1234, "%zu bytes", message->length);
    return message;
}

/* The message is one part: these bytes of the sample, and says so (RFC 9110 §14.4, §15.3.7.1). */
static void expect_part(const struct message *message, const struct message *sample, size_t first, size_t last)
{
    char range[64];
    snprintf(range, sizeof range, "bytes %zu-%zu/%zu", first, last, sample->length);
    expect_code(message, 206);
    expect_field(message, "Content-Range", range);
    EXPECT(message, strcmp(message_field(message, "Content-Range"), range) == 0, "more behind the Content-Range");
    EXPECT(message, message->length == last - first + 1, "%zu bytes, not %zu", message->length, last - first + 1);
    EXPECT(message, memcmp(message->content, sample->content + first, message->length) == 0, "other bytes");
}

START_TEST(one_range)
{
    static const struct {
        const char *range;
        size_t first, last;
    } cases[] = {
        {"bytes=0-0", 0, 0},
        {"bytes=5-9", 5, 9},
        {"bytes=1233-1233", 1233, 1233},
        {"bytes=-10", 1224, 1233},
        {"bytes=-5000", 0, 1233},
        {"bytes=1200-", 1200, 1233},
        {"bytes=1200-99999", 1200, 1233},
        {"bytes=1200-1234", 1200, 1233},
        {"bytes=0-", 0, 1233},
        {"Bytes=5-9", 5, 9},
        {"bytes=5-9, 5000-6000", 5, 9},
        {"bytes=, 5-9 ,", 5, 9},
    };
    struct message *sample = whole();
    for (int i = 0; i < COUNT(cases); i++) {
        const char *field = arena_printf(&client->arena, "Range: %s\r\n", cases[i].range).at;
        expect_part(client_get(client, "/status/206", field), sample, cases[i].first, cases[i].last);
    }
}

/* Where Range asks for nothing that can be sent, as "bytes=-0" does, the 206 is sent all the same, with the first 100
 * bytes. */
START_TEST(no_range_to_be_had)
{
    static const char *const ranges[] = {"bytes=1234-", "bytes=-0",  "bytes=9-5", "lines=1-2",   "bytes=",    "bytes",
                                         "5-9",         "bytes=a-b", "bytes=--5", "bytes=1-2-3", "bytes=+1-2"};
    struct message *sample = whole();
    expect_part(client_get(client, "/status/206", ""), sample, 0, 99);
    for (int i = 0; i < COUNT(ranges); i++) {
        const char *field = arena_printf(&client->arena, "Range: %s\r\n", ranges[i]).at;
        expect_part(client_get(client, "/status/206", field), sample, 0, 99);
    }
}

/* RFC 9110 §14.2: Range is defined for GET alone, and ignored with any other method. */
START_TEST(range_is_for_get)
{
    static const char *const methods[] = {"HEAD", "POST", "DELETE"};
    for (int i = 0; i < COUNT(methods); i++) {
        struct message *message = client_ask(client, methods[i], "/status/206", "Range: bytes=5-9\r\n");
        expect_code(message, 206);
        expect_field(message, "Content-Range", "bytes 0-99/1234");
    }
}

/* RFC 9110 §15.3.7: the fields that the 200 would have had. A client that sends If-Range has them already, and gets
 * only those that it needs. */
START_TEST(partial_fields)
{
    struct message *plain = client_get(client, "/status/206", "Range: bytes=5-9\r\n");
    struct message *again = client_get(client, "/status/206", "Range: bytes=5-9\r\nIf-Range: \"sample-1\"\r\n");
    expect_field(plain, "Content-Type", "text/plain");
    expect_field(plain, "Last-Modified", "");
    expect_field(again, "Content-Range", "bytes 5-9/1234");
    struct message *both[] = {plain, again};
    for (int i = 0; i < COUNT(both); i++) {
        expect_field(both[i], "ETag", "\"");
        expect_field(both[i], "Cache-Control", "max-age=");
        expect_field(both[i], "Date", "");
    }
    expect_no_field(again, "Last-Modified");
    expect_no_field(again, "Content-Type");
}

/* Cuts what stands before mark off *text, and mark too. */
static struct text cut(const struct message *message, struct text *text, const char *mark)
{
    const char *found = memmem(text->at, text->length, mark, strlen(mark));
    EXPECT(message, found != NULL, "no \"%s\" where one should be", mark);
    struct text before = {text->at, (size_t)(found - text->at)};
    text->length -= before.length + strlen(mark);
    text->at = found + strlen(mark);
    return before;
}

/* The next part of a multipart (RFC 2046 §5.1.1): its Content-Range, and the bytes that it speaks of. */
static void expect_next_part(const struct message *message, struct text *rest, const char *delimiter,
                             const struct message *sample, size_t first, size_t last)
{
    char range[80];
    struct text head = cut(message, rest, "\r\n\r\n"), content = cut(message, rest, delimiter);
    int length = snprintf(range, sizeof range, "\r\nContent-Range: bytes %zu-%zu/%zu", first, last, sample->length);
    const char *found = memmem(head.at, head.length, range, (size_t)length);
    EXPECT(message, found != NULL, "no \"%s\" in the part \"%.*s\"", range, (int)head.length, head.at);
    EXPECT(message, memmem(head.at, head.length, "\r\nContent-Type: text/plain", 26) != NULL, "no type in \"%.*s\"",
           (int)head.length, head.at);
    EXPECT(message, content.length == last - first + 1, "%zu bytes in %s", content.length, range);
    EXPECT(message, memcmp(content.at, sample->content + first, content.length) == 0, "other bytes in %s", range);
}

/* The delimiter between parts, from the boundary in Content-Type. */
static const char *delimiter_of(const struct message *message)
{
    expect_field(message, "Content-Type", "multipart/byteranges");
    const char *boundary = strstr(message_field(message, "Content-Type"), "boundary=");
    EXPECT(message, boundary != NULL, "no boundary");
    boundary += strlen("boundary=");
    boundary += *boundary == '"';
    size_t length = strcspn(boundary, "\"; ");
    EXPECT(message, length > 0 && length <= 70, "a boundary of %zu bytes (RFC 2046 §5.1.1)", length);
    return arena_printf(&client->arena, "\r\n--%.*s", (int)length, boundary).at;
}

START_TEST(several_ranges)
{
    static const size_t parts[][2] = {{20, 29}, {0, 9}, {1229, 1233}};
    static const char *const requests[] = {"Range: bytes=20-29,0-9,-5\r\n",
                                           "Range: bytes=20-29 , 0-9,\t1229-\r\nIf-Range: \"sample-1\"\r\n"};
    for (int r = 0; r < COUNT(requests); r++) {
        reconnect();
        struct message *sample = whole(), *message = client_get(client, "/status/206", requests[r]);
        expect_code(message, 206);
        expect_no_field(message, "Content-Range");
        const char *delimiter = delimiter_of(message);
        struct text rest = {message->content, message->length};
        struct text preamble = cut(message, &rest, delimiter + 2);
        EXPECT(message, preamble.length == 0, "bytes before the first part");
        for (int i = 0; i < COUNT(parts); i++) {
            expect_next_part(message, &rest, delimiter, sample, parts[i][0], parts[i][1]);
        }
        EXPECT(message, rest.length >= 2 && memcmp(rest.at, "--", 2) == 0, "no closing delimiter: %.*s",
               (int)rest.length, rest.at);
        expect_alive(client);
    }
}

/* RFC 9110 §15.5.17: the length of the very representation that 206 sends parts of. */
START_TEST(unsatisfiable_tells_the_length)
{
    whole();
    struct message *message = client_get(client, "/status/416", "Range: bytes=9999-\r\n");
    expect_problem(message, 416);
    expect_field(message, "Content-Range", "bytes */1234");
}

/* RFC 9110 §15.4.5, §8.6: what the 200 would say of length, tag and freshness, and nothing else of content. */
START_TEST(not_modified_speaks_of_the_sample)
{
    static const char *const requests[] = {"", "If-None-Match: \"sample-1\"\r\n", "If-None-Match: \"other\"\r\n"};
    struct message *sample = whole();
    for (int i = 0; i < COUNT(requests); i++) {
        struct message *message = client_get(client, "/status/304", requests[i]);
        const char *length = message_field(message, "Content-Length");
        expect_code(message, 304);
        EXPECT(message, length == NULL || strcmp(length, "1234") == 0, "Content-Length: %s", length);
        EXPECT(message, strcmp(message_field(message, "ETag"), message_field(sample, "ETag")) == 0, "another ETag");
        EXPECT(message, strcmp(message_field(message, "Cache-Control"), message_field(sample, "Cache-Control")) == 0,
               "another Cache-Control");
        expect_no_field(message, "Transfer-Encoding");
        expect_no_field(message, "Last-Modified");
        expect_alive(client);
    }
}

SUITE("parts on the wire")
{
    TCase *tcase = wire_case(suite, "parts");
    tcase_add_test(tcase, one_range);
    tcase_add_test(tcase, no_range_to_be_had);
    tcase_add_test(tcase, range_is_for_get);
    tcase_add_test(tcase, partial_fields);
    tcase_add_test(tcase, several_ranges);
    tcase_add_test(tcase, unsatisfiable_tells_the_length);
    tcase_add_test(tcase, not_modified_speaks_of_the_sample);
}
