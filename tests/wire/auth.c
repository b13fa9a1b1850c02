/* Resources for those who show who they are, on the wire. */
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <string.h>

/* base64 of member:secret, guest:secret, member:wrong, user:pass word */
#define MEMBER "Authorization: Basic bWVtYmVyOnNlY3JldA==\r\n"
#define GUEST "Authorization: Basic Z3Vlc3Q6c2VjcmV0\r\n"
#define WRONG "Authorization: Basic bWVtYmVyOndyb25n\r\n"
#define USER "Authorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n"

static const struct {
    const char *target, *fields;
    int code;
    const char *challenge; /* the beginning of the first; NULL: there is none */
} cases[] = {
    {"/earn/basic", "", 401, "Basic realm=\"statusd\""},
    {"/earn/basic", MEMBER, 200, NULL},
    {"/earn/basic", GUEST, 403, NULL}, /* known, but not for this: RFC 9110 §15.5.4 */
    {"/earn/basic", WRONG, 401, "Basic realm=\"statusd\""},
    {"/earn/basic", "Authorization: Basic %%%\r\n", 401, "Basic realm=\"statusd\""},
    {"/earn/basic", "Authorization: Bearer member\r\n", 401, "Basic realm=\"statusd\""},
    {"/earn/basic", MEMBER MEMBER, 401, "Basic realm=\"statusd\""},
    {"/earn/bearer", "", 401, "Bearer realm=\"statusd\""},
    {"/earn/bearer", "Authorization: Bearer member\r\n", 200, NULL},
    {"/earn/bearer", "Authorization: bearer member\r\n", 200, NULL},
    {"/earn/bearer", "Authorization: Bearer guest\r\n", 403,
     "Bearer realm=\"statusd\", error=\"insufficient_scope\", scope=\"member\""},
    {"/earn/bearer", "Authorization: Bearer other\r\n", 401, "Bearer realm=\"statusd\", error=\"invalid_token\""},
    {"/earn/bearer", "Authorization: Bearer a b\r\n", 400, "Bearer realm=\"statusd\", error=\"invalid_request\""},
    {"/earn/private", "", 401, "Basic realm=\"statusd\""},
    {"/earn/private", MEMBER, 200, NULL},
    {"/earn/private", "Authorization: Bearer member\r\n", 200, NULL},
    {"/basic-auth/user/pass%20word", "", 401, "Basic "},
    {"/basic-auth/user/pass%20word", USER, 200, NULL},
    {"/basic-auth/user/password", USER, 401, "Basic "},
    {"/hidden-basic-auth/user/pass%20word", USER, 200, NULL},
    {"/hidden-basic-auth/user/pass%20word", MEMBER, 404, NULL},
    {"/bearer", "", 401, "Bearer"},
    {"/bearer", "Authorization: Bearer any\r\n", 200, NULL},
};

START_TEST(who_is_let_in)
{
    struct message *message = client_get(client, cases[_i].target, cases[_i].fields);
    const char *challenge = message_field(message, "WWW-Authenticate"), *wanted = cases[_i].challenge;
    EXPECT(message, message->code == cases[_i].code, "with %s: %d", cases[_i].fields, message->code);
    EXPECT(message, (challenge == NULL) == (wanted == NULL), "with %s: %s", cases[_i].fields, challenge);
    EXPECT(message, wanted == NULL || strncmp(challenge, wanted, strlen(wanted)) == 0, "with %s: %s", cases[_i].fields,
           challenge);
    expect_alive(client);
}

/* RFC 9110 §11.6.1: several challenges, each on a line of its own. */
START_TEST(a_choice)
{
    struct message *message = client_get(client, "/earn/private", "");
    EXPECT(message, message_count(message, "WWW-Authenticate") == 2, "%d challenges",
           message_count(message, "WWW-Authenticate"));
}

/* As httpbin has it. */
START_TEST(what_is_said)
{
    struct message *basic = client_get(client, "/basic-auth/user/pass%20word", USER);
    EXPECT(basic, strstr(basic->content, "\"authenticated\": true") != NULL, "%s", basic->content);
    EXPECT(basic, strstr(basic->content, "\"user\": \"user\"") != NULL, "%s", basic->content);
    struct message *bearer = client_get(client, "/bearer", "Authorization: Bearer a.b-c\r\n");
    EXPECT(bearer, strstr(bearer->content, "\"token\": \"a.b-c\"") != NULL, "%s", bearer->content);
}

SUITE("authentication on the wire")
{
    TCase *tcase = wire_case(suite, "authentication");
    tcase_add_loop_test(tcase, who_is_let_in, 0, COUNT(cases));
    tcase_add_test(tcase, a_choice);
    tcase_add_test(tcase, what_is_said);
}
