/* Resources for those who show who they are: with Basic (RFC 7617), with Bearer (RFC 6750), or with either. The routes
 * of httpbin are here too, as the same is asked there in another spelling. */
#include "http/credentials.h"
#include "site/earn/authenticated.h"
#include "site/earn/earn.h"
#include "site/status_reply.h"

#define IN_REALM "realm=\"" REALM "\""

/* Who is known here. A guest may read; what is the member's he may not have. */
static const struct text member = TEXT("member"), guest = TEXT("guest"), secret = TEXT("secret");

static int challenge(struct context *context, int code, const char *first, const char *second)
{
    reply_add(context->reply, "WWW-Authenticate", text_of(first));
    if (second != NULL) {
        reply_add(context->reply, "WWW-Authenticate", text_of(second)); /* on a line of its own: RFC 9110 §11.6.1 */
    }
    return status_reply(context, code);
}

/* Whether the client shows credentials of that scheme. */
static bool shows(struct context *context, const char *scheme, struct credentials *shown)
{
    return credentials_read(context->request, "Authorization", shown) && credentials_are(shown, scheme);
}

/* RFC 6750 §3.1: what is wrong with a token stands in the challenge; who shows none is told no error. */
static int answer_token(struct context *context, struct text token)
{
    if (!credentials_is_token68(token)) {
        return challenge(context, 400, "Bearer " IN_REALM ", error=\"invalid_request\"", NULL);
    }
    if (text_equal(token, guest)) {
        return challenge(context, 403, "Bearer " IN_REALM ", error=\"insufficient_scope\", scope=\"member\"", NULL);
    }
    return text_equal(token, member) ? status_reply(context, 200)
                                     : challenge(context, 401, "Bearer " IN_REALM ", error=\"invalid_token\"", NULL);
}

#define BASIC_CHALLENGE "Basic " IN_REALM ", charset=\"UTF-8\""

/* RFC 9110 §15.5.4: who is known, but may not, is told 403 and not challenged again. */
static int answer_basic(struct context *context)
{
    struct credentials shown;
    struct text user, password;
    bool known = shows(context, "Basic", &shown) && credentials_basic(context->arena, &shown, &user, &password) &&
                 (text_equal(user, member) || text_equal(user, guest)) && credentials_equal(password, secret);
    if (!known) {
        return challenge(context, 401, BASIC_CHALLENGE, NULL);
    }
    return status_reply(context, text_equal(user, member) ? 200 : 403);
}

static int answer_bearer(struct context *context)
{
    struct credentials shown;
    return shows(context, "Bearer", &shown) ? answer_token(context, shown.parameters)
                                            : challenge(context, 401, "Bearer " IN_REALM, NULL);
}

/* Takes either. The scheme that most clients know stands first (RFC 9110 §11.3). */
static int answer_either(struct context *context)
{
    struct credentials shown;
    if (shows(context, "Basic", &shown)) {
        return answer_basic(context);
    }
    return shows(context, "Bearer", &shown) ? answer_token(context, shown.parameters)
                                            : challenge(context, 401, BASIC_CHALLENGE, "Bearer " IN_REALM);
}

/* httpbin: the target has the user and the password that the client is to show. */
static int answer_given_pair(struct context *context, int otherwise)
{
    struct credentials shown;
    struct text user, password, rest = context->rest;
    size_t slash = text_find(rest, '/');
    struct text wanted = percent_decode(context->arena, (struct text){rest.at, slash});
    struct text wanted_password = percent_decode(context->arena, text_from(rest, slash + 1));
    bool same = shows(context, "Basic", &shown) && credentials_basic(context->arena, &shown, &user, &password) &&
                text_equal(user, wanted) && credentials_equal(password, wanted_password);
    return same ? authenticated_reply(context, "user", wanted) : status_reply(context, otherwise);
}

static int answer_basic_auth(struct context *context)
{
    return answer_given_pair(context, 401);
}

/* It does not let on that there is anything. */
static int answer_hidden_basic_auth(struct context *context)
{
    return answer_given_pair(context, 404);
}

static int answer_any_bearer(struct context *context)
{
    struct credentials shown;
    return shows(context, "Bearer", &shown) && shown.parameters.length > 0
               ? authenticated_reply(context, "token", shown.parameters)
               : challenge(context, 401, "Bearer", NULL);
}

const struct route auth_routes[] = {
    {"/earn/basic", EXACTLY, NULL, answer_basic, NULL, "/earn/basic",
     "401, 403 to guest:secret, 200 to member:secret; also /earn/bearer with the tokens guest and member"},
    {"/earn/bearer", EXACTLY, NULL, answer_bearer, NULL, NULL, NULL},
    {"/earn/private", EXACTLY, NULL, answer_either, NULL, "/earn/private",
     "the same with Basic or Bearer, which both stand in its challenge"},
    {"/basic-auth/", PAIR, "GET", answer_basic_auth, NULL, "/basic-auth/<user>/<password>",
     "200 to a client that shows them, as httpbin has it; also /hidden-basic-auth/…, /bearer"},
    {"/hidden-basic-auth/", PAIR, "GET", answer_hidden_basic_auth, NULL, NULL, NULL},
    {"/bearer", EXACTLY, "GET", answer_any_bearer, NULL, NULL, NULL},
    {.path = NULL},
};
