/* What the catalog says of how a status is earned, done: over a socket, and by a shell as it would be pasted. */
#include "tests/facts/facts.h"
#include "tests/kit/expect.h"
#include "tests/kit/wire.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The catalog's entry of the nth status; the caller deletes it. */
static cJSON *entry_of(int nth, int *code)
{
    int count;
    *code = facts_all(&count)[nth].code;
    return message_json(client_get(client, arena_printf(&client->arena, "/catalog/%d", *code).at, ""));
}

/* Each request of the list is answered as the catalog says, the last one with the status. */
START_TEST(earned)
{
    int code, last = 0;
    cJSON *json = entry_of(_i, &code);
    const cJSON *asked, *earn = cJSON_GetObjectItem(json, "earn");
    cJSON_ArrayForEach(asked, earn)
    {
        reconnect();
        struct message about = {.about = "an earning request", .content = ""};
        client_send_described(client, &about, asked);
        struct message *answer = client_read(client, json_string(&about, asked, "method"));
        last = (int)json_number(&about, asked, "expect");
        expect_code(answer, last);
    }
    ck_assert_msg(!cJSON_IsArray(earn) || last == code, "%d: its requests end with %d", code, last);
    cJSON_Delete(json);
}

/* RFC 9110 §15.4.6 and §15.4.7, RFC 5842 §7.1: these three say why nothing earns them. */
START_TEST(what_cannot_be_earned)
{
    int code;
    cJSON *json = entry_of(_i, &code);
    const cJSON *earn = cJSON_GetObjectItem(json, "earn");
    ck_assert_msg(cJSON_IsString(earn) == (code == 208 || code == 305 || code == 306), "%d", code);
    cJSON_Delete(json);
}

/* The code of the answer that a shell gets with the command. curl is asked to print it, and to take any certificate;
 * nc and openssl print all that comes. */
static int code_by_shell(const char *command)
{
    static const char code_only[] = "-k --proxy-insecure -s -o /dev/null -w 'HTTP/1.1 %{http_code}'";
    char line[64] = "";
    int code = 0;
    bool by_curl = strncmp(command, "curl ", 5) == 0;
    FILE *shell = popen(arena_printf(&client->arena, "%s %s", command, by_curl ? code_only : "").at, "r");
    ck_assert_ptr_nonnull(shell);
    ck_assert_msg(fgets(line, sizeof line, shell) != NULL, "nothing was printed by %s", command);
    ck_assert_msg(sscanf(line, "HTTP/1.1 %d", &code) == 1, "%s was printed by %s", line, command);
    while (fgets(line, sizeof line, shell) != NULL) {
    }
    pclose(shell);
    return code;
}

/* The commands are for the host that the catalog was asked for at. */
START_TEST(pasted_into_a_shell)
{
    int code, count;
    code = facts_all(&count)[_i].code;
    client_print(client, "GET /catalog/%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", code, wire_port());
    struct message *entry = client_read(client, "GET");
    cJSON *json = message_json(entry);
    const cJSON *asked, *earn = cJSON_GetObjectItem(json, "earn");
    cJSON_ArrayForEach(asked, earn)
    {
        const char *command = json_string(entry, asked, "curl");
        int got = code_by_shell(command), expected = (int)json_number(entry, asked, "expect");
        bool final = expected >= 200 || expected == 101; /* else curl prints the code of what follows, a success */
        ck_assert_msg(final ? got == expected : got / 100 == 2, "%s got %d", command, got);
    }
    cJSON_Delete(json);
}

/* Says how far it is: of the codes of IANA's registry, those with requests that earn them. */
START_TEST(how_many)
{
    int count, with_requests = 0, codes;
    const struct assignment *assigned = assignments_all(&codes);
    for (int i = 0; i < codes; i++) {
        struct message *entry =
            client_get(client, arena_printf(&client->arena, "/catalog/%d", assigned[i].code).at, "");
        cJSON *json = message_json(entry);
        count = cJSON_GetArraySize(cJSON_GetObjectItem(json, "earn"));
        with_requests += cJSON_IsArray(cJSON_GetObjectItem(json, "earn")) && count > 0;
        cJSON_Delete(json);
    }
    printf("%d of %d registered statuses are earned\n", with_requests, codes);
    ck_assert_int_gt(with_requests, 0);
}

/* A 408 has to be waited for. */
static void start_impatient(void)
{
    static const char *const arguments[] = {"--content-time", "300ms", NULL};
    wire_start(arguments);
}

/* After a 101 curl waits for the end of the connection: it comes once the client has been silent for the time of
 * --idle.
 */
static void start_most_impatient(void)
{
    static const char *const arguments[] = {"--content-time", "300ms", "--idle", "5s", NULL};
    wire_start(arguments);
}

SUITE("earned statuses on the wire")
{
    int count;
    TCase *tcase = wire_case_with(suite, "earn", start_impatient);
    facts_all(&count);
    tcase_add_loop_test(tcase, earned, 0, count);
    tcase_add_loop_test(tcase, what_cannot_be_earned, 0, count);
    tcase_add_test(tcase, how_many);
    tcase = wire_case_with(suite, "pasted", start_most_impatient);
    tcase_add_loop_test(tcase, pasted_into_a_shell, 0, count);
}
