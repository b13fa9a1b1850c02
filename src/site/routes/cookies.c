/* httpbin's /cookies: what cookies the client has; they are set and deleted below it (RFC 6265). */
#include "http/media.h"
#include "site/browser.h"
#include "site/json.h"
#include "site/modifiers/table.h"
#include "site/problem.h"
#include "site/routes/routes.h"

#include <string.h>

/* Adds the cookies of a Cookie field (RFC 6265 §4.2.1). Of several with one name the first counts: it has the longest
 * path (§5.4). Only so many are read, as for each cJSON searches the whole object. */
static void add_cookies(struct context *context, cJSON *cookies, struct text rest)
{
    enum { COOKIES_MAX = 1000 };
    struct text pair;
    for (int left = COOKIES_MAX; left > 0 && text_cut(&rest, ';', &pair); left--) {
        size_t equals = text_find(pair, '=');
        const char *name = json_utf8(context->arena, text_trim((struct text){pair.at, equals}));
        if (equals < pair.length && cJSON_GetObjectItemCaseSensitive(cookies, name) == NULL) {
            json_add_text(context->arena, cookies, name, text_trim(text_from(pair, equals + 1)));
        }
    }
}

static int answer_cookies(struct context *context)
{
    const struct fields *fields = &context->request->fields;
    cJSON *json = cJSON_CreateObject(), *cookies = cJSON_AddObjectToObject(json, "cookies");
    for (size_t i = 0; i < fields->count; i++) {
        if (text_same(fields->at[i].name, TEXT("Cookie"))) {
            add_cookies(context, cookies, fields->at[i].value);
        }
    }
    browser_distrust(context->reply);
    reply_content(context->reply, media_type(MEDIA_JSON), json_print(context->arena, json, JSON_PRETTY));
    return 200;
}

/* RFC 6265 §4.1.1: no space, control character, quote, comma, semicolon or backslash, but perhaps quotes around it. */
static bool is_cookie_value(struct text value)
{
    bool quoted = value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"';
    size_t first = quoted ? 1 : 0, end = value.length - first;
    for (size_t i = first; i < end; i++) {
        if (value.at[i] <= ' ' || value.at[i] > '~' || strchr("\",;\\", value.at[i]) != NULL) {
            return false;
        }
    }
    return true;
}

static int put_cookie(struct context *context, struct parameter cookie, const char *attributes)
{
    struct text name = cookie.name, value = cookie.value;
    if (!text_is_token(name) || !is_cookie_value(value)) {
        return problem(context, 400,
                       arena_printf(context->arena,
                                    "\"%.*s=%.*s\" is no cookie: its name is a token, its value has no spaces, control "
                                    "characters, quotes, commas, semicolons or backslashes (RFC 6265 §4.1.1)",
                                    (int)name.length, name.at, (int)value.length, value.at),
                       TEXT("/cookies/set?name=value"));
    }
    reply_add(context->reply, "Set-Cookie",
              arena_printf(context->arena, "%.*s=%.*s; Path=/%s", (int)name.length, name.at, (int)value.length,
                           value.at, attributes));
    return 0;
}

static int set_cookie(struct context *context, struct parameter cookie)
{
    return put_cookie(context, cookie, "");
}

static int delete_cookie(struct context *context, struct parameter cookie)
{
    cookie.value = TEXT("");
    return put_cookie(context, cookie, "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
}

static int lead_back(struct context *context, int refused)
{
    if (refused != 0) {
        return refused;
    }
    browser_distrust(context->reply);
    reply_set(context->reply, "Location", TEXT("/cookies"));
    return 302;
}

/* A cookie is every parameter that is not a modifier. */
static int answer_query(struct context *context, int (*put)(struct context *context, struct parameter cookie))
{
    struct text rest = context->request->query;
    struct parameter cookie;
    int refused = 0;
    while (refused == 0 && parameter_next(context->arena, &rest, '&', &cookie)) {
        refused = modifier_find(cookie.name) == NULL ? put(context, cookie) : 0;
    }
    return lead_back(context, refused);
}

static int answer_set(struct context *context)
{
    return answer_query(context, set_cookie);
}

static int answer_delete(struct context *context)
{
    return answer_query(context, delete_cookie);
}

static int answer_set_one(struct context *context)
{
    size_t slash = text_find(context->rest, '/');
    struct parameter cookie = {percent_decode(context->arena, (struct text){context->rest.at, slash}),
                               percent_decode(context->arena, text_from(context->rest, slash + 1))};
    return lead_back(context, set_cookie(context, cookie));
}

const struct route cookie_routes[] = {
    {"/cookies", EXACTLY, "GET", answer_cookies, NULL, "/cookies",
     "the client's cookies as JSON; /cookies/set?name=value and /cookies/delete?name change them, then lead there"},
    {"/cookies/set", EXACTLY, "GET", answer_set, "*", NULL, NULL},
    {"/cookies/set/", PAIR, "GET", answer_set_one, NULL, NULL, NULL},
    {"/cookies/delete", EXACTLY, "GET", answer_delete, "*", NULL, NULL},
    {.path = NULL},
};
