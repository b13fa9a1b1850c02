/* /sequence/<key>/<codes> on the wire: the nth request gets the nth step, also where many ask at once. */
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void expect_attempt(const char *target, int code, const char *attempt)
{
    struct message *message = client_get(client, target, "");
    expect_code(message, code);
    expect_field(message, "X-Attempt", attempt);
    EXPECT(message, strcmp(message_field(message, "X-Attempt"), attempt) == 0, "X-Attempt: %s",
           message_field(message, "X-Attempt"));
}

/* The target is a key: GET tells how many attempts it has had, DELETE tells it too and forgets them. */
static void expect_told(const char *method, const char *target, int attempts)
{
    struct message *message = client_ask(client, method, target, "");
    expect_code(message, 200);
    cJSON *json = message_json(message);
    EXPECT(message, (int)json_number(message, json, "attempts") == attempts, "not %d attempts: %s", attempts,
           message->content);
    cJSON_Delete(json);
}

START_TEST(the_last_step_stays)
{
    expect_attempt("/sequence/last/503,500,200", 503, "1/3");
    expect_attempt("/sequence/last/503,500,200", 500, "2/3");
    expect_attempt("/sequence/last/503,500,200", 200, "3/3");
    expect_attempt("/sequence/last/503,500,200", 200, "4/3");
    expect_attempt("/sequence/last/503,500,200?then=last", 200, "5/3");
}

/* Runs that have a key each do not meet, however they tell it. */
START_TEST(a_key_of_the_run)
{
    static const char *const asked[][2] = {{"/sequence/run/503,200", ""},
                                           {"/sequence/run/503,200?key=a", ""},
                                           {"/sequence/run/503,200?key=b", ""},
                                           {"/sequence/run/503,200", "X-Statusd-Key: c\r\n"},
                                           {"/sequence/run/503,200?key=d", "X-Statusd-Key: e\r\n"},
                                           {"/sequence/un/503,200?key=br", ""}};
    for (int i = 0; i < COUNT(asked); i++) {
        expect_code(client_get(client, asked[i][0], asked[i][1]), 503);
    }
    expect_code(client_get(client, "/sequence/run/503,200?key=x", "X-Statusd-Key: e\r\n"), 200); /* the field wins */
    expect_code(client_get(client, "/sequence/run/503,200", "X-Statusd-Key: a\r\n"), 200);
    expect_code(client_ask(client, "DELETE", "/sequence/run?key=a", ""), 200);
    expect_code(client_get(client, "/sequence/run/503,200?key=a", ""), 503);
    expect_code(client_get(client, "/sequence/run/503,200?key=b", ""), 200);
    const char *longest = arena_printf(&client->arena, "/sequence/run/503?key=%0256d", 0).at;
    expect_code(client_get(client, longest, ""), 503);
    expect_problem(client_get(client, arena_printf(&client->arena, "%s0", longest).at, ""), 400);
}

START_TEST(loop)
{
    static const int codes[] = {503, 404, 200, 503, 404, 200, 503};
    for (int i = 0; i < COUNT(codes); i++) {
        expect_attempt("/sequence/loop/503,404,200?then=loop", codes[i],
                       arena_printf(&client->arena, "%d/3", i + 1).at);
    }
}

START_TEST(over)
{
    expect_attempt("/sequence/over/503,200?then=404", 503, "1/2");
    expect_attempt("/sequence/over/503,200?then=404", 200, "2/2");
    for (int attempt = 3; attempt < 5; attempt++) {
        struct message *message = client_get(client, "/sequence/over/503,200?then=404", "");
        expect_problem(message, 404);
        expect_field(message, "X-Attempt", arena_printf(&client->arena, "%d/2", attempt).at);
    }
}

static void expect_reset(const char *target, int attempts)
{
    expect_told("DELETE", target, attempts);
}

START_TEST(get_tells)
{
    expect_told("GET", "/sequence/told", 0);
    expect_attempt("/sequence/told/503,200", 503, "1/2");
    expect_told("GET", "/sequence/told", 1);
    expect_told("GET", "/sequence/told", 1); /* to ask is no attempt */
    expect_attempt("/sequence/told/503,200", 200, "2/2");
}

START_TEST(delete_resets)
{
    expect_reset("/sequence/reset", 0);
    expect_attempt("/sequence/reset/503,200", 503, "1/2");
    expect_attempt("/sequence/reset/503,200", 200, "2/2");
    expect_reset("/sequence/reset", 2);
    expect_reset("/sequence/reset", 0);
    expect_attempt("/sequence/reset/503,200", 503, "1/2");
    expect_reset("/sequence/reset/503,200", 1);
    expect_attempt("/sequence/reset/503,200", 503, "1/2");
}

/* Each step has its own parameters; those of the query are for every step, and count more. */
START_TEST(steps_have_parameters)
{
    static const char target[] = "/sequence/steps/503;retry_after=2,302;location=%2Fa,200;body=a%2Cb?header=X-A:1";
    struct message *message = client_get(client, target, "");
    expect_code(message, 503);
    expect_field(message, "Retry-After", "2");
    expect_field(message, "X-A", "1");
    message = client_get(client, target, "");
    expect_code(message, 302);
    expect_no_field(message, "Retry-After");
    expect_field(message, "Location", "/a");
    message = client_get(client, target, "");
    expect_code(message, 200);
    EXPECT(message, strcmp(message->content, "a,b") == 0, "%s", message->content);
    expect_field(message, "X-A", "1");
}

/* Any method counts, and a range in a step is drawn anew. */
START_TEST(any_method_and_any_step)
{
    expect_field(client_ask(client, "HEAD", "/sequence/any/404,500-504,204", ""), "X-Attempt", "1/3");
    struct message *message = client_ask(client, "PUT", "/sequence/any/404,500-504,204?seed=5", "");
    expect_field(message, "X-Attempt", "2/3");
    EXPECT(message, message->code >= 500 && message->code <= 504, "%d", message->code);
    EXPECT(message, atoi(message_field(message, "X-Draw")) == message->code, "X-Draw is another");
    expect_code(client_ask(client, "PATCH", "/sequence/any/404,500-504,204", ""), 204);
}

START_TEST(keys_never_meet)
{
    static const char *const keys[] = {"a", "A", "a%2Fb", "a%252Fb", "a.", "%C3%A9", "e", "a%00", "aa"};
    for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < COUNT(keys); i++) {
            expect_attempt(arena_printf(&client->arena, "/sequence/%s/503,200", keys[i]).at, round == 1 ? 503 : 200,
                           arena_printf(&client->arena, "%d/2", round).at);
        }
    }
    expect_attempt("/sequence/%61/503,200", 200, "3/2"); /* the same key in other letters */
}

/* A request with a mistake in any step is refused and counts as no attempt, whichever step would be next. */
static const char *const mistakes[] = {
    "/sequence/wrong/",
    "/sequence/wrong/503,99",
    "/sequence/wrong/503,",
    "/sequence/wrong/503:2,200",
    "/sequence/wrong/503,200:1",
    "/sequence/wrong/503,504-500",
    "/sequence/wrong/503;delay=soon,200",
    "/sequence/wrong/503,200;delay=soon",
    "/sequence/wrong/503,200?delay=soon",
    "/sequence/wrong/503,200?then=never",
    "/sequence/wrong/503,200?then=",
    "/sequence/wrong/503,200?at=body",
    "/sequence/wrong/204;body=a,200",
    "/sequence/wrong/503,204;body=a",
    "/sequence/wrong/204,200?body=a",
    "/sequence/wrong/203-206?body=a", /* 204 and 205 are in it */
};

START_TEST(mistakes_cost_nothing)
{
    expect_code(client_ask(client, "DELETE", "/sequence/wrong", ""), 200);
    struct message *message = client_get(client, mistakes[_i], "");
    expect_problem(message, 400);
    EXPECT(message, strstr(message->content, "example") != NULL, "no example");
    expect_attempt("/sequence/wrong/503,200", 503, "1/2");
}

START_TEST(keys_have_bounds)
{
    char key[258];
    memset(key, 'k', sizeof key);
    key[257] = '\0';
    expect_problem(client_get(client, arena_printf(&client->arena, "/sequence/%s/200", key).at, ""), 400);
    key[256] = '\0';
    expect_attempt(arena_printf(&client->arena, "/sequence/%s/200", key).at, 200, "1/1");
    expect_problem(client_get(client, "/sequence//200", ""), 400);
}

enum { THREADS = 100, EACH = 5 };

struct asker {
    int attempts[EACH], codes[EACH]; /* 0 where none came */
};

/* Asks once, and puts what came into *attempt and *code. It fails the test only where there is no answer. */
static void ask_plainly(int *attempt, int *code)
{
    static const char request[] =
        "GET /sequence/crowd/200-299,300-399,400-499,500-599?then=loop HTTP/1.1\r\nHost: a\r\n"
        "Connection: close\r\n\r\n";
    struct client *own = client_open(wire_port());
    client_try(own, request, sizeof request - 1);
    const char *answer = client_take_rest(own), *told = strstr(answer, "X-Attempt: ");
    *attempt = told != NULL ? atoi(told + strlen("X-Attempt: ")) : 0;
    *code = strlen(answer) > 12 ? atoi(answer + strlen("HTTP/1.1 ")) : 0;
    client_close(own);
}

static void *ask_often(void *argument)
{
    struct asker *asker = argument;
    for (int i = 0; i < EACH; i++) {
        ask_plainly(&asker->attempts[i], &asker->codes[i]);
    }
    return NULL;
}

/* A hundred threads with one key: every attempt is given out exactly once, and each with its own step. */
START_TEST(exact_under_concurrency)
{
    pthread_t threads[THREADS];
    struct asker askers[THREADS];
    int seen[THREADS * EACH + 1] = {0};
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_often, &askers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    for (int i = 0; i < THREADS * EACH; i++) {
        int attempt = askers[i / EACH].attempts[i % EACH], code = askers[i / EACH].codes[i % EACH];
        ck_assert_msg(attempt >= 1 && attempt <= THREADS * EACH, "attempt %d", attempt);
        ck_assert_msg(++seen[attempt] == 1, "attempt %d was given out twice", attempt);
        ck_assert_msg(code / 100 == 2 + (attempt - 1) % 4, "attempt %d got %d", attempt, code);
    }
    expect_reset("/sequence/crowd", THREADS * EACH);
}

static void start_small(void)
{
    static const char *const two[] = {"--max-keys", "2", NULL};
    wire_start(two);
}

static void start_forgetful(void)
{
    static const char *const brief[] = {"--key-ttl", "100ms", NULL};
    wire_start(brief);
}

/* What /sequence tells under that name. */
static double counted(const char *name)
{
    struct message *message = client_get(client, "/sequence", "");
    cJSON *json = message_json(message);
    double number = json_number(message, json, name);
    cJSON_Delete(json);
    return number;
}

START_TEST(the_least_recently_used_goes)
{
    ck_assert_double_eq(counted("keys"), 0);
    expect_attempt("/sequence/a/503,200", 503, "1/2");
    expect_attempt("/sequence/b/503,200", 503, "1/2");
    ck_assert_double_eq(counted("evicted"), 0);
    expect_attempt("/sequence/a/503,200", 200, "2/2");
    expect_attempt("/sequence/c/503,200", 503, "1/2"); /* b goes */
    ck_assert_double_eq(counted("keys"), 2);
    ck_assert_double_eq(counted("evicted"), 1);
    expect_attempt("/sequence/a/503,200", 200, "3/2");
    expect_attempt("/sequence/b/503,200", 503, "1/2"); /* c goes */
    expect_attempt("/sequence/c/503,200", 503, "1/2"); /* a goes */
    ck_assert_double_eq(counted("evicted"), 3);
    ck_assert_double_eq(counted("keys"), 2);
}

START_TEST(time_to_live)
{
    expect_attempt("/sequence/brief/503,200", 503, "1/2");
    usleep(250 * 1000);
    ck_assert_double_eq(counted("keys"), 0);
    ck_assert_double_eq(counted("expired"), 1);
    expect_attempt("/sequence/brief/503,200", 503, "1/2");
}

SUITE("sequences on the wire")
{
    TCase *tcase = wire_case(suite, "sequences"), *small = wire_case_with(suite, "few keys", start_small),
          *forgetful = wire_case_with(suite, "brief keys", start_forgetful);
    tcase_add_test(tcase, the_last_step_stays);
    tcase_add_test(tcase, a_key_of_the_run);
    tcase_add_test(tcase, loop);
    tcase_add_test(tcase, over);
    tcase_add_test(tcase, delete_resets);
    tcase_add_test(tcase, get_tells);
    tcase_add_test(tcase, steps_have_parameters);
    tcase_add_test(tcase, any_method_and_any_step);
    tcase_add_test(tcase, keys_never_meet);
    tcase_add_loop_test(tcase, mistakes_cost_nothing, 0, COUNT(mistakes));
    tcase_add_test(tcase, keys_have_bounds);
    tcase_add_test(tcase, exact_under_concurrency);
    tcase_add_test(small, the_least_recently_used_goes);
    tcase_add_test(forgetful, time_to_live);
}
