/* Draws, on the wire: what may come up, how often, and that a seed repeats it. The seeds are fixed, so that the same
 * comes up in every run. */
#include "tests/kit/expect.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 300 };

/* Asks with each seed from 1 to DRAWS, and counts how often each code comes; X-Draw always tells the code that came. */
static void count_draws(const char *codes, int counts[1000])
{
    memset(counts, 0, 1000 * sizeof *counts);
    for (int seed = 1; seed <= DRAWS; seed++) {
        struct message *message = client_get(client, arena_printf(&client->arena, "%s?seed=%d", codes, seed).at, "");
        const char *told = message_field(message, "X-Draw"), *told_seed = message_field(message, "X-Seed");
        EXPECT(message, told != NULL && atoi(told) == message->code, "X-Draw: %s, and %d came", told, message->code);
        EXPECT(message, told_seed != NULL && atoi(told_seed) == seed, "X-Seed: %s, not %d", told_seed, seed);
        counts[message->code]++;
    }
}

/* The odds are nine to one, in several spellings. The bounds are more than five standard deviations from the mean. */
START_TEST(weights)
{
    static const char *const same_odds[] = {"/status/200:9,500:1",   "/status/200:0.9,500:0.1",
                                            "/status/200:90,500:10", "/status/200:.9,500:.1,404:0",
                                            "/random/200:9,500:1",   "/status/200,200,200,200,200,200,200,200,200,500"};
    for (int i = 0; i < COUNT(same_odds); i++) {
        int counts[1000];
        count_draws(same_odds[i], counts);
        ck_assert_int_eq(counts[200] + counts[500], DRAWS);
        ck_assert_msg(counts[500] >= 3 && counts[500] <= 65, "%s: 500 came up %d times", same_odds[i], counts[500]);
    }
}

/* As in httpbin, a code without a weight weighs 1. */
START_TEST(a_missing_weight_is_one)
{
    int counts[1000];
    count_draws("/status/200,500:3", counts);
    ck_assert_int_eq(counts[200] + counts[500], DRAWS);
    ck_assert_msg(counts[200] >= 30 && counts[200] <= 125, "200 came up %d times", counts[200]);
}

START_TEST(ranges)
{
    static const char *const targets[] = {"/status/500-504", "/random/500-504", "/status/500-501,502-504:1.5"};
    for (int i = 0; i < COUNT(targets); i++) {
        int counts[1000], sum = 0;
        count_draws(targets[i], counts);
        for (int code = 500; code <= 504; code++) {
            ck_assert_msg(counts[code] >= 15 && counts[code] <= 110, "%s: %d came up %d times", targets[i], code,
                          counts[code]);
            sum += counts[code];
        }
        ck_assert_int_eq(sum, DRAWS);
    }
}

START_TEST(classes)
{
    int counts[1000], sum = 0;
    count_draws("/status/5xx", counts);
    for (int code = 500; code < 600; code++) {
        sum += counts[code];
    }
    ck_assert_int_eq(sum, DRAWS);
    ck_assert_int_eq(counts[509] + counts[520] + counts[599], 0); /* nobody registered them */
    ck_assert_msg(counts[500] > 0 && counts[503] > 0 && counts[511] > 0, "some never come up");
    count_draws("/status/7XX", counts);
    for (int code = sum = 0; code < 1000; code++) {
        sum += code / 100 == 7 ? counts[code] : 0;
    }
    ck_assert_int_eq(sum, DRAWS);
}

START_TEST(weight_of_nothing)
{
    int counts[1000];
    count_draws("/status/200:0,500:1", counts);
    ck_assert_int_eq(counts[500], DRAWS);
}

/* X-Seed tells the seed of the draw, and ?seed= with it brings the same code again. That the codes differ from one draw
 * to the next shows that the seed matters. */
START_TEST(a_told_seed_repeats)
{
    static const char codes[] = "/status/200-203,400-417:2,4xx,5xx:0.5";
    int different = 0, last = 0;
    for (int i = 0; i < 20; i++) {
        reconnect(); /* some of the codes end the connection */
        struct message *first = client_get(client, codes, "");
        const char *seed = message_field(first, "X-Seed");
        EXPECT(first, seed != NULL && *seed != '\0', "no seed is told");
        struct client *other = client_open(wire_port());
        expect_code(client_get(other, arena_printf(&other->arena, "%s?seed=%s", codes, seed).at, ""), first->code);
        client_close(other);
        different += first->code != last;
        last = first->code;
    }
    ck_assert_int_gt(different, 5);
}

static void expect_codes_mistake(const char *target, const char *says)
{
    struct message *message = client_get(client, target, "");
    expect_problem(message, 400);
    cJSON *json = message_json(message);
    const char *detail = json_string(message, json, "detail");
    EXPECT(message, strstr(detail, says) != NULL, "the detail does not say %s: %s", says, detail);
    EXPECT(message, strstr(json_string(message, json, "example"), "/status/") != NULL, "no example");
    cJSON_Delete(json);
}

static const char *const wrong[][2] = {
    {"/status/504-500", "backwards"}, {"/random/504-500", "backwards"},
    {"/status/200:0", "0 in all"},    {"/status/200:0,500:0", "0 in all"},
    {"/status/99", "100 to 999"},     {"/status/1000", "100 to 999"},
    {"/status/200,99", "99"},         {"/status/200,", "100 to 999"},
    {"/status/,200", "100 to 999"},   {"/status/0xx", "100 to 999"},
    {"/status/200:x", "weight"},      {"/status/200:-1", "weight"},
    {"/status/200:", "weight"},       {"/status/200:1e3", "weight"},
    {"/status/abc", "abc"},           {"/status/500-", "range"},
    {"/status/", "100 to 999"},       {"/99", "100 to 999"},
    {"/random/abc", "abc"},           {"/random/", "100 to 999"},
};

START_TEST(wrong_codes)
{
    expect_codes_mistake(wrong[_i][0], wrong[_i][1]);
}

/* The parameters of the step that was drawn have an effect, those of the other steps have none. */
START_TEST(parameters_of_the_step_drawn)
{
    for (int seed = 0; seed < 30; seed++) {
        struct message *message = client_get(
            client, arena_printf(&client->arena, "/status/503;header=X-A:a,404;header=X-B:b?seed=%d", seed).at, "");
        bool first = message->code == 503;
        EXPECT(message, (message_field(message, "X-A") != NULL) == first, "X-A with %d", message->code);
        EXPECT(message, (message_field(message, "X-B") != NULL) == !first, "X-B with %d", message->code);
    }
}

/* Where there is only one code nothing is drawn, and no X-Draw is told. */
START_TEST(nothing_to_draw)
{
    static const char *const targets[] = {"/status/503", "/status/503:7", "/status/503-503", "/status/503?seed=1",
                                          "/status/503;retry_after=1"};
    for (int i = 0; i < COUNT(targets); i++) {
        struct message *message = client_get(client, targets[i], "");
        expect_code(message, 503);
        expect_no_field(message, "X-Draw");
    }
}

SUITE("draws on the wire")
{
    TCase *tcase = wire_case(suite, "draws");
    tcase_add_test(tcase, weights);
    tcase_add_test(tcase, a_missing_weight_is_one);
    tcase_add_test(tcase, ranges);
    tcase_add_test(tcase, classes);
    tcase_add_test(tcase, weight_of_nothing);
    tcase_add_test(tcase, a_told_seed_repeats);
    tcase_add_loop_test(tcase, wrong_codes, 0, COUNT(wrong));
    tcase_add_test(tcase, parameters_of_the_step_drawn);
    tcase_add_test(tcase, nothing_to_draw);
}
