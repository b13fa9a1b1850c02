/* Digest authentication (RFC 7616): /earn/digest, and httpbin's /digest-auth/<qop>/<user>/<password>[/<algorithm>
 * [/<uses>]]. A nonce is good for some minutes, and each count of it once, so that nothing that was overheard can be
 * sent again. */
#include "base/clock.h"
#include "base/digest.h"
#include "base/number.h"
#include "http/credentials.h"
#include "site/earn/authenticated.h"
#include "site/earn/earn.h"
#include "site/keyed.h"
#include "site/problem.h"
#include "site/status_reply.h"

#include <stdlib.h>
#include <string.h>

enum { NONCE_LIFE = 300 * 1000 /* milliseconds */ };

/* What is remembered of a nonce, under its text. Zeroed: it was not given out here, or is forgotten. */
struct nonce {
    int64_t issued; /* clock_milliseconds() */
    uint64_t count; /* the highest that was used */
    uint64_t uses;  /* how often it let somebody in */
};

const struct state_kind nonce_kind = {.size = sizeof(struct nonce)};

/* The algorithms in the order in which they are offered: the better one first (RFC 7616 §3.7). SHA-512 is httpbin's,
 * not the RFC's, and is only offered where it is asked for. */
static const struct {
    const char *name;
    enum digest_algorithm algorithm;
    bool on_request;
} algorithms[] = {{"SHA-256", DIGEST_SHA256, false}, {"MD5", DIGEST_MD5, false}, {"SHA-512", DIGEST_SHA512, true}};

enum { ALGORITHMS = sizeof algorithms / sizeof algorithms[0] };

/* Who is to be let in. */
struct account {
    struct text user, password;
    const char *qop;       /* the quality of protection that is offered, "auth" or "auth-int" */
    struct text algorithm; /* the one that is offered; empty: each of the table */
    uint64_t uses;         /* after so many a nonce is stale */
};

static struct text new_nonce(struct context *context)
{
    struct keyed_store *store = context->site->states[NONCES];
    struct text nonce = digest_nonce(context->arena);
    int64_t now = clock_milliseconds();
    ((struct nonce *)keyed_enter(store, nonce, now))->issued = now;
    keyed_leave(store);
    return nonce;
}

static bool is_offered(const struct account *account, int algorithm)
{
    return account->algorithm.length == 0 ? !algorithms[algorithm].on_request
                                          : text_same(account->algorithm, text_of(algorithms[algorithm].name));
}

static int challenge(struct context *context, const struct account *account, bool stale)
{
    struct text nonce = new_nonce(context);
    for (int i = 0; i < ALGORITHMS; i++) {
        if (is_offered(account, i)) {
            reply_add(context->reply, "WWW-Authenticate",
                      arena_printf(context->arena,
                                   "Digest realm=\"" REALM
                                   "\", qop=\"%s\", algorithm=%s, nonce=\"%s\", opaque=\"%s\"%s",
                                   account->qop, algorithms[i].name, nonce.at, digest_tag(context->arena, nonce).at,
                                   stale ? ", stale=true" : ""));
        }
    }
    return status_reply(context, 401);
}

/* The parameters of the credentials; at is NULL for each that is not there. */
struct shown {
    struct text user, realm, nonce, uri, response, algorithm, cnonce, count, qop;
};

static bool read_shown(struct context *context, struct shown *shown)
{
    struct credentials credentials;
    if (!credentials_read(context->request, "Authorization", &credentials) ||
        !credentials_are(&credentials, "Digest")) {
        return false;
    }
    struct {
        const char *name;
        struct text *value;
    } parameters[] = {{"username", &shown->user}, {"realm", &shown->realm},       {"nonce", &shown->nonce},
                      {"uri", &shown->uri},       {"response", &shown->response}, {"algorithm", &shown->algorithm},
                      {"cnonce", &shown->cnonce}, {"nc", &shown->count},          {"qop", &shown->qop}};
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        *parameters[i].value = credentials_parameter(context->arena, &credentials, parameters[i].name);
    }
    return true;
}

static struct text join(struct arena *arena, struct text a, struct text b)
{
    return arena_printf(arena, "%.*s:%.*s", (int)a.length, a.at, (int)b.length, b.at);
}

/* RFC 7616 §3.4.1: what the client has to have sent as its response. */
static struct text expected_response(struct context *context, const struct account *account, const struct shown *shown,
                                     enum digest_algorithm algorithm)
{
    struct arena *arena = context->arena;
    struct text who = join(arena, join(arena, account->user, TEXT(REALM)), account->password);
    struct text what = join(arena, context->request->method, shown->uri);
    if (text_equal(shown->qop, TEXT("auth-int"))) {
        what = join(arena, what, digest_hex(arena, algorithm, context->request->content));
    }
    struct text middle = join(arena, join(arena, shown->nonce, shown->count), join(arena, shown->cnonce, shown->qop));
    return digest_hex(
        arena, algorithm,
        join(arena, digest_hex(arena, algorithm, who), join(arena, middle, digest_hex(arena, algorithm, what))));
}

/* The algorithm of the credentials, of which MD5 is the one that need not be named; ALGORITHMS if it is not offered. */
static int algorithm_of(const struct account *account, const struct shown *shown)
{
    struct text name = shown->algorithm.at != NULL ? shown->algorithm : TEXT("MD5");
    int i = 0;
    while (i < ALGORITHMS && !(text_same(name, text_of(algorithms[i].name)) && is_offered(account, i))) {
        i++;
    }
    return i;
}

/* RFC 7616 §3.4: nc has exactly eight hexadecimal digits. */
static bool is_count(struct text count)
{
    return count.length == 8 && strspn(count.at, "0123456789abcdefABCDEF") >= 8;
}

/* Whether the client knows the password, whatever nonce it used. */
static bool is_right(struct context *context, const struct account *account, const struct shown *shown)
{
    int algorithm = algorithm_of(account, shown);
    bool whole = text_equal(shown->realm, TEXT(REALM)) && text_equal(shown->uri, context->request->target) &&
                 text_equal(shown->user, account->user) && text_equal(shown->qop, text_of(account->qop)) &&
                 shown->cnonce.length > 0 && is_count(shown->count);
    if (!whole || algorithm == ALGORITHMS) {
        return false;
    }
    struct text expected = expected_response(context, account, shown, algorithms[algorithm].algorithm);
    return expected.length > 0 && credentials_equal(expected, shown->response);
}

/* Uses up a count of a nonce. False if the nonce is not known, too old or used up, or the count is not higher than any
 * before. */
static bool use_nonce(struct context *context, const struct account *account, const struct shown *shown)
{
    struct keyed_store *store = context->site->states[NONCES];
    char *end, *digits = (char *)arena_copy(context->arena, shown->count).at;
    uint64_t count = strtoull(digits, &end, 16);
    int64_t now = clock_milliseconds();
    struct nonce *nonce = keyed_look(store, shown->nonce, now);
    bool good = nonce != NULL && now - nonce->issued <= NONCE_LIFE && *end == '\0' && count > nonce->count &&
                nonce->uses < account->uses;
    if (good) {
        nonce->uses++;
        nonce->count = count;
    }
    keyed_leave(store);
    return good;
}

/* RFC 7616 §3.3: stale says that the password was right, and only the nonce was not good any more. */
static bool lets_in(struct context *context, const struct account *account, bool *stale)
{
    struct shown shown = {.count = {NULL, 0}};
    bool right = read_shown(context, &shown) && is_right(context, account, &shown);
    bool used = right && use_nonce(context, account, &shown);
    *stale = right && !used;
    return used;
}

static int answer_digest(struct context *context)
{
    static const struct account member = {TEXT("member"), TEXT("secret"), "auth", TEXT(""), UINT64_MAX};
    bool stale;
    return lets_in(context, &member, &stale) ? status_reply(context, 200) : challenge(context, &member, stale);
}

static int answer_httpbin(struct context *context)
{
    struct text rest = context->rest, parts[5] = {TEXT("")};
    for (int i = 0; i < 5 && text_cut(&rest, '/', &parts[i]); i++) {
        parts[i] = percent_decode(context->arena, parts[i]);
    }
    bool integrity = text_equal(parts[0], TEXT("auth-int")), stale;
    struct account account = {parts[1], parts[2], integrity ? "auth-int" : "auth", parts[3], UINT64_MAX};
    struct shown none = {.algorithm = parts[3]};
    bool known = parts[3].length == 0 || algorithm_of(&account, &none) < ALGORITHMS;
    bool counted = number_parse(parts[4], UINT64_MAX, &account.uses) || text_equal(parts[4], TEXT("never")) ||
                   parts[4].length == 0;
    if (!counted) {
        return problem(context, 400, TEXT("a nonce is good for so many uses, or never becomes stale"),
                       TEXT("/digest-auth/auth/user/password/MD5/2"));
    }
    if ((!integrity && !text_equal(parts[0], TEXT("auth"))) || parts[1].length == 0 || !known) {
        return problem(context, 400, TEXT("the quality is auth or auth-int, the algorithm MD5, SHA-256 or SHA-512"),
                       TEXT("/digest-auth/auth/user/password/SHA-256"));
    }
    reply_add(context->reply, "Set-Cookie", TEXT("fake=fake_value; Path=/")); /* clients' suites look for it */
    if (!lets_in(context, &account, &stale)) {
        return challenge(context, &account, stale);
    }
    return authenticated_reply(context, "user", account.user);
}

const struct route digest_auth_routes[] = {
    {"/earn/digest", EXACTLY, NULL, answer_digest, NULL, "/earn/digest",
     "Digest with SHA-256 or MD5 (RFC 7616): 401, and 200 to member with the password secret"},
    {"/digest-auth/", BELOW, NULL, answer_httpbin, NULL, "/digest-auth/<qop>/<user>/<password>",
     "200 to a client that shows them, as httpbin has it; /<algorithm> may follow, and /<uses> after which a nonce is "
     "stale"},
    {.path = NULL},
};
