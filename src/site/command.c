#include "site/command.h"

#include "base/buffer.h"

#include <string.h>

/* Adds text as a part of a word of a shell's command: in single quotes, and each single quote in it escaped outside of
 * them. */
static void add_quoted(struct buffer *line, struct text text)
{
    buffer_add(line, TEXT("'"));
    for (struct text piece, rest = text; text_cut(&rest, '\'', &piece);) {
        buffer_add(line, piece);
        buffer_add(line, rest.at != NULL ? TEXT("'\\''") : TEXT(""));
    }
    buffer_add(line, TEXT("'"));
}

/* The same, and the shell has zeroes zeroes follow. */
static void add_word(struct buffer *line, struct text text, int zeroes)
{
    buffer_add(line, TEXT(" "));
    add_quoted(line, text);
    if (zeroes > 0) {
        buffer_print(line, "\"$(printf %%0%dd 0)\"", zeroes);
    }
}

static int field_count(const struct status_request *asked)
{
    int count = 0;
    while (count < STATUS_REQUEST_FIELDS && asked->fields[count] != NULL) {
        count++;
    }
    return count;
}

static void add_method(struct buffer *line, const char *method)
{
    if (strcmp(method, "HEAD") == 0) {
        buffer_add(line, TEXT(" -I")); /* with -X HEAD, curl would wait for content */
    } else if (strcmp(method, "GET") != 0) {
        buffer_print(line, " -X %s", method);
    }
}

/* A target in absolute-form is for a proxy (RFC 9112 §3.2.2), which the server then is. */
static void add_url(struct buffer *line, const char *target, int zeroes, struct text origin)
{
    if (target[0] == '/') {
        add_word(line, arena_printf(line->arena, "%.*s%s", (int)origin.length, origin.at, target), zeroes);
        return;
    }
    buffer_add(line, TEXT(" -x"));
    add_word(line, origin, 0);
    add_word(line, text_of(target), zeroes);
}

static void write_curl(struct buffer *line, const struct status_request *asked, const char *method, const char *target,
                       struct text origin)
{
    int count = field_count(asked);
    buffer_add(line, TEXT("curl -i"));
    if (asked->version != NULL) {
        buffer_add(line, TEXT(" --http1.0"));
    }
    if (strstr(target, "/.") != NULL) {
        buffer_add(line, TEXT(" --path-as-is"));
    }
    add_method(line, method);
    for (int i = 0; i < count; i++) {
        buffer_add(line, TEXT(" -H"));
        add_word(line, text_of(asked->fields[i]), i == count - 1 ? asked->zeroes : 0);
    }
    if (asked->chunked) {
        buffer_add(line, TEXT(" -H 'Transfer-Encoding: chunked'"));
    }
    if (asked->content != NULL) {
        buffer_add(line, TEXT(" --data-binary"));
        add_word(line, text_of(asked->content), 0);
    }
    add_url(line, target, count == 0 ? asked->zeroes : 0, origin);
}

/* Adds text as printf's format has it. */
static void add_format(struct buffer *format, const char *text)
{
    for (; *text != '\0'; text++) {
        buffer_print(format, *text == '%' || *text == '\\' ? "%c%c" : "%c", *text, *text);
    }
}

static void add_nc(struct buffer *line, struct text name, struct text port)
{
    if (text_skip(&name, TEXT("["))) { /* an IPv6 address: nc takes it without its brackets */
        name.length = text_find(name, ']');
    }
    buffer_add(line, TEXT(" | nc"));
    add_word(line, name, 0);
    buffer_print(line, " %.*s", (int)port.length, port.at);
}

static void add_s_client(struct buffer *line, struct text name, struct text port)
{
    buffer_add(line, TEXT(" | openssl s_client -quiet -connect"));
    add_word(line, arena_printf(line->arena, "%.*s:%.*s", (int)name.length, name.at, (int)port.length, port.at), 0);
}

/* The request as bytes. Its content, zeroes and chunks are not needed so far. */
static void write_bytes(struct buffer *line, const struct status_request *asked, const char *method, const char *target,
                        struct text origin)
{
    struct buffer format = buffer_in(line->arena);
    struct text host = origin;
    bool secure = text_skip(&host, TEXT("https://"));
    text_skip(&host, TEXT("http://"));
    size_t port = host.length;
    while (port > 0 && host.at[port - 1] >= '0' && host.at[port - 1] <= '9') {
        port--;
    }
    bool has_port = port > 0 && port < host.length && host.at[port - 1] == ':';
    struct text name = {host.at, has_port ? port - 1 : host.length};
    add_format(&format, method);
    buffer_add(&format, TEXT(" "));
    add_format(&format, target);
    buffer_print(&format, " %s\\r\\nHost: %.*s\\r\\n", asked->version != NULL ? asked->version : "HTTP/1.1",
                 (int)host.length, host.at);
    for (int i = 0; i < field_count(asked); i++) {
        add_format(&format, asked->fields[i]);
        buffer_add(&format, TEXT("\\r\\n"));
    }
    buffer_add(&format, TEXT("\\r\\n"));
    buffer_add(line, TEXT("printf "));
    add_quoted(line, buffer_text(&format));
    struct text number = has_port ? text_from(host, port) : secure ? TEXT("443") : TEXT("80");
    (secure ? add_s_client : add_nc)(line, name, number);
}

/* curl says CONNECT only to then speak through the tunnel, and no version of HTTP that there is not. */
static bool is_beyond_curl(const struct status_request *asked, const char *method)
{
    return strcmp(method, "CONNECT") == 0 || (asked->version != NULL && strcmp(asked->version, "HTTP/1.0") != 0);
}

struct text command_for(struct arena *arena, const struct status_request *asked, const char *method, const char *target,
                        struct text origin)
{
    struct buffer line = buffer_in(arena);
    (is_beyond_curl(asked, method) ? write_bytes : write_curl)(&line, asked, method, target, origin);
    return buffer_text(&line);
}
