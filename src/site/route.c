#include "site/route.h"

#include "base/number.h"
#include "site/problem.h"

static bool is_number(struct text text)
{
    uint64_t number;
    return number_parse((struct text){text.at, text_find(text, '/')}, UINT64_MAX, &number);
}

static bool matches(const struct route *route, const struct request *request, struct text *behind)
{
    struct text path = text_of(route->path), rest = request->path, raw = request->raw_path;
    if (!text_skip(&rest, path) || (route->reach == EXACTLY && rest.length > 0) ||
        (route->reach == NUMBER && !is_number(rest))) {
        return false;
    }
    *behind = text_skip(&raw, path) ? raw : rest;
    return true;
}

const struct route *route_find(const struct route *const *families, const struct request *request, struct text *rest)
{
    for (; *families != NULL; families++) {
        for (const struct route *route = *families; route->path != NULL; route++) {
            if (matches(route, request, rest)) {
                return route;
            }
        }
    }
    return NULL;
}

static bool takes_method(const struct route *route, struct text method)
{
    if (route->methods == NULL || text_lists(text_of(route->methods), method)) {
        return true;
    }
    return text_equal(method, TEXT("HEAD")) && text_lists(text_of(route->methods), TEXT("GET"));
}

static struct text allowed_methods(struct arena *arena, const struct route *route)
{
    bool reads = text_lists(text_of(route->methods), TEXT("GET"));
    return arena_printf(arena, "%s%s, OPTIONS", route->methods, reads ? ", HEAD" : "");
}

static int answer_no_route(struct context *context)
{
    return problem(context, 404,
                   arena_printf(context->arena, "there is nothing at %.*s", (int)context->request->path.length,
                                context->request->path.at),
                   TEXT("/status/404, or / for what is here"));
}

/* For a method that has no handler: OPTIONS (RFC 9110 §9.3.7) gets Allow, any other gets 405 and Allow (§15.5.6). */
static int answer_without_handler(struct context *context)
{
    const char *path = context->route->path;
    struct text method = context->request->method, allowed = allowed_methods(context->arena, context->route);
    int code = 204;
    if (!text_equal(method, TEXT("OPTIONS"))) {
        code = problem(context, 405,
                       arena_printf(context->arena, "%s does not take %.*s, only %s", path, (int)method.length,
                                    method.at, allowed.at),
                       arena_printf(context->arena, "%.*s %s", (int)text_find(allowed, ','), allowed.at, path));
    }
    reply_add(context->reply, "Allow", allowed);
    return code;
}

int route_answer(struct context *context)
{
    if (context->route == NULL) {
        return answer_no_route(context);
    }
    bool taken = takes_method(context->route, context->request->method);
    return taken ? context->route->answer(context) : answer_without_handler(context);
}

bool route_has_parameter(const struct route *route, struct text name)
{
    if (route == NULL || route->parameters == NULL) {
        return false;
    }
    return text_equal(text_of(route->parameters), TEXT("*")) || text_lists(text_of(route->parameters), name);
}
