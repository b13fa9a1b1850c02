/* Resources for those who show who they are: with Basic (RFC 7617), with Bearer (RFC 6750), or with either. The routes
 * of httpbin are here too, as the same is asked there in another spelling. */
#include "http/credentials.h"
#include "http/media.h"
#include "site/earn/earn.h"
#include "site/json.h"
#include "site/status_reply.h"

#define REALM "realm=\"statusd\""

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

/* RFC 9110 §15.5.4: who is known, but may not, is told 403 and not challenged again. */
static int answer_user(struct context *context, struct text user, struct text password, const char *first,
                       const char *second)
{
    bool known = (text_equal(user, member) || text_equal(user, guest)) && credentials_equal(password, secret);
    if (!known) {
        return challenge(context, 401, first, second);
    }
    return status_reply(context, text_equal(user, member) ? 200 : 403);
}

/* RFC 6750 §3.1: what is wrong with a token stands in the challenge; who shows none is told no error. */
static int answer_token(struct context *context, struct text token)
{
    if (!credentials_is_token68(token)) {
        return challenge(context, 400, "Bearer " REALM ", error=\"invalid_request\"", NULL);
    }
    if (text_equal(token, guest)) {
        return challenge(context, 403, "Bearer " REALM ", error=\"insufficient_scope\", scope=\"member\"", NULL);
    }
    return text_equal(token, member) ? status_reply(context, 200)
                                     : challenge(context, 401, "Bearer " REALM ", error=\"invalid_token\"", NULL);
}

#define BASIC_CHALLENGE "Basic " REALM ", charset=\"UTF-8\""

static int answer_basic(struct context *context)
{
    struct credentials shown;
    struct text user = TEXT(""), password = TEXT("");
    if (credentials_read(context->request, "Authorization", &shown) && credentials_are(&shown, "Basic")) {
        (void)credentials_basic(context->arena, &shown, &user, &password); /* else nobody, who is not known */
    }
    return answer_user(context, user, password, BASIC_CHALLENGE, NULL);
}

static int answer_bearer(struct context *context)
{
    struct credentials shown;
    if (credentials_read(context->request, "Authorization", &shown) && credentials_are(&shown, "Bearer")) {
        return answer_token(context, shown.parameters);
    }
    return challenge(context, 401, "Bearer " REALM, NULL);
}

/* Takes either. The scheme that most clients know stands first (RFC 9110 §11.3). */
static int answer_either(struct context *context)
{
    struct credentials shown;
    bool read = credentials_read(context->request, "Authorization", &shown);
    if (read && credentials_are(&shown, "Basic")) {
        return answer_basic(context);
    }
    return read && credentials_are(&shown, "Bearer") ? answer_token(context, shown.parameters)
                                                     : challenge(context, 401, BASIC_CHALLENGE, "Bearer " REALM);
}

static int answer_authenticated(struct context *context, const char *name, struct text value)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddBoolToObject(json, "authenticated", true);
    json_add_text(context->arena, json, name, value);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

/* httpbin: the target has the user and the password that the client is to show. */
static int answer_given_pair(struct context *context, int otherwise)
{
    struct credentials shown;
    struct text user, password, rest = context->rest;
    size_t slash = text_find(rest, '/');
    struct text wanted = percent_decode(context->arena, (struct text){rest.at, slash});
    struct text wanted_password = percent_decode(context->arena, text_from(rest, slash + 1));
    bool same = credentials_read(context->request, "Authorization", &shown) && credentials_are(&shown, "Basic") &&
                credentials_basic(context->arena, &shown, &user, &password) && text_equal(user, wanted) &&
                credentials_equal(password, wanted_password);
    return same ? answer_authenticated(context, "user", wanted) : status_reply(context, otherwise);
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
    bool read = credentials_read(context->request, "Authorization", &shown) && credentials_are(&shown, "Bearer");
    return read && shown.parameters.length > 0 ? answer_authenticated(context, "token", shown.parameters)
                                               : challenge(context, 401, "Bearer", NULL);
}

const struct route auth_routes[] = {
    {"/earn/basic", EXACTLY, NULL, answer_basic, NULL, "/earn/basic",
     "401, 403 to guest:secret, 200 to member:secret; also /earn/bearer with the tokens guest and member"},
    {"/earn/bearer", EXACTLY, NULL, answer_bearer, NULL, NULL, NULL},
    {"/earn/private", EXACTLY, NULL, answer_either, NULL, "/earn/private",
     "the same with Basic or Bearer, which both stand in its challenge"},
    {"/basic-auth/", BELOW, "GET", answer_basic_auth, NULL, "/basic-auth/<user>/<password>",
     "200 to who shows them, as httpbin has it; also /hidden-basic-auth/…, /bearer"},
    {"/hidden-basic-auth/", BELOW, "GET", answer_hidden_basic_auth, NULL, NULL, NULL},
    {"/bearer", EXACTLY, "GET", answer_any_bearer, NULL, NULL, NULL},
    {.path = NULL},
};
