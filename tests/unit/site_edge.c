/* The site, given requests behind whose texts memory ends: what the routes and the modifiers read of their own. Guards
 * and grammars have their rows in edge.c. */
#include "tests/kit/edge.h"

#include "site/modifiers/table.h"
#include "site/site.h"
#include "tests/kit/suite.h"

#include <string.h>

static struct arena arena;
static struct site *site;

static const struct site_config config = {
    .max_delay = 60 * 1000, .max_hang = 60 * 1000, .max_size = 1024 * 1024, .max_keys = 10, .key_ttl = 1000};

static void setup(void)
{
    arena_init(&arena, NULL, 0);
    site = site_new(&config);
    edge_watch();
}

static void teardown(void)
{
    edge_unwatch();
    site_free(site);
    arena_release(&arena);
}

/* What is sent as a string ends where its length says, so that nothing of it lies at the edge any more. */
static void expect_strings(const struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        PROMISE(fields->at[i].value.length == 0 || strlen(fields->at[i].value.at) == fields->at[i].value.length);
        PROMISE(strlen(fields->at[i].name.at) == fields->at[i].name.length);
    }
}

/* Whether the site answers with 200. */
static bool is_answered(const struct request *request)
{
    struct reply own = {.arena = &arena};
    char bytes[256];
    int code = site_answer(site, request, &own);
    const struct reply *reply = own.prepared != NULL ? own.prepared->reply : &own;
    expect_strings(&reply->fields);
    expect_strings(&reply->trailers);
    PROMISE(reply->phrase.at == NULL || strlen(reply->phrase.at) == reply->phrase.length);
    content_read(&reply->content, 0, bytes, sizeof bytes);
    return code == 200;
}

static struct request make(const char *method, struct text target)
{
    struct request request = {.method = text_of(method), .minor = 1, .client_address = "192.0.2.1"};
    request_set_target(&request, &arena, target);
    return request;
}

static bool takes_target(struct text input)
{
    struct request request = make("GET", input);
    return is_answered(&request);
}

static bool takes_any_target(struct text input)
{
    takes_target(input);
    return true;
}

/* As content of that type, by the routes that look into it. */
static bool takes_content(const char *type, struct text input)
{
    static const struct {
        const char *method, *target;
        bool takes_any;
    } routes[] = {{"POST", "/anything", true}, {"POST", "/post", true}, {"QUERY", "/earn/query", false}};
    bool taken = true;
    for (int i = 0; i < COUNT(routes); i++) {
        struct request request = make(routes[i].method, text_of(routes[i].target));
        fields_add(&arena, &request.fields, TEXT("Content-Type"), text_of(type));
        request.content = input;
        taken = (is_answered(&request) || !routes[i].takes_any) && taken;
    }
    return taken;
}

static bool takes_json(struct text input)
{
    return takes_content("application/json", input);
}

static bool takes_urlencoded(struct text input)
{
    return takes_content("application/x-www-form-urlencoded", input);
}

static bool takes_form(struct text input)
{
    return takes_content("multipart/form-data; boundary=B", input);
}

/* Whether the value is taken by each field that some route reads, with a route that does. */
static bool takes_value(struct text input)
{
    static const struct {
        const char *method, *target, *name;
    } uses[] = {
        {"GET", "/status/200", "Accept"},
        {"GET", "/", "Accept"},
        {"GET", "/earn/page", "Accept"},
        {"GET", "/earn/page", "Accept-Language"},
        {"GET", "/earn/nested", "Negotiate"},
        {"M-GET", "/earn/extended", "Man"},
        {"QUERY", "/earn/query", "Content-Type"},
        {"POST", "/earn/upload", "Upload-Complete"},
        {"PATCH", "/earn/upload/1", "Upload-Offset"},
        {"POST", "/earn/upload", "Upload-Draft-Interop-Version"},
        {"GET", "/earn/changing", "A-IM"},
        {"GET", "/earn/changing", "If-None-Match"},
        {"GET", "/status/206", "Range"},
        {"GET", "/static/style.css", "If-None-Match"},
        {"POST", "/post", "Content-Type"},
        {"GET", "/cookies", "Cookie"},
        {"GET", "/user-agent", "User-Agent"},
        {"GET", "/absolute-redirect/2", "Host"},
        {"GET", "/status/101", "Connection"},
        {"GET", "/200", "X-HttpStatus-Sleep"},
        {"GET", "/200", "X-HttpStatus-SleepAfterHeaders"},
        {"GET", "/200", "X-HttpStatus-SuppressBody"},
        {"GET", "/200", "X-HttpStatus-DribbleBody"},
        {"GET", "/200", "X-HttpStatus-AbortDuringBody"},
        {"GET", "/200", "X-HttpStatus-Response-X-A"},
    };
    for (int i = 0; i < COUNT(uses); i++) {
        struct request request = make(uses[i].method, text_of(uses[i].target));
        fields_add(&arena, &request.fields, text_of(uses[i].name), input);
        is_answered(&request);
    }
    return true;
}

/* As the name of a field, by the routes that show all of them. */
static bool takes_name(struct text input)
{
    static const char *const targets[] = {"/get", "/anything", "/200"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct request request = make("GET", text_of(targets[i]));
        fields_add(&arena, &request.fields, input, TEXT("1"));
        is_answered(&request);
    }
    return true;
}

static const struct edge_reader readers[] = {
    {"target",
     takes_target,
     {TEXT("/status/200;body=%41;header=X-A%3A%201?reason=OK"), TEXT("/anything/%4?a=%4&b"), TEXT("/200?sleep=10"),
      TEXT("/sequence/k/200,200?x"), TEXT("http://h/get?a=1&a=%202"), TEXT("/delay/10ms"), TEXT("/static/style.css"),
      TEXT("/catalog?pretty"), TEXT("/stream/2"), TEXT("/bytes/9?seed=-1")},
     {TEXT("/nowhere"), TEXT("/status/20x"), TEXT("/delay/1x"), TEXT("/redirect/101"),
      TEXT("/status/200?body=a&size=1"), TEXT("/random/5x,2"), TEXT("/200?sleep=1x"), TEXT("/cookies/set/a/%20")}},
    {"JSON",
     takes_json,
     {TEXT("{\"a\": [1.5e3, true, null, \"\\u00e9\\ud83e\\udee0\"]} \r\n"), TEXT("\"\\"), TEXT("{\"1\":1,"),
      TEXT("-12e-"), TEXT("nul"), TEXT("\xEF\xBB\xBF[]"), TEXT("[[[[")},
     {}},
    {"urlencoded", takes_urlencoded, {TEXT("a=1&b=%20+&c=%4"), TEXT("a=\0"), TEXT("&&=&")}, {}},
    {"form",
     takes_form,
     {TEXT("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\n\r\n\xFF\r\n--B--\r\n")},
     {}},
    {"value",
     takes_value,
     {TEXT("text/html;q=0.5, */*"), TEXT("bytes=0-1,-1"), TEXT("W/\"a\", \"b"), TEXT("multipart/form-data; boundary=B"),
      TEXT("10"), TEXT("true"), TEXT("false"), TEXT("[::1]:80"), TEXT("keep-alive, Upgrade"), TEXT("vlist, 1.0, *"),
      TEXT("?1;a=1"), TEXT("de-AT, en;q=0.5")},
     {}},
    {"name", takes_name, {TEXT("X-HttpStatus-Response-X-A"), TEXT("Host"), TEXT("X-\xC3\xA9")}, {}},
};

START_TEST(reading)
{
    edge_read(&readers[_i]);
}

/* Each modifier with its example: as a query it is answered, and encoded, in a step too, somehow. */
START_TEST(modifiers)
{
    const struct modifier *modifier;
    for (int i = 0; (modifier = modifier_nth(i)) != NULL; i++) {
        struct edge_reader plain = {.name = modifier->name, .takes = takes_target},
                           encoded = {.name = modifier->name, .takes = takes_any_target};
        struct text value = percent_encode(&arena, text_of(modifier->example));
        plain.right[0] = arena_printf(&arena, "/status/200?%s=%s", modifier->name, modifier->example);
        encoded.right[0] = arena_printf(&arena, "/status/200?%s=%s", modifier->name, value.at);
        encoded.right[1] = arena_printf(&arena, "/status/200;%s=%s", modifier->name, value.at);
        edge_read(&plain);
        edge_read(&encoded);
    }
}

SUITE("the site where memory ends")
{
    TCase *tcase = tcase_create("edge");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, reading, 0, COUNT(readers));
    tcase_add_test(tcase, modifiers);
    suite_add_tcase(suite, tcase);
}
