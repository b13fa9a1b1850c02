/* /etag, /cache and /range on the wire. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

static const struct {
    const char *method, *target, *fields;
    int code;
    const char *field, *value; /* that comes with it; NULL: not looked at */
} cases[] = {
    {"GET", "/etag/v1", "", 200, "ETag", "\"v1\""},
    {"GET", "/etag/%22v1%22", "", 200, "ETag", "\"v1\""},
    {"GET", "/etag/W%2F%22v1%22", "", 200, "ETag", "W/\"v1\""},
    {"GET", "/etag/v1", "If-None-Match: \"v1\"\r\n", 304, "ETag", "\"v1\""},
    {"GET", "/etag/v1", "If-None-Match: W/\"v1\"\r\n", 304, NULL, NULL},
    {"GET", "/etag/v1", "If-None-Match: \"v2\"\r\n", 200, NULL, NULL},
    {"GET", "/etag/v1", "If-None-Match: *\r\n", 304, NULL, NULL},
    {"GET", "/etag/v1", "If-Match: \"v2\"\r\n", 412, "ETag", "\"v1\""},
    {"PUT", "/etag/v1", "If-None-Match: \"v1\"\r\n", 412, NULL, NULL},
    {"PUT", "/etag/v1", "If-Match: \"v1\"\r\n", 200, NULL, NULL},
    {"GET", "/etag/W%2F%22v1%22", "If-Match: W/\"v1\"\r\n", 412, NULL, NULL}, /* the comparison is strong */
    {"GET", "/etag/v1", "Range: bytes=0-3\r\nIf-Range: \"v1\"\r\n", 206, NULL, NULL},
    {"GET", "/etag/", "", 404, NULL, NULL},
    {"GET", "/etag/a%0d%0aX:%20b", "", 404, NULL, NULL},
    {"GET", "/cache", "", 200, "Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"},
    {"GET", "/cache", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 304, NULL, NULL},
    {"GET", "/cache", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 200, NULL, NULL},
    {"GET", "/cache", "If-None-Match: \"cache-1\"\r\n", 304, "ETag", "\"cache-1\""},
    {"GET", "/cache/60", "", 200, "Cache-Control", "public, max-age=60"},
    {"GET", "/cache/-1", "", 404, NULL, NULL},
    {"GET", "/range/26", "", 200, "ETag", "\"range26\""},
    {"GET", "/range/30", "Range: bytes=20-60\r\n", 206, "Content-Range",
     "bytes 20-29/30"}, /* clamped: RFC 9110 §14.1.2 */
    {"GET", "/range/30", "Range: bytes=-4\r\n", 206, "Content-Range", "bytes 26-29/30"},
    {"GET", "/range/30", "Range: bytes=0-1,3-4\r\n", 206, "Content-Type", "multipart/byteranges"},
    {"GET", "/range/30", "Range: bytes=30-\r\n", 416, "Content-Range", "bytes */30"},
    {"HEAD", "/range/30", "Range: bytes=30-\r\n", 200, "Content-Length", "30"},
    {"GET", "/range/0", "", 404, NULL, NULL},
    {"GET", "/range/102401", "", 404, NULL, NULL},
};

START_TEST(conditions_and_parts)
{
    struct message *message = client_ask(client, cases[_i].method, cases[_i].target, cases[_i].fields);
    EXPECT(message, message->code == cases[_i].code, "with %s: %d", cases[_i].fields, message->code);
    if (cases[_i].field != NULL) {
        expect_field(message, cases[_i].field, cases[_i].value);
    }
    expect_alive(client);
}

START_TEST(letters)
{
    struct message *message = client_get(client, "/range/30", "Range: bytes=24-27\r\n");
    ck_assert_str_eq(message->content, "yzab");
}

SUITE("cached things on the wire")
{
    TCase *tcase = wire_case(suite, "cached");
    tcase_add_loop_test(tcase, conditions_and_parts, 0, COUNT(cases));
    tcase_add_test(tcase, letters);
}
