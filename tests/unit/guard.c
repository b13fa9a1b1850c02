/* The guard, without a socket. */
#include "http/guard.h"

#include "tests/kit/suite.h"
#include "tests/unit/make.h"

#include <string.h>

static const struct guard_limits limits = {.target = 100, .head = 200, .content = 1000};
static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
}

static void teardown(void)
{
    arena_release(&arena);
}

#define HOST "Host: localhost\r\n"

/* lost: whether the end of the request cannot be relied on, so that the connection must not go on. */
static const struct {
    const char *method, *target, *fields;
    int minor, code;
    bool must_close;
} cases[] = {
    {"GET", "/", HOST, 1, 0, false},
    {"FROB", "/", HOST, 1, 0, false},
    {"GET", "/", "", 0, 0, false},
    {"GET", "/", "", 1, 400, false},
    {"GET", "/", HOST HOST, 1, 400, false},
    {"GET", "/", HOST HOST, 0, 400, false},
    {"GET", "/", "Host: \r\n", 1, 0, false},
    {"GET", "/", "Host: [::1]:80\r\n", 1, 0, false},
    {"GET", "/", "Host: a/b\r\n", 1, 400, false},
    {"GET", "/", "Host: a@b\r\n", 1, 400, false},
    {"GET", "/", "Host: a, b\r\n", 1, 400, false},
    {"GET", "/", "Host: [::1\r\n", 1, 400, false},
    {"GET", "/", "Host: []\r\n", 1, 400, false},
    {"GET", "/", "Host: [::1]80\r\n", 1, 400, false},
    {"GET", "/", "Host: [g]\r\n", 1, 400, false},
    {"GET", "/", "Host: a:80:80\r\n", 1, 400, false},
    {"GET", "/", "Host: a:99999999\r\n", 1, 400, false},
    {"GET", "/", "Host: a:x\r\n", 1, 400, false},
    {"GET", "/", "Host: a\"b\r\n", 1, 400, false},
    {"GET", "/", "Host: <x>\r\n", 1, 400, false},
    {"GET", "/", "Host: {a}\r\n", 1, 400, false},
    {"GET", "/", "Host: a%zz\r\n", 1, 400, false},
    {"GET", "/", "Host: a%4\r\n", 1, 400, false},
    {"GET", "/", "Host: [::1]\r\n", 1, 0, false},
    {"GET", "/", "Host: a:\r\n", 1, 0, false},
    {"GET", "/", "Host: a%20b\r\n", 1, 0, false},
    {"GET", "/", "Host: a.b-c_d~\r\n", 1, 0, false},
    {"GET", "/", "Host: :80\r\n", 1, 0, false},
    {"G T", "/", HOST, 1, 400, true},
    {"", "/", HOST, 1, 400, true},
    {"GET", "/a b", HOST, 1, 400, true},
    {"GET", "/a\x7f", HOST, 1, 400, true},
    {"GET", "/\xc3\xa9", HOST, 1, 400, true},
    {"GET", "/a?b=\xff", HOST, 1, 400, true},
    {"GET", "/a#b", HOST, 1, 400, true},
    {"GET", "/a?b#", HOST, 1, 400, true},
    {"GET", "/a%23b?\"<>[]^`{|}\\", HOST, 1, 0, false},
    {"GET", "/", HOST "X-A : 1\r\n", 1, 400, true},
    {"GET", "/", HOST "X-A: a\x01\r\n", 1, 400, true},
    {"GET", "/", HOST "X-A: a\tb\xff\r\n", 1, 0, false},
    {"POST", "/", HOST "Content-Length: 1000\r\n", 1, 0, false},
    {"POST", "/", HOST "Content-Length: 1001\r\n", 1, 413, true},
    {"POST", "/", HOST "Content-Length: 5\r\ncontent-length: 5\r\n", 1, 0, false},
    {"POST", "/", HOST "Content-Length: 5\r\ncontent-length: 6\r\n", 1, 400, true},
    {"POST", "/", HOST "Content-Length: 5, 6\r\n", 1, 400, true},
    {"POST", "/", HOST "Content-Length: 99999999999999999999\r\n", 1, 400, true},
    {"POST", "/", HOST "Content-Length: -1\r\n", 1, 400, true},
    {"POST", "/", HOST "Content-Length: \r\n", 1, 400, true},
    {"POST", "/", HOST "Transfer-Encoding: chunked\r\n", 1, 0, false},
    {"POST", "/", HOST "Transfer-Encoding: Chunked\r\n", 1, 0, false},
    {"POST", "/", HOST "Transfer-Encoding: chunked\r\n", 0, 400, true},
    {"POST", "/", HOST "Transfer-Encoding: gzip\r\n", 1, 501, true},
    {"POST", "/", HOST "Transfer-Encoding: gzip, chunked\r\n", 1, 501, true},
    {"POST", "/", HOST "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", 1, 501, true},
    {"POST", "/", HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 1, 400, true},
    {"POST", "/", HOST "Expect: 100-Continue\r\n", 1, 0, false},
    {"POST", "/", HOST "Expect: tea\r\n", 1, 417, false},
    {"POST", "/", HOST "Expect: 100-continue\r\nExpect: tea\r\n", 1, 417, false},
    {"POST", "/", "Expect: tea\r\n", 0, 0, false},
};

START_TEST(heads)
{
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, cases[i].method, cases[i].target, cases[i].fields);
        request.minor = cases[i].minor;
        struct refusal refusal = guard_check(&request, &limits);
        ck_assert_msg(refusal.code == cases[i].code, "%s %s HTTP/1.%d %s: %d, not %d", cases[i].method, cases[i].target,
                      cases[i].minor, cases[i].fields, refusal.code, cases[i].code);
        ck_assert_msg(refusal.must_close == cases[i].must_close, "%s: lost", cases[i].fields);
        ck_assert_msg(refusal.code == 0 || (refusal.detail != NULL && refusal.example != NULL), "%s: no explanation",
                      cases[i].fields);
    }
}

/* A NUL inside of a value, which only a text with a length can hold. */
START_TEST(nul)
{
    struct request request = make_request(&arena, "GET", "/", HOST);
    fields_add(&arena, &request.fields, TEXT("X-A"), TEXT("a\0b"));
    ck_assert_int_eq(guard_check(&request, &limits).code, 400);
}

/* A target or a head as long as its limit is taken, one byte more is refused. */
START_TEST(sizes)
{
    char run[300];
    memset(run, 'x', sizeof run);
    run[0] = '/';
    for (size_t over = 0; over <= 1; over++) {
        struct request request = make_request(&arena, "GET", "/", HOST);
        request_set_target(&request, &arena, (struct text){run, limits.target + over});
        ck_assert_int_eq(guard_check(&request, &limits).code, over == 0 ? 0 : 414);
        request = make_request(&arena, "GET", "/", HOST);
        size_t rest = limits.head - strlen(HOST) - strlen("X-A: \r\n") + over;
        fields_add(&arena, &request.fields, TEXT("X-A"), (struct text){run, rest});
        ck_assert_int_eq(guard_check(&request, &limits).code, over == 0 ? 0 : 431);
    }
}

SUITE("guard")
{
    TCase *tcase = tcase_create("guard");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, heads);
    tcase_add_test(tcase, nul);
    tcase_add_test(tcase, sizes);
    suite_add_tcase(suite, tcase);
}
