/* Parameters that are wrong are refused in words that help, and nothing of what they ask for is done. */
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *parameters, *name, *says;
} mistakes[] = {
    {"delay=", "delay", "duration"},
    {"delay=soon", "delay", "duration"},
    {"delay=-1s", "delay", "duration"},
    {"delay=1m", "delay", "duration"},
    {"delay=1s-", "delay", "duration"},
    {"delay=2s-1s", "delay", "backwards"},
    {"delay=1s-2s-3s", "delay", "duration"},
    {"gap=x", "gap", "duration"},
    {"gap=9ms-8ms", "gap", "backwards"},
    {"header=X-A", "header", "field"},
    {"header=", "header", "field"},
    {"header=:1", "header", "field"},
    {"header=X%20A:1", "header", "field"},
    {"header=X-A%20:1", "header", "field"},
    {"header=X-A:1%0D%0AX-B:2", "header", "CR"},
    {"header=X-A:1%0AX-B:2", "header", "LF"},
    {"header=X-A:1%0D", "header", "CR"},
    {"header=X-A:%00", "header", "control"},
    {"header=X-A:%7F", "header", "control"},
    {"trailer=X-A", "trailer", "field"},
    {"trailer=X-A:1%0D%0AX-B:2", "trailer", "CR"},
    {"size=", "size", "size"},
    {"size=-1", "size", "size"},
    {"size=1.5k", "size", "size"},
    {"size=1G", "size", "size"},
    {"size=10&body=a", "size", "body"},
    {"type=text", "type", "media type"},
    {"type=text/", "type", "media type"},
    {"type=/csv", "type", "media type"},
    {"type=te%20xt/csv", "type", "media type"},
    {"type=text/csv;a=%0D%0AX-B:2", "type", "control"},
    {"location={other}evil.example", "location", "path"},
    {"location=/a%0D%0AX-B:2", "location", "control"},
    {"retry_after=", "retry_after", "seconds"},
    {"retry_after=soon", "retry_after", "seconds"},
    {"retry_after=1.5", "retry_after", "seconds"},
    {"retry_after=2s", "retry_after", "+2s"},
    {"retry_after=%2Bsoon", "retry_after", "+2s"},
    {"retry_after=-1", "retry_after", "seconds"},
    {"retry_after=2024-01-01T00:00:00Z", "retry_after", "HTTP-date"},
    {"allow=GET%20PUT", "allow", "methods"},
    {"allow=GET,%0D%0A", "allow", "methods"},
    {"challenge=", "challenge", "challenge"},
    {"challenge=%22x%22", "challenge", "challenge"},
    {"challenge=Bearer%20realm=%0A", "challenge", "control"},
    {"reason=No%0D%0AX-B:2", "reason", "CR"},
    {"reason=%00", "reason", "control"},
    {"interim=", "interim", "code"},
    {"interim=101", "interim", "101"},
    {"interim=200", "interim", "interim"},
    {"interim=99", "interim", "interim"},
    {"interim=103,x", "interim", "interim"},
    {"interim=103*101", "interim", "100"},
    {"interim=103*60,102*41", "interim", "100"},
    {"interim=103*99&interim=102*2", "interim", "100"},
    {"interim=103*0", "interim", "interim"},
    {"interim=103*", "interim", "interim"},
    {"interim=103*x", "interim", "interim"},
    {"interim_header=Link", "interim_header", "field"},
    {"interim=103&interim_header=Content-Length:5", "interim_header", "frames"},
    {"interim_header=X-A:1", "interim_header", "interim"},
    {"continue=", "continue", "duration"},
    {"continue=soon", "continue", "always"},
    {"continue=1000s", "continue", "max-delay"},
    {"early=", "early", "final"},
    {"early=never", "early", "interim"},
    {"chunked=0", "chunked", "chunk size"},
    {"chunked=x", "chunked", "chunk size"},
    {"chunked=200M", "chunked", "max-size"},
    {"pace=", "pace", "pace"},
    {"pace=fast", "pace", "pace"},
    {"pace=0", "pace", "pace"},
    {"pace=0/s", "pace", "pace"},
    {"pace=k/s", "pace", "pace"},
    {"close=maybe", "close", "value"},
    {"close=1&keep=1", "keep", "close"},
    {"keep=perhaps", "keep", "value"},
    {"linger=0", "linger", "duration"},
    {"linger=", "linger", "duration"},
    {"linger=1000s", "linger", "max-hang"},
    {"linger=1s&close=1", "linger", "close"},
    {"linger=1s&keep=1", "linger", "keep"},
    {"linger=1s&fault=reset", "linger", "complete"},
    {"end=reset", "end", "linger"},
    {"linger=1s&end=hang", "end", "408"},
    {"fault=", "fault", "reset"},
    {"fault=crash", "fault", "no-last-chunk"},
    {"fault=double-lenght", "fault", "did you mean double-length?"},
    {"early=interim", "early", "interim=103"},
    {"keep&fault=reset&at=body", "keep", "complete"},
    {"fault=reset&at=middle", "at", "after-head"},
    {"fault=reset&at=-1", "at", "last-chunk"},
    {"at=body", "at", "fault"},
    {"fault=garbage&at=body", "at", "fault"},
    {"seed=x", "seed", "number"},
    {"seed=", "seed", "number"},
    {"seed=99999999999999999999", "seed", "number"},
};

START_TEST(values_that_do_not_parse)
{
    char target[256];
    snprintf(target, sizeof target, "/status/200?%s", mistakes[_i].parameters);
    expect_mistake(client, target, mistakes[_i].name, mistakes[_i].says);
}

START_TEST(mistakes_anywhere)
{
    expect_mistake(client, "/status/503;retry_after=soon", "retry_after", "seconds");
    expect_mistake(client, "/anything?delay=soon", "delay", "duration");
    expect_mistake(client, "/there/is/nothing?delay=soon", "delay", "duration");
    expect_mistake(client, "/404?delay=soon", "delay", "duration");
    expect_serving(wire_port());
}

/* Fields that frame the message, or are about the connection, are the server's own: with other values the client could
 * not tell where the answer ends. */
START_TEST(framing_fields)
{
    static const char *const names[] = {"Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING",
                                        "Connection",     "Keep-Alive",     "Trailer",           "TE"};
    for (int i = 0; i < COUNT(names); i++) {
        char target[128];
        snprintf(target, sizeof target, "/status/200?header=%s:%%205", names[i]);
        expect_mistake(client, target, "header", "frames");
        snprintf(target, sizeof target, "/status/200?header=%s:", names[i]);
        expect_mistake(client, target, "header", "frames");
        snprintf(target, sizeof target, "/status/200?trailer=%s:%%205", names[i]);
        expect_mistake(client, target, "trailer", "frames");
        snprintf(target, sizeof target, "/response-headers?%s=5", names[i]);
        expect_mistake(client, target, "header", "frames");
    }
}

/* RFC 9110 §6.4.1: a status without content gets none, unless a fault is asked for; the refusal names that way. */
static const char *const contents[][2] = {{"?body=hi", "body"}, {";body=hi", "body"}, {"?size=10", "size"}};

START_TEST(content_where_there_is_none)
{
    static const int codes[] = {204, 205, 304, 101};
    for (int i = 0; i < COUNT(codes); i++) {
        char target[64];
        snprintf(target, sizeof target, "/status/%d%s", codes[i], contents[_i][0]);
        expect_mistake(client, target, contents[_i][1], "fault");
    }
}

/* A name that nothing here knows, as a typing error makes one, is told in X-Ignored; the request is answered as if it
 * were not there. */
START_TEST(unknown_parameters)
{
    static const char *const cases[][2] = {
        {"/status/200?dealy=1s", "dealy; did-you-mean=delay"},
        {"/status/404?a=1&b=2&close=0", "a, b"},
        {"/status/200?a&=x&b", "a, b"}, /* RFC 9110 §5.6.1: no empty member */
        {"/status/200;retry-after=1", "retry-after; did-you-mean=retry_after"},
        {"/status/200?a=1&dely=1s&b&Gap=0", "a, dely; did-you-mean=delay, b, Gap; did-you-mean=gap"},
        {"/status/200;x=1?y=2", "x, y"},
        {"/healthz?x", "x"},
        {"/catalog?clas=4xx", "clas; did-you-mean=class"},
        {"/sequence/ignored/200?tehn=last", "tehn; did-you-mean=then"},
        {"/404?sleeep=1", "sleeep; did-you-mean=sleep"},
        {"/nowhere?x=1", "x"},
        {"/status/200?Delay=soon", "Delay; did-you-mean=delay"},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        reconnect();
        struct message *message = client_get(client, cases[i][0], "");
        expect_field(message, "X-Ignored", cases[i][1]);
        EXPECT(message, strlen(message_field(message, "X-Ignored")) == strlen(cases[i][1]), "X-Ignored: %s",
               message_field(message, "X-Ignored"));
        expect_alive(client);
    }
}

/* A name with CR and LF in it cannot add lines to the answer. */
START_TEST(unknown_names_are_encoded)
{
    struct message *message = client_get(client, "/status/200?%0D%0AX-Evil:%201=1", "");
    expect_code(message, 200);
    expect_no_field(message, "X-Evil");
    ck_assert_ptr_null(strpbrk(message_field(message, "X-Ignored"), "\r\n"));
    expect_alive(client);
}

/* A target of target and so many times piece is answered, and the server goes on. */
static void expect_answer(const char *target, size_t times, const char *piece)
{
    char *long_target = arena_alloc(&client->arena, strlen(target) + times * strlen(piece) + 1);
    strcpy(long_target, target);
    for (size_t i = 0, at = strlen(target); i < times; i++, at += strlen(piece)) {
        memcpy(long_target + at, piece, strlen(piece));
    }
    client_request(client, "GET", long_target, "Connection: close\r\n");
    snprintf(client->about, sizeof client->about, "%s and %zu times %s", target, times, piece);
    struct raw raw = raw_read(client);
    ck_assert_msg(raw.length > 12 && strncmp(raw.bytes, "HTTP/1.1 ", 9) == 0, "%s: no answer, but %zu bytes", raw.about,
                  raw.length);
    expect_serving(wire_port());
}

/* As long as a target may be, it is answered, however many parameters it has and however long that makes the fields of
 * the answer. */
static const struct {
    const char *target;
    size_t times;
    const char *piece;
} long_targets[] = {
    {"/status/200?a", 100, "&a"},
    {"/status/200?a", 1000, "&a"},
    {"/status/200?a", 3900, "&a"},
    {"/anything?a", 3900, "&a"},
    {"/status/200?close", 1000, "&close"},
    {"/status/200?a", 400, "&header=X-A:1"},
    {"/status/200?header=X-A:", 7900, "a"},
    {"/status/302?location=/", 7900, "a"},
    {"/status/200?type=text/", 7900, "a"},
    {"/status/200?reason=", 7900, "a"},
    {"/status/200?trailer=X-A:", 7900, "a"},
    {"/status/200?", 7900, "a"},
    {"/status/200?", 7900, "!"},
    {"/redirect-to?url=/", 7900, "a"},
};

START_TEST(long_targets_are_answered)
{
    expect_answer(long_targets[_i].target, long_targets[_i].times, long_targets[_i].piece);
}

static void start_limited(void)
{
    static const char *const arguments[] = {"--max-delay", "100ms", "--max-size", "1k", NULL};
    wire_start(arguments);
}

/* What is over a limit is a mistake, and the refusal names the limit and the option; what is just at the limit is
 * answered. */
START_TEST(limits)
{
    static const struct {
        const char *target, *name, *option;
    } cases[] = {
        {"/status/103?continue=101ms", "continue", "100ms (option --max-delay)"},
        {"/status/200?linger=61s", "linger", "60s (option --max-hang)"},
        {"/status/200?delay=101ms", "delay", "100ms (option --max-delay)"},
        {"/status/200?delay=0-1s", "delay", "100ms (option --max-delay)"},
        {"/status/200?gap=101ms", "gap", "100ms (option --max-delay)"},
        {"/status/200?size=1025", "size", "1024 bytes (option --max-size)"},
        {"/status/200?size=1M", "size", "1024 bytes (option --max-size)"},
        {"/status/200?size=1k&pace=1k/s", "pace", "100ms for all of the content (option --max-delay)"},
        {"/status/200?size=1k&pace=50ms", "pace", "100ms for all of the content (option --max-delay)"},
        {"/delay/1", "delay", "--max-delay"},
    };
    static const char *const allowed[] = {"/status/200?delay=100ms", "/status/200?size=1k", "/status/200?size=1024",
                                          "/delay/0.1", "/status/200?size=10&pace=1k/s"};
    for (int i = 0; i < COUNT(cases); i++) {
        expect_mistake(client, cases[i].target, cases[i].name, cases[i].option);
    }
    for (int i = 0; i < COUNT(allowed); i++) {
        expect_code(client_get(client, allowed[i], ""), 200);
    }
}

/* The limits hold for the spellings of httpstat.us and httpbin too. */
START_TEST(limits_in_other_spellings)
{
    static const char *const cases[][2] = {{"/200?sleep=101", ""},
                                           {"/200", "X-HttpStatus-Sleep: 101\r\n"},
                                           {"/200", "X-HttpStatus-SleepAfterHeaders: 101\r\n"},
                                           {"/random/200?sleep=1000", ""},
                                           {"/drip?duration=1", ""}};
    for (int i = 0; i < COUNT(cases); i++) {
        struct message *message = client_get(client, cases[i][0], cases[i][1]);
        expect_problem(message, 400);
        EXPECT(message, strstr(message->content, "--max-delay") != NULL, "no option named: %s", message->content);
    }
}

SUITE("mistakes on the wire")
{
    TCase *tcase = wire_case(suite, "mistakes"), *limits_tcase = wire_case_with(suite, "limits", start_limited);
    tcase_add_loop_test(tcase, values_that_do_not_parse, 0, COUNT(mistakes));
    tcase_add_test(tcase, mistakes_anywhere);
    tcase_add_test(tcase, framing_fields);
    tcase_add_loop_test(tcase, content_where_there_is_none, 0, COUNT(contents));
    tcase_add_test(tcase, unknown_parameters);
    tcase_add_test(tcase, unknown_names_are_encoded);
    tcase_add_loop_test(tcase, long_targets_are_answered, 0, COUNT(long_targets));
    tcase_add_test(limits_tcase, limits);
    tcase_add_test(limits_tcase, limits_in_other_spellings);
}
