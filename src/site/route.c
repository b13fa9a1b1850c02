#include "site/route.h"

#include "base/number.h"

static bool is_number(struct text text)
{
    uint64_t number;
    return number_parse((struct text){text.at, text_find(text, '/')}, UINT64_MAX, &number);
}

static bool leads(const struct route *route, const struct request *request, struct text *behind)
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
            if (leads(route, request, rest)) {
                return route;
            }
        }
    }
    return NULL;
}

bool route_takes(const struct route *route, struct text method)
{
    if (route->methods == NULL || text_lists(text_of(route->methods), method)) {
        return true;
    }
    return text_equal(method, TEXT("HEAD")) && text_lists(text_of(route->methods), TEXT("GET"));
}

struct text route_allowed(struct arena *arena, const struct route *route)
{
    bool reads = text_lists(text_of(route->methods), TEXT("GET"));
    return arena_printf(arena, "%s%s, OPTIONS", route->methods, reads ? ", HEAD" : "");
}

bool route_has_parameter(const struct route *route, struct text name)
{
    if (route == NULL || route->parameters == NULL) {
        return false;
    }
    return text_equal(text_of(route->parameters), TEXT("*")) || text_lists(text_of(route->parameters), name);
}
