#include "self_test/self_test.h"

#include "base/buffer.h"
#include "base/random.h"
#include "http/status.h"
#include "self_test/peer.h"
#include "site/json.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* Bounds to what a catalog may ask for, as the server may be anybody's. */
enum { ZEROES_MAX = 64 * 1024, STATUSES_MAX = 1000, DIFFERED_MAX = 1000 /* bytes */ };

/* What is the same for all statuses. */
struct run {
    const struct peer *peer;
    struct text host;    /* for the field Host */
    struct text key;     /* for X-Statusd-Key: with it this run meets no other */
    struct arena *arena; /* of the status that is being asked for */
};

/* What became of a status. */
struct outcome {
    int code;
    const char *phrase;
    bool asked, earned;   /* as the catalog says */
    const char *unearned; /* why no request earns it, or NULL */
    struct text differed; /* what was not as the catalog says; empty: nothing */
};

static const char *string_of(const cJSON *object, const char *name)
{
    const char *string = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return string != NULL ? string : "";
}

static int number_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(item) ? item->valueint : 0;
}

static bool is_field(const char *line, const char *name)
{
    struct text field = {line, text_find(text_of(line), ':')};
    return text_same(field, text_of(name));
}

static void add_zeroes(struct buffer *bytes, int count)
{
    for (int i = 0; i < count && i < ZEROES_MAX; i++) {
        buffer_add(bytes, TEXT("0"));
    }
}

/* The bytes of a request as the catalog describes it. */
static struct text request_bytes(const struct run *run, int code, const cJSON *asked)
{
    struct buffer bytes = buffer_in(run->arena);
    const cJSON *field, *fields = cJSON_GetObjectItemCaseSensitive(asked, "fields");
    const char *content = string_of(asked, "content");
    bool chunked = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(asked, "chunked")), has_host = false;
    bool has_length = chunked || content[0] == '\0';
    int zeroes = number_of(asked, "zeroes");
    buffer_print(&bytes, "%s %s", string_of(asked, "method"), string_of(asked, "target"));
    add_zeroes(&bytes, cJSON_GetArraySize(fields) == 0 ? zeroes : 0);
    buffer_print(&bytes, " %s\r\nX-Statusd-Key: %.*s-%d\r\n", string_of(asked, "version"), (int)run->key.length,
                 run->key.at, code);
    cJSON_ArrayForEach(field, fields)
    {
        const char *line = cJSON_IsString(field) ? field->valuestring : "";
        has_host = has_host || is_field(line, "Host");
        has_length = has_length || is_field(line, "Content-Length");
        buffer_add(&bytes, text_of(line));
        add_zeroes(&bytes, field->next == NULL ? zeroes : 0);
        buffer_add(&bytes, TEXT("\r\n"));
    }
    if (!has_host) {
        buffer_print(&bytes, "Host: %.*s\r\n", (int)run->host.length, run->host.at);
    }
    if (!has_length) {
        buffer_print(&bytes, "Content-Length: %zu\r\n", strlen(content));
    }
    if (chunked) {
        buffer_print(&bytes, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n%s\r\n0\r\n\r\n", strlen(content), content);
    } else {
        buffer_print(&bytes, "\r\n%s", content);
    }
    return buffer_text(&bytes);
}

static void differ(struct outcome *outcome, const struct run *run, const cJSON *asked, const char *what)
{
    if (outcome->differed.length > DIFFERED_MAX) {
        return;
    }
    outcome->differed = arena_printf(run->arena, "%.*s%s%.100s %.100s: %s", (int)outcome->differed.length,
                                     outcome->differed.at, outcome->differed.length > 0 ? "; " : "",
                                     string_of(asked, "method"), string_of(asked, "target"), what);
}

/* Sends a request of the catalog, and notes the answer in *answer. Returns whether its code was as expected. */
static bool ask(const struct run *run, struct outcome *outcome, const cJSON *asked, struct answer *answer)
{
    int expected = number_of(asked, "expect");
    *answer = peer_ask(run->peer, run->arena, request_bytes(run, outcome->code, asked), false);
    int nth = status_is_interim(expected) ? 0 : answer->count - 1;
    if (answer->failure != NULL) {
        differ(outcome, run, asked, answer->failure);
        return false;
    }
    if (answer->codes[nth] != expected) {
        differ(outcome, run, asked, arena_printf(run->arena, "%d expected, got %d", expected, answer->codes[nth]).at);
        return false;
    }
    return true;
}

/* Sends the requests that earn the status. Returns whether all were answered as expected. */
static bool earn(const struct run *run, struct outcome *outcome, const cJSON *requests)
{
    const cJSON *asked;
    struct answer answer;
    bool all = cJSON_GetArraySize(requests) > 0;
    cJSON_ArrayForEach(asked, requests)
    {
        all = all && ask(run, outcome, asked, &answer);
    }
    return all;
}

/* Sends the status's example. Its answer has to have the fields that its definition demands; not looked at are those of
 * interim responses, and Connection, which is between neighbours only (RFC 9110 §7.6.1). */
static bool ask_example(const struct run *run, struct outcome *outcome, const cJSON *status)
{
    const cJSON *field, *example = cJSON_GetObjectItemCaseSensitive(status, "example");
    struct answer answer;
    if (!ask(run, outcome, example, &answer)) {
        return false;
    }
    cJSON_ArrayForEach(field, cJSON_GetObjectItemCaseSensitive(status, "fields"))
    {
        const char *name = string_of(field, "name");
        bool demanded = strcmp(string_of(field, "requirement"), "must") == 0 &&
                        strcmp(string_of(field, "when"), "always") == 0 && !is_field(name, "Connection");
        if (demanded && !status_is_interim(outcome->code) && fields_find(&answer.fields, text_of(name)) == NULL) {
            differ(outcome, run, example, arena_printf(run->arena, "no %s", name).at);
        }
    }
    return outcome->differed.length == 0;
}

static struct outcome try(const struct run *run, const cJSON *status)
{
    const cJSON *requests = cJSON_GetObjectItemCaseSensitive(status, "earn");
    struct outcome outcome = {.code = number_of(status, "code"), .phrase = string_of(status, "phrase")};
    outcome.asked = ask_example(run, &outcome, status);
    outcome.unearned = cJSON_GetStringValue(requests);
    outcome.earned = earn(run, &outcome, cJSON_IsArray(requests) ? requests : NULL);
    return outcome;
}

/* Prints text for a terminal, which no text of a catalog is to command. */
static void print_safely(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        fputc(iscntrl((unsigned char)*text) ? '?' : *text, out);
    }
}

static void print_line(FILE *out, const struct outcome *outcome)
{
    const char *between = outcome->asked && outcome->earned ? ", " : "";
    fprintf(out, "%d ", outcome->code);
    print_safely(out, outcome->phrase);
    fprintf(out, ": %s%s%s", outcome->asked ? "asked" : "", between, outcome->earned ? "earned" : "");
    between = outcome->asked || outcome->earned ? ", " : "";
    if (outcome->differed.length > 0) {
        fprintf(out, "%sDIFFERED: ", between);
        print_safely(out, outcome->differed.at);
    } else if (outcome->unearned != NULL) {
        fprintf(out, "%snot to be earned: ", between);
        print_safely(out, outcome->unearned);
    }
    fputs("\n", out);
    fflush(out);
}

static cJSON *as_json(const struct outcome *outcome)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddNumberToObject(json, "code", outcome->code);
    cJSON_AddStringToObject(json, "phrase", outcome->phrase);
    cJSON_AddBoolToObject(json, "asked", outcome->asked);
    cJSON_AddBoolToObject(json, "earned", outcome->earned);
    json_add_string(json, "unearned", outcome->unearned);
    json_add_string(json, "differed", outcome->differed.at);
    return json;
}

static void print_json(FILE *out, struct arena *arena, cJSON *statuses, int earned, int differed)
{
    cJSON *all = cJSON_CreateObject();
    cJSON_AddNumberToObject(all, "count", cJSON_GetArraySize(statuses));
    cJSON_AddNumberToObject(all, "earned", earned);
    cJSON_AddNumberToObject(all, "differed", differed);
    cJSON_AddItemToObject(all, "statuses", statuses);
    fputs(json_print(arena, all, JSON_PRETTY).at, out);
}

/* Tries every status of the catalog. Returns how many differed. */
static int try_all(struct run *run, const cJSON *statuses, bool json, FILE *out)
{
    int earned = 0, differed = 0;
    const cJSON *status;
    cJSON *list = cJSON_CreateArray();
    cJSON_ArrayForEach(status, statuses)
    {
        struct arena_mark before = arena_mark(run->arena);
        if (cJSON_GetArraySize(list) == STATUSES_MAX) {
            break;
        }
        struct outcome outcome = try(run, status);
        earned += outcome.earned;
        differed += outcome.differed.length > 0;
        cJSON_AddItemToArray(list, as_json(&outcome));
        if (!json) {
            print_line(out, &outcome);
        }
        arena_rewind(run->arena, before);
    }
    if (json) {
        print_json(out, run->arena, list, earned, differed);
    } else {
        fprintf(out, "%d statuses: %d earned, %d differed\n", cJSON_GetArraySize(list), earned, differed);
        cJSON_Delete(list);
    }
    return differed;
}

/* The catalog; NULL, with one line in error, where the server has none. HTTP/1.0 has no chunks to take off. */
static cJSON *fetch_catalog(struct run *run, const char *url, char *error, size_t error_size)
{
    struct text request =
        arena_printf(run->arena, "GET /catalog HTTP/1.0\r\nHost: %.*s\r\n\r\n", (int)run->host.length, run->host.at);
    struct answer answer = peer_ask(run->peer, run->arena, request, true);
    cJSON *catalog = cJSON_ParseWithLength(answer.content.at != NULL ? answer.content.at : "", answer.content.length);
    bool given = answer.failure == NULL && answer.codes[answer.count - 1] == 200;
    if (!given || cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(catalog, "statuses")) == 0) {
        int code = answer.failure == NULL ? answer.codes[answer.count - 1] : 0;
        struct text why = arena_printf(run->arena, "its /catalog, answered with %d, is not that of a statusd", code);
        snprintf(error, error_size, "%s: %s", url, answer.failure != NULL ? answer.failure : why.at);
        cJSON_Delete(catalog);
        return NULL;
    }
    return catalog;
}

enum self_test_result self_test(const char *url, bool json, FILE *out, char *error, size_t error_size)
{
    struct arena arena;
    struct peer *peer = peer_find(url, error, error_size);
    if (peer == NULL) {
        return SELF_TEST_FAILED;
    }
    arena_init(&arena, NULL, 0);
    json_prepare();
    struct run run = {peer, peer_host(peer), arena_printf(&arena, "self-test-%08" PRIx64, random_seed()), &arena};
    cJSON *catalog = fetch_catalog(&run, url, error, error_size);
    int differed =
        catalog != NULL ? try_all(&run, cJSON_GetObjectItemCaseSensitive(catalog, "statuses"), json, out) : 0;
    enum self_test_result result = differed > 0 ? SELF_TEST_DIFFERED : SELF_TEST_PASSED;
    result = catalog != NULL ? result : SELF_TEST_FAILED;
    cJSON_Delete(catalog);
    arena_release(&arena);
    peer_free(peer);
    return result;
}
