/* The WebDAV corner with a clock of our own: what the wire cannot show without watching the time. */
#include "site/earn/dav.h"

#include "tests/kit/suite.h"
#include "tests/unit/make.h"

#include <stdlib.h>

#define LOCKINFO "<lockinfo xmlns=\"DAV:\"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>"

static struct arena arena;
static struct dav_tree *tree;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
    tree = memory_new(sizeof *tree);
}

static void teardown(void)
{
    dav_tree_release(tree);
    free(tree);
    arena_release(&arena);
}

/* The code for readme.txt at that moment. Sets *token, unless token is NULL, to the lock that the answer tells. */
static int ask(const char *method, const char *fields, const char *content, int64_t now, struct text *token)
{
    struct request request = make_request(&arena, method, "/earn/dav/readme.txt", fields);
    struct reply reply = {.arena = &arena};
    struct context context = {.request = &request, .reply = &reply, .arena = &arena, .rest = TEXT("readme.txt")};
    request.content = text_of(content);
    int code = dav_answer(&context, tree, now);
    const struct text *told = fields_find(&reply.fields, TEXT("Lock-Token"));
    if (token != NULL && told != NULL) {
        *token = *told;
    }
    return code;
}

static const char *if_token(struct text token)
{
    return arena_printf(&arena, "If: (%s)\r\n", token.at).at;
}

START_TEST(a_lock_ends)
{
    struct text token = TEXT("");
    ck_assert_int_eq(ask("LOCK", "Timeout: Second-10\r\n", LOCKINFO, 5000, &token), 200);
    ck_assert_int_eq(ask("PUT", "", "x", 14999, NULL), 423);
    ck_assert_int_eq(ask("PUT", if_token(token), "x", 14999, NULL), 204);
    ck_assert_int_eq(ask("PUT", "", "x", 15000, NULL), 204);
    ck_assert_int_eq(ask("PUT", if_token(token), "x", 15000, NULL), 412); /* there is no such token any more */
    ck_assert_int_eq(ask("LOCK", "", LOCKINFO, 15000, NULL), 200);
}

START_TEST(a_refresh_begins_anew)
{
    struct text token = TEXT("");
    ck_assert_int_eq(ask("LOCK", "Timeout: Second-10\r\n", LOCKINFO, 0, &token), 200);
    const char *fields = arena_printf(&arena, "Timeout: Second-20\r\n%s", if_token(token)).at;
    ck_assert_int_eq(ask("LOCK", fields, "", 9000, NULL), 200);
    ck_assert_int_eq(ask("PUT", "", "x", 28999, NULL), 423);
    ck_assert_int_eq(ask("LOCK", fields, "", 29000, NULL), 412); /* too late */
    ck_assert_int_eq(ask("PUT", "", "x", 29000, NULL), 204);
}

/* However long a client wants it. */
START_TEST(no_lock_is_for_ever)
{
    static const char *const timeouts[] = {"", "Timeout: Infinite\r\n", "Timeout: Second-4100000000\r\n",
                                           "Timeout: Second-99999999999999999999\r\n", "Timeout: x\r\n"};
    ck_assert_int_eq(ask("LOCK", timeouts[_i], LOCKINFO, 0, NULL), 200);
    ck_assert_int_eq(ask("PUT", "", "x", 599999, NULL), 423);
    ck_assert_int_eq(ask("PUT", "", "x", 600000, NULL), 204);
}

SUITE("WebDAV")
{
    TCase *tcase = tcase_create("dav");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_lock_ends);
    tcase_add_test(tcase, a_refresh_begins_anew);
    tcase_add_loop_test(tcase, no_lock_is_for_ever, 0, 5);
    suite_add_tcase(suite, tcase);
}
