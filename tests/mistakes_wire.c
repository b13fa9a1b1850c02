/* What cannot be asked of an answer: refused in words that help, and never half done. */
#include "tests/client.h"
#include "tests/expect.h"
#include "tests/harness.h"
#include "tests/raw.h"
#include "tests/suites.h"

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
    {"header=Date:", "header", "Date"}, /* RFC 9110 §6.6.1 */
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
    {"location=", "location", "empty"},
    {"location=/a%0D%0AX-B:2", "location", "control"},
    {"retry_after=", "retry_after", "seconds"},
    {"retry_after=soon", "retry_after", "seconds"},
    {"retry_after=1.5", "retry_after", "seconds"},
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
    {"interim=103,103,103,103,103,103,103,103,103,103,103,103,103,103,103,103,103", "interim", "16"},
    {"chunked=0", "chunked", "chunk size"},
    {"chunked=x", "chunked", "chunk size"},
    {"chunked=8193", "chunked", "8k"},
    {"pace=", "pace", "pace"},
    {"pace=fast", "pace", "pace"},
    {"pace=0", "pace", "pace"},
    {"pace=0/s", "pace", "pace"},
    {"pace=k/s", "pace", "pace"},
    {"close=maybe", "close", "value"},
    {"fault=", "fault", "reset"},
    {"fault=crash", "fault", "no-last-chunk"},
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
    expect_mistake(shared_port(), target, mistakes[_i].name, mistakes[_i].says);
}

START_TEST(mistakes_anywhere)
{
    expect_mistake(shared_port(), "/status/503;retry_after=soon", "retry_after", "seconds");
    expect_mistake(shared_port(), "/anything?delay=soon", "delay", "duration");
    expect_mistake(shared_port(), "/there/is/nothing?delay=soon", "delay", "duration");
    expect_mistake(shared_port(), "/404?delay=soon", "delay", "duration");
    expect_serving(shared_port());
}

/* What frames the message, or is about the connection, is the server's: anything else would break what follows. */
START_TEST(framing_fields)
{
    static const char *const names[] = {"Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING",
                                        "Connection",     "Keep-Alive",     "Trailer",           "TE"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char target[128];
        snprintf(target, sizeof target, "/status/200?header=%s:%%205", names[i]);
        expect_mistake(shared_port(), target, "header", "frames");
        snprintf(target, sizeof target, "/status/200?header=%s:", names[i]);
        expect_mistake(shared_port(), target, "header", "frames");
        snprintf(target, sizeof target, "/status/200?trailer=%s:%%205", names[i]);
        expect_mistake(shared_port(), target, "trailer", "frames");
        snprintf(target, sizeof target, "/response-headers?%s=5", names[i]);
        expect_mistake(shared_port(), target, "header", "frames");
    }
}

/* RFC 9110 §6.4.1: what has no content gets none, unless a fault is asked for, which the refusal tells. */
START_TEST(content_where_there_is_none)
{
    static const char *const parameters[][2] = {{"?body=hi", "body"}, {";body=hi", "body"}, {"?size=10", "size"}};
    static const int codes[] = {204, 205, 304, 101};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char target[64];
        snprintf(target, sizeof target, "/status/%d%s", codes[i], parameters[_i][0]);
        expect_mistake(shared_port(), target, parameters[_i][1], "fault");
    }
}

/* A typing error does not pass unseen, and breaks nothing. */
START_TEST(unknown_parameters)
{
    static const char *const cases[][2] = {
        {"/status/200?dealy=1s", "dealy"},
        {"/status/404?a=1&b=2&close=0", "a, b"},
        {"/status/200;retry-after=1", "retry-after"},
        {"/status/200;x=1?y=2", "x, y"},
        {"/healthz?x", "x"},
        {"/catalog?clas=4xx", "clas"},
        {"/sequence/ignored/200?tehn=last", "tehn"},
        {"/404?sleeep=1", "sleeep"},
        {"/nowhere?x=1", "x"},
        {"/status/200?Delay=soon", "Delay"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client *client = client_open(shared_port());
        struct message *message = client_get(client, cases[i][0], "");
        expect_field(message, "X-Ignored", cases[i][1]);
        EXPECT(message, strlen(message_field(message, "X-Ignored")) == strlen(cases[i][1]), "X-Ignored: %s",
               message_field(message, "X-Ignored"));
        expect_alive(client);
        client_close(client);
    }
}

/* The name cannot bring lines of its own along. */
START_TEST(unknown_names_are_encoded)
{
    struct client *client = client_open(shared_port());
    struct message *message = client_get(client, "/status/200?%0D%0AX-Evil:%201=1", "");
    expect_code(message, 200);
    expect_no_field(message, "X-Evil");
    ck_assert_ptr_null(strpbrk(message_field(message, "X-Ignored"), "\r\n"));
    expect_alive(client);
    client_close(client);
}

/* Whatever is asked for in a target of an allowed length is answered, however many parameters it is, and however
 * long its answer's fields get. */
static void expect_answer(const char *target, size_t times, const char *piece)
{
    struct client *client = client_open(shared_port());
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
    client_close(client);
    expect_serving(shared_port());
}

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

static struct statusd *limited;

static void start_limited(void)
{
    static const char *const arguments[] = {"--max-delay", "100ms", "--max-size", "1k", NULL};
    limited = statusd_start(arguments);
}

static void stop_limited(void)
{
    statusd_stop(limited);
}

/* More than a limit is a mistake, and the option is named; the limit itself is none. */
START_TEST(limits)
{
    static const struct {
        const char *target, *name, *option;
    } cases[] = {
        {"/status/200?delay=101ms", "delay", "--max-delay"},
        {"/status/200?delay=0-1s", "delay", "--max-delay"},
        {"/status/200?gap=101ms", "gap", "--max-delay"},
        {"/status/200?size=1025", "size", "--max-size"},
        {"/status/200?size=1M", "size", "--max-size"},
        {"/status/200?size=1k&pace=1k/s", "pace", "--max-delay"},
        {"/status/200?size=1k&pace=50ms", "pace", "--max-delay"},
        {"/delay/1", "delay", "--max-delay"},
    };
    static const char *const allowed[] = {"/status/200?delay=100ms", "/status/200?size=1k", "/status/200?size=1024",
                                          "/delay/0.1", "/status/200?size=10&pace=1k/s"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_mistake(limited->ports[0], cases[i].target, cases[i].name, cases[i].option);
    }
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        struct client *client = client_open(limited->ports[0]);
        expect_code(client_get(client, allowed[i], ""), 200);
        client_close(client);
    }
}

/* httpstat.us refuses with 400 too; drip has its own words. */
START_TEST(limits_in_other_spellings)
{
    static const char *const cases[][2] = {{"/200?sleep=101", ""},
                                           {"/200", "X-HttpStatus-Sleep: 101\r\n"},
                                           {"/200", "X-HttpStatus-SleepAfterHeaders: 101\r\n"},
                                           {"/random/200?sleep=1000", ""},
                                           {"/drip?duration=1", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client *client = client_open(limited->ports[0]);
        struct message *message = client_get(client, cases[i][0], cases[i][1]);
        expect_problem(message, 400);
        EXPECT(message, strstr(message->content, "--max-delay") != NULL, "no option named: %s", message->content);
        client_close(client);
    }
}

Suite *mistakes_wire_suite(void)
{
    Suite *suite = suite_create("mistakes on the wire");
    TCase *tcase = tcase_create("mistakes"), *limits_tcase = tcase_create("limits");
    tcase_add_unchecked_fixture(tcase, shared_start, shared_stop);
    tcase_add_loop_test(tcase, values_that_do_not_parse, 0, sizeof mistakes / sizeof mistakes[0]);
    tcase_add_test(tcase, mistakes_anywhere);
    tcase_add_test(tcase, framing_fields);
    tcase_add_loop_test(tcase, content_where_there_is_none, 0, 3);
    tcase_add_test(tcase, unknown_parameters);
    tcase_add_test(tcase, unknown_names_are_encoded);
    tcase_add_loop_test(tcase, long_targets_are_answered, 0, sizeof long_targets / sizeof long_targets[0]);
    suite_add_tcase(suite, tcase);
    tcase_add_unchecked_fixture(limits_tcase, start_limited, stop_limited);
    tcase_add_test(limits_tcase, limits);
    tcase_add_test(limits_tcase, limits_in_other_spellings);
    suite_add_tcase(suite, limits_tcase);
    return suite;
}
