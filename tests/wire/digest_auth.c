/* Digest authentication on the wire, with the digests worked out here as RFC 7616 §3.4 has it. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

/* What a client shows; what is NULL is as it should be. */
struct shown {
    const char *user, *password, *nonce, *uri, *count, *qop, *algorithm;
    const char *target, *method, *content;
};

static const char *or_else(const char *given, const char *otherwise)
{
    return given != NULL ? given : otherwise;
}

/* The digest by the algorithm of that name, or by SHA-256 where it is another. */
static const char *hex(const char *name, const char *text)
{
    unsigned char digest[64];
    char *digits = arena_alloc(&client->arena, 2 * sizeof digest + 1);
    gnutls_digest_algorithm_t algorithm = strcmp(name, "MD5") == 0       ? GNUTLS_DIG_MD5
                                          : strcmp(name, "SHA-512") == 0 ? GNUTLS_DIG_SHA512
                                                                         : GNUTLS_DIG_SHA256;
    int size = (int)gnutls_hash_get_len(algorithm);
    ck_assert_int_eq(gnutls_hash_fast(algorithm, text, strlen(text), digest), 0);
    for (int i = 0; i < size; i++) {
        snprintf(digits + i * 2, 3, "%02x", digest[i]);
    }
    return digits;
}

/* A parameter of the challenge that names the algorithm; the message has one for each. */
static const char *nonce_of(const struct message *message)
{
    const char *challenge = message_field(message, "WWW-Authenticate");
    EXPECT(message, challenge != NULL && strncmp(challenge, "Digest ", 7) == 0, "no challenge");
    const char *nonce = strstr(challenge, "nonce=\"");
    EXPECT(message, nonce != NULL, "no nonce: %s", challenge);
    return arena_copy(&client->arena, (struct text){nonce + 7, strcspn(nonce + 7, "\"")}).at;
}

static bool is_stale(const struct message *message)
{
    const char *challenge = message_field(message, "WWW-Authenticate");
    return challenge != NULL && strstr(challenge, "stale=true") != NULL;
}

static struct message *show(struct shown s)
{
    struct arena *arena = &client->arena;
    const char *target = or_else(s.target, "/earn/digest"), *uri = or_else(s.uri, target);
    const char *user = or_else(s.user, "member"), *password = or_else(s.password, "secret");
    const char *count = or_else(s.count, "00000001"), *qop = or_else(s.qop, "auth");
    const char *method = or_else(s.method, "GET"), *content = or_else(s.content, "");
    const char *algorithm = or_else(s.algorithm, "SHA-256");
    const char *who = hex(algorithm, arena_printf(arena, "%s:statusd:%s", user, password).at);
    const char *what = arena_printf(arena, "%s:%s", method, uri).at;
    if (strcmp(qop, "auth-int") == 0) {
        what = arena_printf(arena, "%s:%s", what, hex(algorithm, content)).at;
    }
    const char *all = arena_printf(arena, "%s:%s:%s:cnonce:%s:%s", who, s.nonce, count, qop, hex(algorithm, what)).at;
    client_print(client,
                 "%s %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\nAuthorization: Digest username=\"%s\", "
                 "realm=\"statusd\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s, cnonce=\"cnonce\", "
                 "qop=%s, nc=%s\r\n\r\n%s",
                 method, target, strlen(content), user, s.nonce, uri, hex(algorithm, all), algorithm, qop, count,
                 content);
    return client_read(client, method);
}

static const char *fresh_nonce(const char *target)
{
    struct message *message = client_get(client, target, "");
    expect_code(message, 401);
    EXPECT(message, !is_stale(message), "a first challenge is stale");
    return nonce_of(message);
}

START_TEST(right_and_wrong)
{
    const char *nonce = fresh_nonce("/earn/digest");
    expect_code(show((struct shown){.nonce = nonce}), 200);
    expect_code(show((struct shown){.nonce = nonce, .count = "00000002", .algorithm = "MD5"}), 200);
    expect_code(show((struct shown){.nonce = nonce, .count = "0000000a", .method = "POST", .content = "a"}), 200);
    static const struct shown wrong[] = {
        {.password = "other"},   {.user = "nobody"},    {.uri = "/earn/other"}, {.qop = "auth-int"},
        {.count = "1"},          {.count = "-0000009"}, {.count = "0x00000f"},  {.algorithm = "SHA-512-256"},
        {.algorithm = "SHA-512"}};
    for (int i = 0; i < COUNT(wrong); i++) {
        struct shown shown = wrong[i];
        shown.nonce = nonce;
        struct message *message = show(shown);
        EXPECT(message, message->code == 401 && !is_stale(message), "case %d: %d", i, message->code);
    }
}

/* RFC 7616 §3.3, §5.12: a count that was used is worth nothing, and a nonce that is not ours neither; the password was
 * right, which stale says, so that no user is asked again. */
START_TEST(nothing_counts_twice)
{
    const char *nonce = fresh_nonce("/earn/digest");
    expect_code(show((struct shown){.nonce = nonce, .count = "00000005"}), 200);
    static const char *const used[] = {"00000005", "00000004", "00000001", "00000000"};
    for (int i = 0; i < COUNT(used); i++) {
        struct message *message = show((struct shown){.nonce = nonce, .count = used[i]});
        EXPECT(message, message->code == 401 && is_stale(message), "count %s: %d", used[i], message->code);
        ck_assert_str_ne(nonce_of(message), nonce);
    }
    expect_code(show((struct shown){.nonce = nonce, .count = "00000006"}), 200);
    struct message *foreign = show((struct shown){.nonce = "0123456789abcdef"});
    EXPECT(foreign, foreign->code == 401 && is_stale(foreign), "a foreign nonce: %d", foreign->code);
    expect_code(show((struct shown){.nonce = nonce_of(foreign)}), 200);
    const char *long_nonce = arena_printf(&client->arena, "%0300d", 0).at;
    expect_code(show((struct shown){.nonce = long_nonce}), 401);
}

START_TEST(as_httpbin_has_it)
{
    static const struct {
        const char *target, *qop, *algorithm;
    } cases[] = {{"/digest-auth/auth/user/pass", "auth", "SHA-256"},
                 {"/digest-auth/auth/user/pass/MD5", "auth", "MD5"},
                 {"/digest-auth/auth/user/pass/SHA-512/never", "auth", "SHA-512"},
                 {"/digest-auth/auth-int/user/pass/SHA-256", "auth-int", "SHA-256"}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = show((struct shown){.target = cases[i].target,
                                                      .qop = cases[i].qop,
                                                      .algorithm = cases[i].algorithm,
                                                      .user = "user",
                                                      .password = "pass",
                                                      .nonce = fresh_nonce(cases[i].target)});
        expect_code(message, 200);
        expect_field(message, "Set-Cookie", "fake=fake_value");
        EXPECT(message, strstr(message->content, "\"authenticated\": true") != NULL, "%s", message->content);
    }
    struct message *other = show((struct shown){
        .target = cases[1].target, .user = "user", .password = "pass", .nonce = fresh_nonce(cases[1].target)});
    expect_code(other, 401); /* SHA-256 was not offered */
    expect_problem(client_get(client, "/digest-auth/sometimes/user/pass", ""), 400);
    expect_problem(client_get(client, "/digest-auth/auth/user/pass/SHA-1", ""), 400);
    expect_problem(client_get(client, "/digest-auth/auth", ""), 400);
}

/* httpbin: a nonce is stale after so many uses, whatever their counts. */
START_TEST(stale_as_httpbin_has_it)
{
    static const char target[] = "/digest-auth/auth/user/pass/MD5/2";
    struct shown shown = {.target = target, .algorithm = "MD5", .user = "user", .password = "pass"};
    shown.nonce = fresh_nonce(target);
    static const char *const counts[] = {"00000007", "00000008", "00000009"};
    for (int i = 0; i < COUNT(counts); i++) {
        shown.count = counts[i];
        struct message *message = show(shown);
        EXPECT(message, message->code == (i < 2 ? 200 : 401) && is_stale(message) == (i == 2), "use %d: %d", i + 1,
               message->code);
    }
    shown.target = "/digest-auth/auth/user/pass/MD5/never";
    shown.nonce = fresh_nonce(shown.target);
    expect_code(show(shown), 200);
    expect_problem(client_get(client, "/digest-auth/auth/user/pass/MD5/soon", ""), 400);
}

static const char *const nonsense[] = {"Digest",
                                       "Digest \"",
                                       "Digest username",
                                       "Digest username=",
                                       "Digest username=\"\\",
                                       "Digest =,=,,=\"\"",
                                       "Digest username=\"member\", username=\"member\", nc=00000001",
                                       "Digest username=\"member\", realm=\"statusd\", uri=\"/earn/digest\", qop=auth, "
                                       "cnonce=a, nc=0000000g, nonce=a, response=\"\""};

START_TEST(nonsense_is_nobody)
{
    struct message *message =
        client_get(client, "/earn/digest", arena_printf(&client->arena, "Authorization: %s\r\n", nonsense[_i]).at);
    expect_code(message, 401);
    expect_alive(client);
}

SUITE("digest authentication on the wire")
{
    TCase *tcase = wire_case(suite, "digest");
    tcase_add_test(tcase, right_and_wrong);
    tcase_add_test(tcase, nothing_counts_twice);
    tcase_add_test(tcase, as_httpbin_has_it);
    tcase_add_test(tcase, stale_as_httpbin_has_it);
    tcase_add_loop_test(tcase, nonsense_is_nobody, 0, COUNT(nonsense));
}
