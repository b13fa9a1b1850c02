#include "tests/abuse/seeds.h"

#include "base/buffer.h"
#include "tests/bench/measure.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void add_seed(struct arena *arena, struct seeds *seeds, struct seed seed)
{
    if (seeds->count % 64 == 0) {
        struct seed *larger = arena_alloc(arena, (seeds->count + 64) * sizeof *larger);
        if (seeds->count > 0) {
            memcpy(larger, seeds->requests, seeds->count * sizeof *larger);
        }
        seeds->requests = larger;
    }
    seeds->requests[seeds->count++] = seed;
}

static void add_text(struct arena *arena, struct texts *texts, struct text text)
{
    if (texts->count % 64 == 0) {
        struct text *larger = arena_alloc(arena, (texts->count + 64) * sizeof *larger);
        if (texts->count > 0) {
            memcpy(larger, texts->at, texts->count * sizeof *larger);
        }
        texts->at = larger;
    }
    texts->at[texts->count++] = arena_copy(arena, text);
}

/* What stands between the next two of these bytes; false where there is no such pair. */
static bool between(struct text *rest, char opening, char closing, struct text *inside)
{
    struct text from = text_from(*rest, text_find(*rest, opening) + 1);
    size_t length = text_find(from, closing);
    if (from.length == 0 || length == from.length) {
        return false;
    }
    *inside = (struct text){from.at, length};
    *rest = text_from(from, length + 1);
    return true;
}

/* name=value, with what would end the target early escaped. */
static void add_modifier(struct arena *arena, struct seeds *seeds, struct text name, struct text value)
{
    struct buffer modifier = buffer_in(arena);
    buffer_add(&modifier, name);
    buffer_print(&modifier, "=");
    for (size_t i = 0; i < value.length; i++) {
        bool plain = value.at[i] > ' ' && value.at[i] < 127 && strchr("&#%+\"", value.at[i]) == NULL;
        buffer_print(&modifier, plain ? "%c" : "%%%02X", (unsigned char)value.at[i]);
    }
    add_text(arena, &seeds->modifiers, buffer_text(&modifier));
    add_text(arena, &seeds->words, text_from(buffer_text(&modifier), name.length + 1));
}

/* The rows of --help modifiers: | `name` | `example` | effect (other, values) | */
static void add_modifiers(struct arena *arena, struct seeds *seeds, struct text table)
{
    struct text line, name, example, values, value;
    while (text_cut(&table, '\n', &line)) {
        if (!between(&line, '`', '`', &name) || !between(&line, '`', '`', &example)) {
            continue;
        }
        add_text(arena, &seeds->words, name);
        add_modifier(arena, seeds, name, example);
        while (between(&line, '(', ')', &values)) {
            while (text_list(&values, &value)) {
                add_modifier(arena, seeds, name, value);
            }
        }
    }
}

/* The next word of a command line, without its quotes; they are never nested here. */
static bool next_word(struct text *rest, struct text *word)
{
    *rest = text_trim(*rest);
    char first = rest->length > 0 ? rest->at[0] : '\0';
    if (first == '\'') {
        return between(rest, '\'', '\'', word);
    }
    *word = (struct text){rest->at, text_find(*rest, ' ')};
    *rest = text_from(*rest, word->length);
    return word->length > 0;
}

/* curl -i -X METHOD -H 'FIELD: VALUE' --data-binary 'CONTENT' 'http://HOST:PORT/TARGET' */
static void add_curl(struct arena *arena, struct seeds *seeds, struct text command)
{
    struct seed seed = {.method = TEXT("GET"), .target = {NULL, 0}};
    struct buffer fields = buffer_in(arena);
    struct text word;
    while (next_word(&command, &word)) {
        if (text_equal(word, TEXT("-X"))) {
            next_word(&command, &seed.method);
        } else if (text_equal(word, TEXT("-H")) && next_word(&command, &word)) {
            buffer_print(&fields, "%.*s\r\n", (int)word.length, word.at);
        } else if (text_begins(word, TEXT("-d")) || text_begins(word, TEXT("--data"))) {
            next_word(&command, &seed.content);
            seed.method = text_equal(seed.method, TEXT("GET")) ? TEXT("POST") : seed.method;
        } else if (text_skip(&word, TEXT("http://"))) {
            seed.target = text_from(word, text_find(word, '/'));
        }
    }
    seed.fields = buffer_text(&fields);
    if (seed.target.length > 0) {
        add_seed(arena, seeds, seed);
    }
}

/* A target of README's tables: <codes>, <n> and <key> stand for what is to be put in. */
static void add_pattern(struct arena *arena, struct seeds *seeds, struct text pattern)
{
    struct buffer target = buffer_in(arena);
    struct text name;
    while (text_find(pattern, '<') < pattern.length) {
        buffer_add(&target, (struct text){pattern.at, text_find(pattern, '<')});
        if (!between(&pattern, '<', '>', &name)) {
            return;
        }
        buffer_print(&target, text_begins(name, TEXT("code")) ? "503" : text_equal(name, TEXT("n")) ? "2" : "fuzz");
    }
    buffer_add(&target, pattern);
    add_seed(arena, seeds, (struct seed){.method = TEXT("GET"), .target = buffer_text(&target)});
}

static void add_readme(struct arena *arena, struct seeds *seeds, const char *name)
{
    static char bytes[1024 * 1024];
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        fail(name);
    }
    struct text readme = arena_copy(arena, (struct text){bytes, fread(bytes, 1, sizeof bytes, file)}), line, inside;
    fclose(file);
    while (text_cut(&readme, '\n', &line)) {
        if (text_skip(&line, TEXT("$ curl "))) {
            add_curl(arena, seeds, line);
        }
        while (text_begins(line, TEXT("|")) && between(&line, '`', '`', &inside)) {
            if (text_begins(inside, TEXT("/"))) {
                add_pattern(arena, seeds, inside);
            }
        }
    }
}

static struct text ask_catalog(struct arena *arena, int port)
{
    static const char request[] = "GET /catalog HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    char bytes[16 * 1024];
    struct buffer answer = buffer_in(arena);
    int fd = dial(port, 0);
    ssize_t got = send(fd, request, sizeof request - 1, MSG_NOSIGNAL);
    while (got > 0 && (got = recv(fd, bytes, sizeof bytes, 0)) > 0) {
        buffer_add(&answer, (struct text){bytes, (size_t)got});
    }
    close(fd);
    return buffer_text(&answer);
}

static struct text string(struct arena *arena, const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItem(object, name);
    return arena_copy(arena, cJSON_IsString(item) ? text_of(item->valuestring) : TEXT(""));
}

static void add_example(struct arena *arena, struct seeds *seeds, const cJSON *example)
{
    const cJSON *field;
    struct buffer fields = buffer_in(arena);
    cJSON_ArrayForEach(field, cJSON_GetObjectItem(example, "fields"))
    {
        buffer_print(&fields, "%s\r\n", cJSON_IsString(field) ? field->valuestring : "");
    }
    add_seed(arena, seeds,
             (struct seed){string(arena, example, "method"), string(arena, example, "target"), buffer_text(&fields),
                           string(arena, example, "content")});
}

static void add_catalog(struct arena *arena, struct seeds *seeds, int port)
{
    const cJSON *status;
    struct text answer = ask_catalog(arena, port);
    const char *content = memmem(answer.at, answer.length, "\r\n\r\n", 4);
    size_t head = content != NULL ? (size_t)(content + 4 - answer.at) : answer.length;
    cJSON *json = cJSON_ParseWithLength(answer.at + head, answer.length - head);
    cJSON_ArrayForEach(status, cJSON_GetObjectItem(json, "statuses"))
    {
        add_example(arena, seeds, cJSON_GetObjectItem(status, "example"));
    }
    if (json == NULL) {
        give_up("/catalog is no JSON");
    }
    cJSON_Delete(json);
}

struct seeds seeds_collect(struct arena *arena, const char *readme, const char *modifiers, int port)
{
    struct seeds seeds = {.count = 0};
    add_modifiers(arena, &seeds, text_of(modifiers));
    add_readme(arena, &seeds, readme);
    add_catalog(arena, &seeds, port);
    if (seeds.count < 50 || seeds.modifiers.count < 10) {
        give_up("too few examples were found: %zu requests, %zu modifiers", seeds.count, seeds.modifiers.count);
    }
    return seeds;
}
