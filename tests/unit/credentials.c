/* Credentials of requests, without a socket. */
#include "http/credentials.h"

#include "tests/kit/suite.h"
#include "tests/unit/make.h"

static struct arena arena;

static void setup(void)
{
    arena_init(&arena, NULL, 0);
}

static void teardown(void)
{
    arena_release(&arena);
}

/* The first two pairs are the examples of RFC 7617 §2 and §2.1. */
START_TEST(basic)
{
    static const struct {
        const char *field, *user, *password; /* user NULL: they are none */
    } cases[] = {
        {"Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n", "Aladdin", "open sesame"},
        {"Authorization: Basic dGVzdDoxMjPCow==\r\n", "test", "123\xC2\xA3"},
        {"Authorization: bASIC   OmE6Yg==\r\n", "", "a:b"},
        {"Authorization: Basic YQ==\r\n", NULL, NULL},          /* no colon */
        {"Authorization: Basic YToA\r\n", NULL, NULL},          /* a NUL */
        {"Authorization: Basic YTpiCg==\r\n", NULL, NULL},      /* a line feed */
        {"Authorization: Basic QWxh ZGRpbjpv\r\n", NULL, NULL}, /* two words */
        {"Authorization: Basic QWxhZGRpbjpv!\r\n", NULL, NULL}, /* no base64 */
        {"Authorization: Basic\r\n", NULL, NULL},
        {"Authorization: Basic YTpi, realm=x\r\n", NULL, NULL},
        {"Authorization: Digest YTpi\r\n", NULL, NULL},
        {"Authorization: Basic YTpi\r\nAuthorization: Basic YTpj\r\n", NULL, NULL},
        {"Proxy-Authorization: Basic YTpi\r\n", NULL, NULL},
        {"", NULL, NULL},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        struct request request = make_request(&arena, "GET", "/", cases[i].field);
        struct credentials credentials;
        struct text user, password;
        bool read = credentials_read(&request, "Authorization", &credentials) &&
                    credentials_are(&credentials, "Basic") && credentials_basic(&arena, &credentials, &user, &password);
        ck_assert_msg(read == (cases[i].user != NULL), "%s", cases[i].field);
        ck_assert_msg(
            !read || (text_equal(user, text_of(cases[i].user)) && text_equal(password, text_of(cases[i].password))),
            "%s", cases[i].field);
    }
}

/* RFC 9110 §11.2. */
START_TEST(token68)
{
    ck_assert(credentials_is_token68(TEXT("a")) && credentials_is_token68(TEXT("-._~+/Az09==")));
    ck_assert(!credentials_is_token68(TEXT("")) && !credentials_is_token68(TEXT("=")));
    ck_assert(!credentials_is_token68(TEXT("a=b")) && !credentials_is_token68(TEXT("a b")));
    ck_assert(!credentials_is_token68(TEXT("\xC3\xA9")) && !credentials_is_token68(TEXT("a\0b")));
}

START_TEST(secrets)
{
    ck_assert(credentials_equal(TEXT(""), TEXT("")) && credentials_equal(TEXT("abc"), TEXT("abc")));
    ck_assert(!credentials_equal(TEXT("abc"), TEXT("abd")) && !credentials_equal(TEXT("abc"), TEXT("ab")));
    ck_assert(!credentials_equal(TEXT(""), TEXT("a")));
}

SUITE("credentials")
{
    TCase *tcase = tcase_create("credentials");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, basic);
    tcase_add_test(tcase, token68);
    tcase_add_test(tcase, secrets);
    suite_add_tcase(suite, tcase);
}
