#include "http/request.h"

#include "base/buffer.h"
#include "http/url.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct text decode(struct arena *arena, struct text text, char space)
{
    if (text_find(text, '%') == text.length && (space == '\0' || text_find(text, space) == text.length)) {
        return text;
    }
    char *decoded = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == '%' && i + 2 < text.length && hex_value(text.at[i + 1]) >= 0 && hex_value(text.at[i + 2]) >= 0) {
            c = (char)(hex_value(text.at[i + 1]) * 16 + hex_value(text.at[i + 2]));
            i += 2;
        } else if (c == space && space != '\0') {
            c = ' ';
        }
        decoded[length++] = c;
    }
    return (struct text){decoded, length};
}

struct text percent_decode(struct arena *arena, struct text text)
{
    return decode(arena, text, '\0');
}

struct text percent_encode(struct arena *arena, struct text text)
{
    struct buffer encoded = buffer_in(arena);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                     c == '.' || c == '_' || c == '~' || c == '/';
        if (plain) {
            buffer_add(&encoded, (struct text){&c, 1});
        } else {
            buffer_print(&encoded, "%%%02X", (unsigned char)c);
        }
    }
    return arena_copy(arena, buffer_text(&encoded));
}

/* Takes the scheme and the authority off an absolute-form target. */
static struct text cut_authority(struct request *request, struct text target)
{
    size_t scheme = text_find(target, ':');
    struct text rest = text_from(target, scheme);
    if (scheme == 0 || !text_skip(&rest, TEXT("://"))) {
        return target;
    }
    size_t end = 0;
    while (end < rest.length && rest.at[end] != '/' && rest.at[end] != '?') {
        end++;
    }
    request->authority = (struct text){rest.at, end};
    return text_from(rest, end);
}

void request_set_target(struct request *request, struct arena *arena, struct text target)
{
    request->target = target;
    struct text rest = text_begins(target, TEXT("/")) ? target : cut_authority(request, target);
    size_t mark = text_find(rest, '?');
    request->query = text_from(rest, mark + 1);
    rest.length = mark;
    request->raw_path = rest.length > 0 ? rest : TEXT("/");
    request->path = percent_decode(arena, request->raw_path);
}

bool parameter_next(struct arena *arena, struct text *rest, char separator, struct parameter *parameter)
{
    struct text piece;
    while (text_cut(rest, separator, &piece)) {
        if (piece.length == 0) {
            continue;
        }
        char space = separator == '&' ? '+' : '\0';
        size_t equals = text_find(piece, '=');
        parameter->name = decode(arena, (struct text){piece.at, equals}, space);
        parameter->value = decode(arena, text_from(piece, equals + 1), space);
        if (parameter->value.at == NULL) {
            parameter->value = TEXT("");
        }
        return true;
    }
    return false;
}

struct text request_parameter(const struct request *request, struct arena *arena, const char *name)
{
    struct text rest = request->query;
    struct parameter parameter;
    while (parameter_next(arena, &rest, '&', &parameter)) {
        if (text_same(parameter.name, text_of(name))) {
            return parameter.value;
        }
    }
    return (struct text){NULL, 0};
}

bool request_has_parameter(const struct request *request, struct arena *arena, const char *name)
{
    return request_parameter(request, arena, name).at != NULL;
}

struct text request_field(const struct request *request, struct arena *arena, const char *name)
{
    return fields_join(arena, &request->fields, text_of(name));
}

bool request_asks_server(const struct request *request)
{
    struct text authority = request->authority, target = request->target;
    bool has_no_path = authority.length > 0 && authority.at + authority.length == target.at + target.length;
    return has_no_path && text_equal(request->method, TEXT("OPTIONS"));
}

bool request_reads(const struct request *request)
{
    return text_equal(request->method, TEXT("GET")) || text_equal(request->method, TEXT("HEAD"));
}

struct text request_host(const struct request *request)
{
    const struct text *host = fields_find(&request->fields, TEXT("Host"));
    if (request->authority.length > 0) {
        return request->authority;
    }
    return host != NULL && host->length > 0 ? *host : TEXT("localhost");
}

static const char *scheme_of(const struct request *request)
{
    return request->secure ? "https" : "http";
}

struct text request_origin(const struct request *request, struct arena *arena)
{
    struct text host = request_host(request);
    return arena_printf(arena, "%s://%.*s", scheme_of(request), (int)host.length, host.at);
}

struct text request_url(const struct request *request, struct arena *arena, struct text target)
{
    struct text origin = request_origin(request, arena);
    return text_begins(target, TEXT("/"))
               ? arena_printf(arena, "%.*s%.*s", (int)origin.length, origin.at, (int)target.length, target.at)
               : target;
}

struct text host_without_port(struct text host)
{
    size_t bracket = text_begins(host, TEXT("[")) ? text_find(host, ']') : 0;
    return (struct text){host.at, bracket + text_find(text_from(host, bracket), ':')};
}

struct text request_other_origin(const struct request *request, struct arena *arena)
{
    static const char *const pairs[][2] = {
        {"127.0.0.1", "localhost"}, {"[::1]", "localhost"}, {"localhost", "127.0.0.1"}};
    struct text host = request_host(request), name = host_without_port(host);
    struct text port = text_from(host, name.length);
    struct url other;
    if (request->other_origin != NULL && url_read(text_of(request->other_origin), &other)) {
        bool wildcard = text_equal(other.host, TEXT("0.0.0.0")) || text_equal(other.host, TEXT("::"));
        return wildcard ? arena_printf(arena, "http%s://%.*s:%.*s", other.secure ? "s" : "", (int)name.length, name.at,
                                       (int)other.port.length, other.port.at)
                        : text_of(request->other_origin);
    }
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (text_same(name, text_of(pairs[i][0]))) {
            return arena_printf(arena, "%s://%s%.*s", scheme_of(request), pairs[i][1], (int)port.length, port.at);
        }
    }
    return TEXT("");
}

bool host_is_below(struct text host, struct text domain)
{
    host = host_without_port(host);
    if (host.length < domain.length || !text_same(text_from(host, host.length - domain.length), domain)) {
        return false;
    }
    return host.length == domain.length || host.at[host.length - domain.length - 1] == '.';
}

bool request_owns_target(const struct request *request, struct text target)
{
    for (size_t i = 0; i < target.length; i++) {
        if ((unsigned char)target.at[i] <= ' ' || target.at[i] == '\\') {
            return false;
        }
    }
    if (text_skip(&target, TEXT("http://")) || text_skip(&target, TEXT("https://"))) {
        struct text host = request_host(request);
        return text_skip(&target, host) && (target.length == 0 || target.at[0] == '/' || target.at[0] == '?');
    }
    /* Two slashes begin an authority; a colon in the first segment ends a scheme (RFC 3986 §4.2). */
    size_t segment = text_find((struct text){target.at, text_find(target, '?')}, '/');
    return !text_begins(target, TEXT("//")) && text_find((struct text){target.at, segment}, ':') == segment;
}
