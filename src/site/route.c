#include "site/route.h"

#include "base/nearest.h"
#include "base/number.h"
#include "site/problem.h"

static bool is_number(struct text text)
{
    uint64_t number;
    return number_parse((struct text){text.at, text_find(text, '/')}, UINT64_MAX, &number);
}

/* Whether hosts, a comma-separated list or NULL, has host, which may have a port. */
static bool lists_host(const char *hosts, struct text host)
{
    struct text rest = text_of(hosts), member;
    while (text_list(&rest, &member)) {
        if (text_same(member, host_without_port(host))) {
            return true;
        }
    }
    return false;
}

/* The authority of another server for which the request takes statusd for a proxy (RFC 9112 §3.2.2, §3.2.3); empty:
 * none. Absolute-form for any other host is answered as if that host were this server, so that a client whose URLs
 * cannot change can be given statusd as its proxy. */
static struct text proxied_authority(const struct request *request, const char *hosts)
{
    if (!text_begins(request->target, TEXT("/")) && text_equal(request->method, TEXT("CONNECT"))) {
        return request->target;
    }
    bool simulated = host_is_below(request->authority, TEXT("test")) && !lists_host(hosts, request->authority);
    return request->authority.length > 0 && simulated ? request->authority : TEXT("");
}

static bool is_segment(struct text text)
{
    return text_find(text, '/') >= text_find(text, ';');
}

static bool is_pair(struct text text)
{
    size_t slash = text_find(text, '/');
    return slash < text.length && is_segment(text_from(text, slash + 1));
}

/* Whether a row of that reach goes as far as rest, what follows its path; raw is the same, not decoded. */
static bool reaches(enum reach reach, struct text rest, struct text raw)
{
    switch (reach) {
    case EXACTLY:
        return rest.length == 0;
    case SEGMENT:
        return is_segment(raw);
    case PAIR:
        return is_pair(raw);
    case BELOW:
        return true;
    case NUMBER:
        return is_number(rest);
    case PROXIED:
        return false;
    }
    return false;
}

static bool matches(const struct route *route, const struct request *request, struct text *behind)
{
    struct text path = text_of(route->path), raw = request->raw_path;
    struct text rest = request_asks_server(request) ? TEXT("*") : request->path;
    if (!text_skip(&rest, path)) {
        return false;
    }
    *behind = text_skip(&raw, path) ? raw : rest;
    return reaches(route->reach, rest, *behind);
}

static bool takes(const struct route *route, const struct request *request, struct text proxied, struct text *rest)
{
    if (proxied.length > 0 && route->reach == PROXIED) {
        *rest = proxied;
        return true;
    }
    return proxied.length == 0 && matches(route, request, rest);
}

void route_find(struct context *context)
{
    struct text proxied = proxied_authority(context->request, context->site->config.hosts);
    for (const struct family *family = context->site->families; family->routes != NULL; family++) {
        for (const struct route *route = family->routes; route->path != NULL; route++) {
            if (takes(route, context->request, proxied, &context->rest)) {
                context->route = route;
                context->family = family;
                return;
            }
        }
    }
}

/* Whether list has the method, in the same case of letters (RFC 9110 §9.1). */
static bool lists_method(const char *list, struct text method)
{
    struct text rest = text_of(list), member;
    while (text_list(&rest, &member)) {
        if (text_equal(member, method)) {
            return true;
        }
    }
    return false;
}

bool route_takes_method(const struct route *route, struct text method)
{
    return route->methods == NULL || lists_method(route->methods, method) ||
           (text_equal(method, TEXT("HEAD")) && lists_method(route->methods, TEXT("GET")));
}

static struct text allowed_methods(struct arena *arena, const struct route *route)
{
    bool reads = lists_method(route->methods, TEXT("GET"));
    bool asks = lists_method(route->methods, TEXT("OPTIONS")); /* it answers OPTIONS by itself */
    return arena_printf(arena, "%s%s%s", route->methods, reads ? ", HEAD" : "", asks ? "" : ", OPTIONS");
}

/* What stands in path where route has its own path: all of it, or so many segments. */
static struct text place_of(const struct route *route, struct text path)
{
    struct text own = text_of(route->path), rest = path;
    while (route->reach != EXACTLY && rest.length > 0 && text_find(own, '/') < own.length) {
        own = text_from(own, text_find(own, '/') + 1);
        rest = text_from(rest, text_find(rest, '/') + 1);
    }
    return route->reach == EXACTLY ? path : (struct text){path.at, path.length - rest.length};
}

/* The target that was probably meant by path; empty where none is like it. */
static struct text meant_by(struct context *context, struct text path)
{
    struct text meant = TEXT("");
    struct nearest nearest = nearest_to(path);
    for (const struct family *families = context->site->families; families->routes != NULL; families++) {
        for (const struct route *route = families->routes; route->path != NULL; route++) {
            nearest.typed = place_of(route, path);
            if (route->reach != PROXIED && !text_equal(nearest.typed, text_of(route->path)) &&
                nearest_is(&nearest, text_of(route->path))) {
                struct text rest = text_from(path, nearest.typed.length);
                meant = arena_printf(context->arena, "%s%.*s", route->path, (int)rest.length,
                                     rest.length > 0 ? rest.at : "");
            }
        }
    }
    return meant;
}

static int answer_no_route(struct context *context)
{
    struct text path = context->request->path, meant = meant_by(context, context->request->raw_path);
    bool likely = meant.length > 0;
    return problem(context, 404,
                   arena_printf(context->arena, "there is nothing at %.*s%s%s%s", (int)path.length, path.at,
                                likely ? "; did you mean " : "", likely ? meant.at : "", likely ? "?" : ""),
                   likely ? meant : TEXT("/status/404, or / for what is here"));
}

/* The methods of which statusd knows what they mean: those of RFC 9110 §9.3, PATCH (RFC 5789), QUERY (RFC 10008),
 * WebDAV's (RFC 4918 §9) and BREW (RFC 2324 §2.1.1). */
static const char known_methods[] = "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, QUERY, PROPFIND, "
                                    "PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK, BREW";

bool route_knows_method(struct text method)
{
    return lists_method(known_methods, method);
}

/* For a method that has no handler: OPTIONS (RFC 9110 §9.3.7) gets Allow, any other a problem and Allow. */
static int answer_without_handler(struct context *context)
{
    const char *path = context->route->path;
    struct text method = context->request->method, allowed = allowed_methods(context->arena, context->route);
    int code = 204;
    if (!text_equal(method, TEXT("OPTIONS"))) {
        bool known = route_knows_method(method);
        code = problem(context, known ? 405 : 501,
                       arena_printf(context->arena, "%s does not %s %.*s, only %s", path, known ? "take" : "know",
                                    (int)method.length, method.at, allowed.at),
                       arena_printf(context->arena, "%.*s %s", (int)text_find(allowed, ','), allowed.at, path));
    }
    reply_add(context->reply, "Allow", allowed);
    return code;
}

/* RFC 9110 §7.4: the host that the request is for has to be one of ours. Where it is not said which those are, all are,
 * except the names that nobody can have found this server by (RFC 6761 §6.4). */
static bool is_misdirected(struct context *context)
{
    struct text host = request_host(context->request);
    const char *hosts = context->site->config.hosts;
    return hosts != NULL ? !lists_host(hosts, host) : host_is_below(host, TEXT("invalid"));
}

static int answer_misdirected(struct context *context)
{
    struct text host = request_host(context->request);
    return problem(context, 421,
                   arena_printf(context->arena, "%.*s is not a host of this server", (int)host.length, host.at),
                   TEXT("start statusd with --hosts localhost,example.test"));
}

int route_answer(struct context *context)
{
    bool proxied = context->route != NULL && context->route->reach == PROXIED;
    if (!proxied && is_misdirected(context)) {
        return answer_misdirected(context);
    }
    if (context->route == NULL) {
        return answer_no_route(context);
    }
    bool taken = route_takes_method(context->route, context->request->method);
    return taken ? context->route->answer(context) : answer_without_handler(context);
}

bool route_awaits_content(const struct context *context)
{
    const struct route *route = context->route;
    return route != NULL && (context->family->traits & AWAITS_CONTENT) != 0 &&
           route_takes_method(route, context->request->method);
}

bool route_has_parameter(const struct route *route, struct text name)
{
    if (route == NULL || route->parameters == NULL) {
        return false;
    }
    return text_equal(text_of(route->parameters), TEXT("*")) || text_lists(text_of(route->parameters), name);
}
