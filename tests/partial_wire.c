/* 206, 416 and 304 on the wire: ranges of the sample, and what is said about all of it. */
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole representation, by way of one range that covers it. */
static struct message *whole(struct client *client)
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
    struct client *client = client_open(shared_port());
    struct message *sample = whole(client);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *field = arena_printf(&client->arena, "Range: %s\r\n", cases[i].range).at;
        expect_part(client_get(client, "/status/206", field), sample, cases[i].first, cases[i].last);
    }
    client_close(client);
}

/* Where no range can be had the status is sent all the same, with the first 100 bytes; "bytes=-0" asks for none. */
START_TEST(no_range_to_be_had)
{
    static const char *const ranges[] = {"bytes=1234-", "bytes=-0",  "bytes=9-5", "lines=1-2",   "bytes=",    "bytes",
                                         "5-9",         "bytes=a-b", "bytes=--5", "bytes=1-2-3", "bytes=+1-2"};
    struct client *client = client_open(shared_port());
    struct message *sample = whole(client);
    expect_part(client_get(client, "/status/206", ""), sample, 0, 99);
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const char *field = arena_printf(&client->arena, "Range: %s\r\n", ranges[i]).at;
        expect_part(client_get(client, "/status/206", field), sample, 0, 99);
    }
    client_close(client);
}

/* RFC 9110 §14.2: Range is defined for GET alone, and ignored with any other method. */
START_TEST(range_is_for_get)
{
    static const char *const methods[] = {"HEAD", "POST", "DELETE"};
    struct client *client = client_open(shared_port());
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        struct message *message = client_ask(client, methods[i], "/status/206", "Range: bytes=5-9\r\n");
        expect_code(message, 206);
        expect_field(message, "Content-Range", "bytes 0-99/1234");
    }
    client_close(client);
}

/* RFC 9110 §15.3.7: the fields that the 200 would have had; with If-Range only those that the client needs. */
START_TEST(partial_fields)
{
    struct client *client = client_open(shared_port());
    struct message *plain = client_get(client, "/status/206", "Range: bytes=5-9\r\n");
    struct message *again = client_get(client, "/status/206", "Range: bytes=5-9\r\nIf-Range: \"sample-1\"\r\n");
    expect_field(plain, "Content-Type", "text/plain");
    expect_field(plain, "Last-Modified", "");
    expect_field(again, "Content-Range", "bytes 5-9/1234");
    for (size_t i = 0; i < 2; i++) {
        struct message *message = i == 0 ? plain : again;
        expect_field(message, "ETag", "\"");
        expect_field(message, "Cache-Control", "max-age=");
        expect_field(message, "Date", "");
    }
    expect_no_field(again, "Last-Modified");
    expect_no_field(again, "Content-Type");
    client_close(client);
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
static const char *delimiter_of(struct client *client, const struct message *message)
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
    for (size_t r = 0; r < 2; r++) {
        struct client *client = client_open(shared_port());
        struct message *sample = whole(client), *message = client_get(client, "/status/206", requests[r]);
        expect_code(message, 206);
        expect_no_field(message, "Content-Range");
        const char *delimiter = delimiter_of(client, message);
        struct text rest = {message->content, message->length};
        struct text preamble = cut(message, &rest, delimiter + 2);
        EXPECT(message, preamble.length == 0, "bytes before the first part");
        for (size_t i = 0; i < 3; i++) {
            expect_next_part(message, &rest, delimiter, sample, parts[i][0], parts[i][1]);
        }
        EXPECT(message, rest.length >= 2 && memcmp(rest.at, "--", 2) == 0, "no closing delimiter: %.*s",
               (int)rest.length, rest.at);
        expect_alive(client);
        client_close(client);
    }
}

/* RFC 9110 §15.5.17: the length of the very representation that 206 sends parts of. */
START_TEST(unsatisfiable_tells_the_length)
{
    struct client *client = client_open(shared_port());
    whole(client);
    struct message *message = client_get(client, "/status/416", "Range: bytes=9999-\r\n");
    expect_problem(message, 416);
    expect_field(message, "Content-Range", "bytes */1234");
    client_close(client);
}

/* RFC 9110 §15.4.5, §8.6: what the 200 would say of length, tag and freshness, and nothing else of content. */
START_TEST(not_modified_speaks_of_the_sample)
{
    static const char *const requests[] = {"", "If-None-Match: \"sample-1\"\r\n", "If-None-Match: \"other\"\r\n"};
    struct client *client = client_open(shared_port());
    struct message *sample = whole(client);
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
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
    client_close(client);
}

Suite *partial_wire_suite(void)
{
    Suite *suite = suite_create("parts on the wire");
    TCase *tcase = tcase_create("parts");
    tcase_add_unchecked_fixture(tcase, shared_start, shared_stop);
    tcase_add_test(tcase, one_range);
    tcase_add_test(tcase, no_range_to_be_had);
    tcase_add_test(tcase, range_is_for_get);
    tcase_add_test(tcase, partial_fields);
    tcase_add_test(tcase, several_ranges);
    tcase_add_test(tcase, unsatisfiable_tells_the_length);
    tcase_add_test(tcase, not_modified_speaks_of_the_sample);
    suite_add_tcase(suite, tcase);
    return suite;
}
