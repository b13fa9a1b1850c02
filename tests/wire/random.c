/* Random targets of the grammar: 10,000 are handed to the site as a function, 1,000 go over the wire. Nothing crashes,
 * nothing leaks (where a sanitizer watches), and a plain request is answered afterwards. The seeds are fixed, so that
 * what fails once fails in every run. */
#include "site/site.h"
#include "tests/kit/expect.h"
#include "tests/kit/random_target.h"
#include "tests/kit/raw.h"
#include "tests/kit/wire.h"
#include "tests/unit/make.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

enum { IN_PROCESS = 10000, BATCH = 100, OVER_THE_WIRE = 1000, SEEDS = 10 };

static int answer(struct site *site, struct arena *arena, const char *method, const char *target, const char *fields)
{
    struct reply reply = {.arena = arena};
    struct request request = make_request(arena, method, target, fields);
    return site_answer(site, &request, &reply);
}

START_TEST(as_a_function)
{
    static const struct site_config config = {
        .max_delay = 1000, .max_hang = 1000, .max_size = 64 * 1024, .max_keys = 4, .key_ttl = 1000};
    static const char *const methods[] = {"GET", "GET", "GET", "POST", "HEAD", "DELETE", "OPTIONS"};
    struct site *site = site_new(&config);
    struct random random = random_from(1);
    for (int i = 0; i < IN_PROCESS / BATCH; i++) {
        struct arena arena;
        arena_init(&arena, NULL, 0);
        for (int n = 0; n < BATCH; n++) {
            const char *target = random_target(&arena, &random), *fields = random_fields(&arena, &random);
            int code = answer(site, &arena, methods[random_next(&random) % COUNT(methods)], target, fields);
            if (code < 100 || code > 999) {
                ck_abort_msg("%s: %d", target, code);
            }
        }
        ck_assert_int_eq(answer(site, &arena, "GET", "/status/200", ""), 200);
        arena_release(&arena);
    }
    site_free(site);
}

/* What malloc has given out; 0 where a sanitizer stands in for it, and the test then shows nothing. */
static size_t in_use(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* The requests within the limits of a head whose answers take most memory: many names to ignore, for each of many
 * steps. */
static const struct {
    const char *begin, *piece;
    size_t times;
} costly[] = {
    {"/status/200?", "&!", 3900},      {"/status/200?", "&!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", 200},
    {"/sequence/costly/", "200,", 10}, {"/status/", "200;delay=0,", 255},
    {"/get?", "a=1&", 1900},
};

START_TEST(answers_stay_small)
{
    static const struct site_config config = {
        .max_delay = 1000, .max_hang = 1000, .max_size = 1024, .max_keys = 4, .key_ttl = 1000};
    char target[8001];
    struct arena arena;
    struct site *site = site_new(&config);
    size_t length = (size_t)snprintf(target, sizeof target, "%s", costly[_i].begin);
    for (size_t i = 0; i < costly[_i].times; i++) {
        length += (size_t)snprintf(target + length, sizeof target - length, "%s", costly[_i].piece);
    }
    if (costly[_i].piece[0] != '&' && costly[_i].piece[0] != 'a') {
        length += (size_t)snprintf(target + length, sizeof target - length, "200?");
        while (length + 4 < sizeof target) {
            length += (size_t)snprintf(target + length, sizeof target - length, "!!&");
        }
    }
    arena_init(&arena, NULL, 0);
    size_t before = in_use();
    answer(site, &arena, "GET", target, "");
    size_t after = in_use();
    ck_assert_msg(after < before + 4 * 1024 * 1024, "%.40s…, %zu bytes long: its answer takes %zu MB", target, length,
                  (after - before) / 1024 / 1024);
    arena_release(&arena);
    site_free(site);
}

/* Nothing that is asked for may take long. */
static void start(void)
{
    static const char *const arguments[] = {"--max-delay", "20ms",       "--max-hang", "20ms", "--max-size",
                                            "64k",         "--max-keys", "2",          NULL};
    wire_start(arguments);
}

/* Each connection ends, and each answer is HTTP, but for those that the target asks to break. */
START_TEST(over_the_wire)
{
    struct random random = random_from((uint64_t)_i + 2);
    int answers = 0;
    for (int i = 0; i < OVER_THE_WIRE / SEEDS; i++) {
        reconnect();
        const char *target = random_target(&client->arena, &random), *fields = random_fields(&client->arena, &random);
        client_request(client, "GET", target, arena_printf(&client->arena, "%sConnection: close\r\n", fields).at);
        struct raw raw = raw_read(client);
        bool broken = strstr(target, "fault") != NULL || strstr(fields, "bort") != NULL;
        bool is_http = strncmp(raw.bytes, "HTTP/1.1 ", 9) == 0;
        ck_assert_msg(is_http || broken, "%s: no answer: %s", raw.about, raw.bytes);
        ck_assert_msg(raw.ending == CLOSED || broken, "%s: reset", raw.about);
        answers += is_http;
    }
    ck_assert_int_gt(answers, OVER_THE_WIRE / SEEDS / 2);
    expect_serving(wire_port());
}

SUITE("random targets")
{
    TCase *function = tcase_create("function"), *wire = wire_case_with(suite, "wire", start);
    tcase_add_test(function, as_a_function);
    tcase_add_loop_test(function, answers_stay_small, 0, COUNT(costly));
    suite_add_tcase(suite, function);
    tcase_add_loop_test(wire, over_the_wire, 0, SEEDS);
}
